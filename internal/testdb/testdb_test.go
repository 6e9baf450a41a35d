package testdb

import (
	"context"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestMain lets the tests run this binary as a process that uses a server and dies: see TestServerEndsWithItsOwner.
func TestMain(m *testing.M) {
	if os.Getenv("TESTDB_OWNER") == "" {
		os.Exit(m.Run())
	}
	address, err := start()
	if err != nil {
		panic(err)
	}
	os.Stdout.WriteString(address + "\n")
	if os.Getenv("TESTDB_OWNER") == "panics" {
		io.Copy(io.Discard, os.Stdin)
		panic("as told")
	}
	select {}
}

func query(t *testing.T, dsn, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var value string
	if err := conn.QueryRow(context.Background(), sql).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	var gone string
	t.Run("first", func(t *testing.T) {
		a, b := PG(t), PG(t)
		if err := command(a, "create table only_here (n int)"); err != nil {
			t.Fatal(err)
		}
		if got := query(t, b, "select count(*)::text from pg_tables where tablename = 'only_here'"); got != "0" {
			t.Error("two databases of one test share a table")
		}
		gone = a
	})
	if conn, err := pgx.Connect(context.Background(), gone); err == nil {
		conn.Close(context.Background())
		t.Error("the database outlived its test")
	}
}

func TestDatabaseIsDroppedUnderOpenConnections(t *testing.T) {
	var conn *pgx.Conn
	t.Run("leaves a connection open", func(t *testing.T) {
		var err error
		if conn, err = pgx.Connect(context.Background(), PG(t)); err != nil {
			t.Fatal(err)
		}
	})
	if err := conn.Ping(context.Background()); err == nil {
		t.Error("the connection still works")
	}
}

func TestEachRunsOnBothDatabases(t *testing.T) {
	var ran []string
	Each(t, func(t *testing.T, dsn string) {
		ran = append(ran, t.Name())
		if postgres := strings.HasPrefix(dsn, "postgres://"); postgres != strings.HasSuffix(t.Name(), "/postgres") {
			t.Errorf("dsn %s", dsn)
		}
	})
	if strings.Join(ran, " ") != t.Name()+"/sqlite "+t.Name()+"/postgres" {
		t.Errorf("ran %q", ran)
	}
}

func TestServerEndsWithItsOwner(t *testing.T) {
	for _, end := range []string{"killed", "panics"} {
		t.Run(end, func(t *testing.T) {
			owner := exec.Command(os.Args[0])
			owner.Env = append(os.Environ(), "TESTDB_OWNER="+end)
			in, _ := owner.StdinPipe()
			out, _ := owner.StdoutPipe()
			if err := owner.Start(); err != nil {
				t.Fatal(err)
			}
			line := make([]byte, 200)
			n, err := out.Read(line)
			if err != nil {
				t.Fatal(err)
			}
			address := strings.TrimSpace(string(line[:n]))
			if got := query(t, address, "select 'serves'"); got != "serves" {
				t.Fatal(got)
			}
			if end == "killed" {
				owner.Process.Kill()
			} else {
				in.Close()
			}
			owner.Wait()
			waitGone(t, address)
		})
	}
}

// waitGone waits until the server's directory is removed, which is the last thing it does.
func waitGone(t *testing.T, address string) {
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	dir := u.Query().Get("host")
	for range 300 {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("%s is still there 30 s after its owner ended", dir)
}

func TestMissingPostgreSQLNamesTheRemedy(t *testing.T) {
	cmd := exec.Command("sh", "-c", strings.Replace(script, "/usr/lib/postgresql/*/bin", "/nowhere/*/bin", 1))
	cmd.Env = []string{"PATH=/bin"}
	said, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(said), "make test") {
		t.Errorf("%v: %s", err, said)
	}
}
