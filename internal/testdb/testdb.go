// Package testdb gives tests their databases: a file of SQLite, and a database on a throw-away PostgreSQL. A test that needs PostgreSQL
// fails where it is missing, and says how to get it; it is never skipped, since a skipped test looks like a passing one.
//
// `make test` starts one PostgreSQL for the whole run and names it in YOUFU_TEST_PG. Without it, as in `go test ./internal/store`, each
// test binary starts its own when a test first asks.
package testdb

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Env names a PostgreSQL that runs already, as the address of a database of its superuser.
const Env = "YOUFU_TEST_PG"

// Each runs a test once per kind of database, as the subtests "sqlite" and "postgres". dsn is what store.Config takes: the path of a file
// that does not exist yet, or the address of an empty database.
func Each(t *testing.T, run func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { run(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { run(t, PG(t)) })
}

// SQLite is the path for a new file, which goes with the test.
func SQLite(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "youfu.db")
}

// PG is the address of a new, empty PostgreSQL database, which is dropped when the test ends. Its login is the superuser. Roles belong to
// the server and not to the database: tests that make some give them names of their own.
func PG(t testing.TB) string {
	t.Helper()
	server, err := running()
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	// template0, because nobody can be connected to it: a connection to the template makes "create database" fail.
	return create(t, server, "template0")
}

// CopyOf is the address of a new database with everything that is in another one of a test's, to which nobody may be connected. It costs a part
// of what filling it again would.
func CopyOf(t testing.TB, dsn string) string {
	t.Helper()
	if !strings.HasPrefix(dsn, "postgres") {
		whole, err := os.ReadFile(dsn)
		if err != nil {
			t.Fatalf("testdb: %v", err)
		}
		to := SQLite(t)
		if err := os.WriteFile(to, whole, 0o600); err != nil {
			t.Fatalf("testdb: %v", err)
		}
		return to
	}
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatalf("testdb: %v", err)
	}
	from := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	return create(t, u.String(), from)
}

// create makes a database on a server. Copying the files of its template costs half of writing them through the log; PostgreSQL 14 knows no
// other way than that, and no name for it.
func create(t testing.TB, server, template string) string {
	t.Helper()
	name := fmt.Sprintf("t%d_%d", os.Getpid(), made.Add(1))
	create := "create database " + name + " template " + template
	if err := command(server, create+" strategy file_copy"); err != nil {
		if err := command(server, create); err != nil {
			t.Fatalf("testdb: %v", err)
		}
	}
	t.Cleanup(func() {
		if err := command(server, "drop database "+name+" with (force)"); err != nil {
			t.Errorf("testdb: %v", err)
		}
	})
	return named(server, name)
}

var made atomic.Int64

// named is the address of another database on the same server.
func named(server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server // a keyword string instead of a URL: let the connection fail with its own message
	}
	u.Path = "/" + database
	return u.String()
}

func command(server, sql string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}

// running is the address of the server: the one that Env names, or this process's own.
var running = sync.OnceValues(func() (string, error) {
	if address := os.Getenv(Env); address != "" {
		return address, nil
	}
	return start()
})

//go:embed postgres.sh
var script string

// start runs the script. It holds one end of a pipe that nobody else has, as a bare descriptor: it is never closed, so the kernel closes it
// when this process ends, and the server stops.
func start() (address string, err error) {
	var pipe [2]int
	if err := syscall.Pipe2(pipe[:], syscall.O_CLOEXEC); err != nil {
		return "", err
	}
	theirs := os.NewFile(uintptr(pipe[0]), "pipe")
	defer theirs.Close()
	cmd := exec.Command("sh", "-c", script)
	cmd.Stdin = theirs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt from the keyboard is for the tests; the server follows by the pipe
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		cmd.Wait()
		return "", fmt.Errorf("no PostgreSQL for the tests: %s", strings.TrimSpace(said.String()))
	}
	return strings.TrimSpace(line), nil
}
