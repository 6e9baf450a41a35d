package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"youfu/bench/client"
)

// TestYoufuSurvivesKills kills the real program five times under two hundred writers: every visit that it acknowledged is there once, and
// doctor finds nothing. The command does the same fifty times.
func TestYoufuSurvivesKills(t *testing.T) {
	dir := t.TempDir()
	youfu := filepath.Join(dir, "youfu")
	output(t, "go", "build", "-o", youfu, "youfu/cmd/youfu")
	db := filepath.Join(dir, "youfu.db")
	var made struct {
		Logins []struct{ Login, Password, Post string }
	}
	decode(t, output(t, youfu, "demo", "--db", db, "--scale", "0.05", "--json"), &made)
	o := options{youfu: youfu, db: db, form: "/person/{person}/visit/womens-screening/screening", set: client.Fields{"findings": {"none"}}, rounds: 5, writers: 200,
		from: 300 * time.Millisecond, to: 1500 * time.Millisecond}
	for _, l := range made.Logins {
		if l.Post == "clinic-worker" && o.login == "" {
			o.login, o.password = l.Login, l.Password
		}
	}
	t.Setenv("YOUFU_PASSWORD", o.password)
	visits := []string{"figure", "screening-visits", "--from", "2020-01-01", "--to", "2100-01-01", "--members", "--as", o.login}
	o.list, o.people = strings.Join(visits, " "), filepath.Join(dir, "people")
	o.writePeople(t, append(visits, "--where", "age_band=25-29,30-34,35-39,40-44,45-49,50-54"))
	if err := o.run(); err != nil {
		t.Fatal(err)
	}
}

// writePeople writes the ids of women who were screened before and are of the age to be screened again, each once.
func (o options) writePeople(t *testing.T, figure []string) {
	t.Helper()
	var list struct{ Members []struct{ Person string } }
	decode(t, output(t, o.youfu, append(figure, "--db", o.db, "--json")...), &list)
	var ids []string
	seen := map[string]bool{}
	for _, m := range list.Members {
		if !seen[m.Person] {
			seen[m.Person] = true
			ids = append(ids, m.Person)
		}
	}
	if len(ids) < 2000 {
		t.Fatalf("%d people are too few for five rounds", len(ids))
	}
	if err := os.WriteFile(o.people, []byte(strings.Join(ids, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
}

func output(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, said.String())
	}
	return out
}

func decode(t *testing.T, raw []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%v: %.300s", err, raw)
	}
}
