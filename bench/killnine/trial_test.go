package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"youfu/bench/client"
)

// TestMain runs this binary as the server of a trial where it is told to: it appends each line that is posted to a file.
func TestMain(m *testing.M) {
	if os.Getenv("KILLNINE_FILE") != "" {
		serve(os.Getenv("KILLNINE_FILE"), os.Getenv("KILLNINE_LISTEN"), os.Getenv("KILLNINE_LIE"))
	}
	os.Exit(m.Run())
}

// serve keeps what it is sent, in one of several ways: honestly; "forgetting", where it answers before it writes and never writes the last
// few; or "repeating", where it writes some lines twice.
func serve(file, address, lie string) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	waiting := make(chan string, 50)
	err = http.ListenAndServe(address, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		line, _ := io.ReadAll(r.Body)
		times := 1
		switch {
		case lie == "forgetting" && len(line) > 0:
			select {
			case waiting <- string(line): // in memory only
				line = nil
			default:
			}
		case lie == "repeating" && bytes.HasSuffix(line, []byte("7")):
			times = 2
		}
		for range times {
			if len(line) > 0 {
				fmt.Fprintf(f, "%s\n", line)
			}
		}
	}))
	panic(err)
}

// newTrial is a trial of such a server.
func newTrial(t *testing.T, lie string) *trial {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address, file := free.Addr().String(), filepath.Join(t.TempDir(), "lines")
	free.Close()
	get := func(body string) error {
		response, err := http.Post("http://"+address, "text/plain", strings.NewReader(body))
		if err == nil {
			_, err = io.Copy(io.Discard, response.Body)
			response.Body.Close()
		}
		return err
	}
	return &trial{
		writers: 8, from: 20 * time.Millisecond, to: 60 * time.Millisecond,
		start: func() (*exec.Cmd, error) {
			server := exec.Command(os.Args[0])
			server.Env = append(os.Environ(), "KILLNINE_FILE="+file, "KILLNINE_LISTEN="+address, "KILLNINE_LIE="+lie)
			if err := server.Start(); err != nil {
				return nil, err
			}
			for get("") != nil {
				time.Sleep(5 * time.Millisecond)
			}
			return server, nil
		},
		write: func(n int) (string, bool, error) {
			key := fmt.Sprintf("w%d", n)
			err := get(key)
			if client.Gone(err) {
				return key, false, nil
			}
			return key, err == nil, err
		},
		count: func() (map[string]int, error) {
			counts := map[string]int{}
			f, err := os.Open(file)
			if errors.Is(err, os.ErrNotExist) {
				return counts, nil
			}
			defer f.Close()
			for lines := bufio.NewScanner(f); lines.Scan(); {
				counts[lines.Text()]++
			}
			return counts, err
		},
		check: func() error { return nil },
	}
}

func TestHonestServerPasses(t *testing.T) {
	acknowledged := 0
	if err := newTrial(t, "").run(5, func(_ int, r round) { acknowledged += r.acknowledged }); err != nil || acknowledged == 0 {
		t.Errorf("%v after %d acknowledged writes", err, acknowledged)
	}
}

func TestLiesAreFound(t *testing.T) {
	for lie, want := range map[string]string{"forgetting": "an acknowledged write is lost", "repeating": "a write is there twice"} {
		if err := newTrial(t, lie).run(5, func(int, round) {}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", lie, err)
		}
	}
}

func TestOtherFindingsStopTheTrial(t *testing.T) {
	for name, spoil := range map[string]func(*trial){
		"doctor": func(t *trial) { t.check = func() error { return errors.New("doctor") } },
		"nobody wrote it": func(t *trial) {
			calls, count := 0, t.count
			t.count = func() (map[string]int, error) {
				there, err := count()
				if calls++; calls > 1 {
					there["stranger"]++
				}
				return there, err
			}
		},
		"before it was killed": func(t *trial) {
			t.from, t.to = time.Second, time.Second
			start := t.start
			t.start = func() (*exec.Cmd, error) {
				server, err := start()
				if err == nil {
					time.AfterFunc(50*time.Millisecond, func() { server.Process.Kill() })
				}
				return server, err
			}
		},
	} {
		trial := newTrial(t, "")
		spoil(trial)
		if err := trial.run(3, func(int, round) {}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestVisitsAreFoundInWhatACommandPrints(t *testing.T) {
	f := &office{known: map[string]bool{"p1": true, "p2": true}}
	counts := map[string]int{}
	f.find(map[string]any{"value": 3.0, "members": []any{map[string]any{"person": "p1", "name": "p9"}, map[string]any{"person": "p1"}, "p2", nil}}, counts)
	if len(counts) != 2 || counts["p1"] != 2 || counts["p2"] != 1 {
		t.Errorf("%v", counts)
	}
}
