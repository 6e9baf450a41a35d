package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// desk is an empty district on disk, for commands.
type desk struct {
	t  *testing.T
	db string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t, filepath.Join(t.TempDir(), "youfu.db")}
	d.ok("init")
	return d
}

// try runs a command in English.
func (d *desk) try(args ...string) (code int, stdout, stderr string) {
	d.t.Helper()
	var out, errs bytes.Buffer
	code = youfu(context.Background(), append([]string{"--db", d.db, "--lang", "en"}, args...), strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

func (d *desk) ok(args ...string) string {
	d.t.Helper()
	code, out, errs := d.try(args...)
	if code != 0 {
		d.t.Fatalf("youfu %s: %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// account makes an account; its password is the one that commands use from now.
func (d *desk) account(login string, args ...string) {
	d.t.Helper()
	var made struct{ Password string }
	if err := json.Unmarshal([]byte(d.ok(append([]string{"--json", "account", "add", login}, args...)...)), &made); err != nil {
		d.t.Fatal(err)
	}
	d.t.Setenv("YOUFU_PASSWORD", made.Password)
}

var optionOf = regexp.MustCompile(`--seat ([0-9a-f-]{36}): (\S+)`)

// TestACommandNamesItsSeat: with several seats it is refused, and told what to add; with one it needs nothing.
func TestACommandNamesItsSeat(t *testing.T) {
	d := newDesk(t)
	d.account("lin", "--post", "manager")
	figure := []string{"figure", "women-screened", "--from", "2026-01-01", "--to", "2027-01-01", "--as", "lin"}
	d.ok(figure...)
	d.ok("account", "seat", "lin", "--post", "registrar")
	code, out, errs := d.try(figure...)
	if code != 3 || out != "" {
		t.Errorf("without a seat: %d %s", code, out)
	}
	seats := map[string]string{}
	for _, m := range optionOf.FindAllStringSubmatch(errs, -1) {
		seats[m[2]] = m[1]
	}
	if len(seats) != 2 {
		t.Fatalf("the refusal lists no seats: %s", errs)
	}
	d.ok(append(figure, "--seat", seats["manager"])...)
	if code, _, errs := d.try(append(figure, "--seat", seats["registrar"])...); code != 3 || strings.Contains(errs, "--seat") {
		t.Errorf("as a registrar: %d %s", code, errs)
	}
	if code, _, _ := d.try(append(figure, "--seat", "00000000-0000-7000-8000-000000000001")...); code != 3 {
		t.Errorf("from a seat that there is not: %d", code)
	}
	t.Setenv("YOUFU_PASSWORD", "not the password")
	if code, _, errs := d.try(figure...); code != 3 || strings.Contains(errs, "--seat") {
		t.Errorf("a wrong password is told the seats: %d %s", code, errs)
	}
}
