// Command httpload puts a bounded load on a Youfu that runs on this machine, and prints how long its answers took.
//
//	httpload -login clinic-worker -password … search
//	httpload -login clinic-worker -password … -people ids.txt -set findings=none visit
//
// Each client does its share of the acts, one after the other. What an act needs first (a form, say) is fetched before the clock starts.
package main

import (
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"youfu/bench/client"
)

//go:embed queries.txt
var queries string

type options struct {
	addr, login, password string
	clients, each         int
	duration              time.Duration
	people, form          string
	set                   client.Fields
}

func main() {
	var o options
	flag.StringVar(&o.addr, "addr", "http://127.0.0.1:8080", "the server, on this machine")
	flag.StringVar(&o.login, "login", "", "the account to sign in with")
	flag.StringVar(&o.password, "password", os.Getenv("YOUFU_PASSWORD"), "its password; YOUFU_PASSWORD where left out")
	flag.IntVar(&o.clients, "clients", 8, "how many at once")
	flag.IntVar(&o.each, "each", 500, "how many acts a client does at most")
	flag.DurationVar(&o.duration, "duration", 30*time.Second, "how long it lasts at most")
	flag.StringVar(&o.people, "people", "", "visit: a file with one id of a person a line; each gets one visit")
	flag.StringVar(&o.form, "form", "/person/{person}/visit/womens-screening/screening", "visit: where the form is")
	flag.Var(&o.set, "set", "visit: NAME=VALUE to fill in; may be repeated")
	flag.Parse()
	if err := o.run(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "httpload:", err)
		os.Exit(1)
	}
}

func (o options) run(name string) error {
	scenarios := map[string]func(*client.Client) (scenario, error){"search": o.search, "visit": o.visit}
	open, ok := scenarios[name]
	if !ok {
		return errors.New("give one scenario: search, visit")
	}
	c, err := client.New(o.addr, o.clients)
	if err != nil {
		return err
	}
	if err := c.SignIn(o.login, o.password); err != nil {
		return err
	}
	acts, err := open(c)
	if err != nil {
		return err
	}
	result, err := run(acts, o.clients, o.each, o.duration)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d clients, %s\n%s\n", name, o.clients, o.addr, result)
	return result.Failed
}

// search asks for a name, a pinyin or a phone's tail.
func (o options) search(c *client.Client) (scenario, error) {
	texts := strings.Fields(queries)
	return func(n int) (func() error, error) {
		path := "/find?" + url.Values{"q": {texts[n%len(texts)]}}.Encode()
		return func() error { return status(c.Get(path))(http.StatusOK) }, nil
	}, nil
}

// visit records one visit of each person. The form is fetched before; the act is to send it.
func (o options) visit(c *client.Client) (scenario, error) {
	people, err := lines(o.people)
	if err != nil {
		return nil, err
	}
	if need := o.clients * o.each; len(people) < need {
		return nil, fmt.Errorf("%d people for %d visits: give more, or a smaller -each", len(people), need)
	}
	return func(n int) (func() error, error) {
		form, err := c.Form(strings.ReplaceAll(o.form, "{person}", people[n]), "client_id")
		if err != nil {
			return nil, err
		}
		form.Fill(o.set)
		return func() error { return status(c.Post(form.Action, form.Values))(http.StatusSeeOther) }, nil
	}, nil
}

// status makes an error of an answer that has not the status wanted.
func status(a client.Answer, err error) func(want int) error {
	return func(want int) error {
		if err == nil && a.Status != want {
			return fmt.Errorf("status %d, not %d", a.Status, want)
		}
		return err
	}
}

func lines(file string) ([]string, error) {
	text, err := os.ReadFile(file)
	return strings.Fields(string(text)), err
}
