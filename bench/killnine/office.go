package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"youfu/bench/client"
)

// office is the Youfu under trial. Its keys are the ids of people: each write is a visit of the next person.
type office struct {
	options
	ids     []string
	known   map[string]bool // ids, to find them among what a command prints
	address string
	client  *client.Client
}

// newOffice chooses a free port for the server, the same for each start: the client keeps to one address.
func newOffice(o options) (*office, error) {
	text, err := os.ReadFile(o.people)
	if err != nil {
		return nil, err
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer free.Close()
	f := &office{options: o, ids: strings.Fields(string(text)), known: map[string]bool{}, address: free.Addr().String()}
	for _, id := range f.ids {
		f.known[id] = true
	}
	f.client, err = client.New("http://"+f.address, o.writers)
	return f, err
}

func (f *office) start() (*exec.Cmd, error) {
	server := exec.Command(f.youfu, "serve", "--db", f.db, "--addr", f.address)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		return nil, err
	}
	// A session outlives a kill: a client without one asks for it as the first one did.
	fresh, err := client.New("http://"+f.address, f.writers)
	if err == nil {
		f.client = fresh
		err = f.ready()
	}
	if err == nil {
		err = f.client.SignIn(f.login, f.password)
	}
	if err == nil { // the first page waits until the lists are folded: writers should be writing when the kill comes
		_, err = f.client.Form(strings.ReplaceAll(f.form, "{person}", f.ids[0]), "client_id")
	}
	if err != nil {
		server.Process.Kill()
		server.Wait()
		return nil, err
	}
	return server, nil
}

func (f *office) ready() error {
	for range 300 {
		if answer, err := f.client.Get("/sign-in"); err == nil && answer.Status == http.StatusOK {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("the server does not answer on %s within 30 s", f.address)
}

// visit records one visit of the n-th person.
func (f *office) visit(n int) (key string, acknowledged bool, err error) {
	if n >= len(f.ids) {
		return "", false, fmt.Errorf("all %d people have had a visit: give more, or fewer rounds", len(f.ids))
	}
	key = f.ids[n]
	form, err := f.client.Form(strings.ReplaceAll(f.form, "{person}", key), "client_id")
	if client.Gone(err) {
		return key, false, nil
	}
	if err != nil {
		return key, false, err
	}
	form.Fill(f.set)
	answer, err := f.client.Post(form.Action, form.Values)
	if client.Gone(err) {
		return key, false, nil
	}
	if err == nil && !answer.Accepted() {
		err = fmt.Errorf("the visit of %s was answered with status %d: is -set right?", key, answer.Status)
	}
	return key, true, err
}

// visits counts the visits of each person, by the command that lists them.
func (f *office) visits() (map[string]int, error) {
	out, err := f.command(append(strings.Fields(f.list), "--json")...)
	if err != nil {
		return nil, err
	}
	var printed any
	if err := json.Unmarshal(out, &printed); err != nil {
		return nil, fmt.Errorf("%s: %w", f.list, err)
	}
	counts := map[string]int{}
	f.find(printed, counts)
	return counts, nil
}

// find counts the known ids among all strings of a JSON value.
func (f *office) find(value any, counts map[string]int) {
	switch v := value.(type) {
	case string:
		if f.known[v] {
			counts[v]++
		}
	case []any:
		for _, each := range v {
			f.find(each, counts)
		}
	case map[string]any:
		for _, each := range v {
			f.find(each, counts)
		}
	}
}

func (f *office) doctor() error {
	_, err := f.command("doctor")
	return err
}

func (f *office) command(args ...string) ([]byte, error) {
	cmd := exec.Command(f.youfu, append(args, "--db", f.db)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("youfu %s: %w\n%s%s", strings.Join(args, " "), err, out, said.String())
	}
	return out, nil
}
