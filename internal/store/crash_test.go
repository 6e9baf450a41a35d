package store

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"youfu/internal/id"
)

// children are what this binary does as another process, by name.
var children = map[string]func(Config){"writes": writeForEver, "writes once": writeOnce}

// child is this binary as another process on the same district.
func child(t *testing.T, c Config, name string) (cmd *exec.Cmd, lines *bufio.Scanner) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "STORE_CHILD="+name, "STORE_DSN="+c.DSN, "STORE_LOGIN="+c.Login)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	return cmd, bufio.NewScanner(out)
}

// writeForEver writes and says on standard output which write was acknowledged, as client id and seq.
func writeForEver(c Config) {
	d, err := Open(ctx, c)
	for err == nil {
		var r Receipt
		client := id.New()
		if r, err = put(d, client, client.String(), "x"); err == nil {
			fmt.Println(client, r.Seq)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func writeOnce(c Config) {
	d, err := Open(ctx, c)
	if err == nil {
		_, err = put(d, id.New(), "from elsewhere", "x")
	}
	if err == nil {
		err = d.Close()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func TestAnotherProcessIsNoticed(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		d := made(t, c)
		if _, err := put(d, id.New(), "a", "1"); err != nil {
			t.Fatal(err)
		}
		cmd, _ := child(t, c, "writes once")
		must(t, cmd.Wait())
		if seq, err := d.Seq(ctx); err != nil || seq != 2 {
			t.Errorf("the clock shows %d, %v", seq, err)
		}
		if r, err := put(d, id.New(), "b", "1"); err != nil || r.Seq != 3 {
			t.Errorf("the next write is %d, %v", r.Seq, err)
		}
		if n := count(t, d, `store_setting where name = 'from elsewhere'`); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

func TestKilledWriters(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		must(t, Create(ctx, c))
		acknowledged := map[id.ID]Seq{}
		for round := range 5 {
			cmd, lines := child(t, c, "writes")
			for n := 0; n < 20+7*round && lines.Scan(); n++ {
				client, seq := acknowledgement(t, lines.Text())
				acknowledged[client] = seq
			}
			must(t, cmd.Process.Kill())
			for lines.Scan() { // what it still said is acknowledged as well
				client, seq := acknowledgement(t, lines.Text())
				acknowledged[client] = seq
			}
			cmd.Wait()
		}
		d := opened(t, c)
		sound(t, d)
		if len(acknowledged) < 5*20 {
			t.Fatalf("only %d writes", len(acknowledged))
		}
		for client, seq := range acknowledged {
			if n := count(t, d, `store_tx where client_id = $1 and seq = $2`, client, seq); n != 1 {
				t.Errorf("write %d was acknowledged and is there %d times", seq, n)
			}
			if n := count(t, d, `store_setting where name = $1 and seq = $2`, client.String(), seq); n != 1 {
				t.Errorf("the row of write %d is there %d times", seq, n)
			}
		}
		if r, err := put(d, id.New(), "after", "x"); err != nil || int(r.Seq) < len(acknowledged)+1 {
			t.Errorf("writing afterwards: %d, %v", r.Seq, err)
		}
	})
}

func acknowledgement(t *testing.T, line string) (id.ID, Seq) {
	t.Helper()
	client, seq, _ := strings.Cut(line, " ")
	parsed, err := id.Parse(client)
	must(t, err)
	n, err := strconv.Atoi(seq)
	must(t, err)
	return parsed, Seq(n)
}
