package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// Nothing listens to a network unless it is told to, and then not in the clear: whoever serves other machines says that TLS is in front.
func TestNoNetworkByDefaultAndPlainHTTPIsRefused(t *testing.T) {
	var c command
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse([]string{"serve"}); err != nil || !onlyHere(c.Serve.Addr) {
		t.Errorf("serves on %q by itself, %v", c.Serve.Addr, err)
	}
	for addr, want := range map[string]bool{"127.0.0.1:8080": true, "[::1]:8080": true, "localhost:0": true, "0.0.0.0:8080": false, ":8080": false, "[::]:80": false, "192.168.1.9:80": false,
		"youfu.example:80": false, "8080": false} {
		if onlyHere(addr) != want {
			t.Errorf("%s is reached from here alone: %v", addr, !want)
		}
	}
	var out, said bytes.Buffer
	code := youfu(context.Background(), []string{"serve", "--addr", "0.0.0.0:0", "--lang", "en", "--db", filepath.Join(t.TempDir(), "youfu.db")}, strings.NewReader(""), &out, &said)
	if code != 2 || !strings.Contains(said.String(), "--secure") {
		t.Errorf("exit %d: %s", code, said.String())
	}
}
