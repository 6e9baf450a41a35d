// Command youfu is the whole program of a district: it serves the pages and runs the commands. docs/cli.md describes every command.
//
// Exit codes: 0 done, 1 the check found something or rows were refused, 2 wrong use, 3 refused, 4 not found, 5 conflict, 6 the machine.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"youfu/internal/actor"
	"youfu/internal/catalogue"
	"youfu/internal/district"
	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/post"
)

// command is the whole command line.
type command struct {
	DB       string `name:"db" env:"YOUFU_DB" default:"youfu.db" placeholder:"FILE|postgres://…" help:"Where the district is."`
	Key      string `name:"key" env:"YOUFU_KEY" placeholder:"FILE" help:"The key file; default beside the database file, for PostgreSQL in the working directory."`
	District string `name:"district" default:"youfu" help:"PostgreSQL schema of the district."`
	Catalog  string `name:"catalog" type:"existingdir" placeholder:"DIR" help:"The district's own definitions, over the shipped ones."`
	Lang     string `name:"lang" env:"YOUFU_LANG" enum:"zh,en,auto" default:"auto" help:"Language of messages: zh or en."`
	JSON     bool   `name:"json" help:"Print one JSON value on standard output."`
	As       string `name:"as" placeholder:"LOGIN" help:"The account that acts; its password comes from YOUFU_PASSWORD or is asked for."`
	TOTP     string `name:"totp" placeholder:"CODE" help:"The one-time code that signs an act, of an account that has them; asked for where it is missing."`
	Seat     string `name:"seat" placeholder:"ID" help:"From which seat, where the account has several that hold today."`

	Demo    demoCommand    `cmd:"" help:"Make a synthetic district to try."`
	Serve   serveCommand   `cmd:"" help:"Serve the pages."`
	Init    initCommand    `cmd:"" help:"Make an empty district: database, key file, first administrator."`
	Account accountCommand `cmd:"" help:"Accounts and seats."`
	Import  importCommand  `cmd:"" help:"Read places, departments, sites, people or visits from a spreadsheet."`
	Person  personCommand  `cmd:"" help:"Find and open people."`
	Due     dueCommand     `cmd:"" help:"List due visits."`
	Visit   visitCommand   `cmd:"" help:"Record and correct visits."`
	Scheme  schemeCommand  `cmd:"" help:"Support schemes: list them, and see who meets one and what a changed one would do."`
	Benefit benefitCommand `cmd:"" help:"Cases of support: apply, decide, appeal, explain."`
	Pay     payCommand     `cmd:"" help:"Payments of support: lists, money, the bank, the closing statement."`
	Powers  powersCommand  `cmd:"" help:"Who holds which of the four powers, and who could act alone."`
	Figure  figureCommand  `cmd:"" help:"Compute a figure."`
	Report  reportCommand  `cmd:"" help:"Write a report as Word or as a web page."`
	Verify  verifyCommand  `cmd:"" help:"Compute every number of a Word report again."`
	Cat     catalogCommand `cmd:"" name:"catalog" help:"Check, test, list and describe definitions."`
	Routes  routesCommand  `cmd:"" help:"List every route with its policy and purpose."`
	Doctor  doctorCommand  `cmd:"" help:"Check that the district is whole."`
	Dump    dumpCommand    `cmd:"" help:"Row counts and a digest of every table, never content."`
	Copy    copyCommand    `cmd:"" help:"Copy the whole district into another, empty database."`
	Backup  backupCommand  `cmd:"" help:"Write a consistent backup, also while serving. The key file is not in it."`
	Restore restoreCommand `cmd:"" help:"Restore a backup into an empty place."`
}

// run is one run of a command: what it was given, and where it prints.
type run struct {
	*command
	ctx    context.Context
	lang   lang.Lang
	stdin  *bufio.Reader
	typed  *os.File // the terminal, where somebody types; else nil
	stdout io.Writer
	stderr io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := youfu(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// youfu runs one command and gives its exit code; tests call it.
func youfu(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &command{}
	exited := -1
	parser, err := kong.New(c, kong.Name("youfu"), kong.Description("Youfu (优服): family services of a district, and the proof of them.\n\nExit codes: 0 done, 1 the check found something or rows were refused, 2 wrong use, 3 refused, 4 not found, 5 conflict, 6 the machine."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exited = code }), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintln(stderr, "youfu:", err)
		return 2
	}
	r := &run{command: c, ctx: ctx, lang: language(c.Lang), stdin: bufio.NewReader(stdin), typed: terminal(stdin), stdout: stdout, stderr: stderr}
	if err := parsed.Run(r); err != nil {
		return r.fail(err)
	}
	return 0
}

func language(chosen string) lang.Lang {
	if chosen != "auto" {
		return lang.Of(chosen)
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			if strings.HasPrefix(value, "zh") {
				return lang.Zh
			}
			return lang.En
		}
	}
	return lang.En
}

// errFound ends a command with exit code 1 after it has printed what it found.
var errFound = errors.New("found")

// fail says what went wrong, in the reader's language, and gives the exit code.
func (r *run) fail(err error) int {
	if errors.Is(err, errFound) {
		return 1
	}
	var problems catalogue.Problems
	var known *fault.Error
	switch {
	case errors.As(err, &problems):
		fmt.Fprintln(r.stderr, problems.Text(r.lang))
	case errors.As(err, &known):
		fmt.Fprintln(r.stderr, "youfu:", lang.T(r.lang, known.Key, known.Args...))
		for _, f := range known.Fields {
			fmt.Fprintf(r.stderr, "  %s: %s\n", f.Name, lang.T(r.lang, f.Key, f.Args...))
		}
		if known.Kind == fault.Machine && known.Cause != nil {
			fmt.Fprintln(r.stderr, "  "+known.Cause.Error())
		}
	default:
		fmt.Fprintln(r.stderr, "youfu:", err)
	}
	return fault.Exit(err)
}

func (r *run) options() district.Options {
	o := district.Options{DSN: r.DB, District: r.command.District, KeyFile: r.Key}
	if r.Catalog != "" {
		o.Overlay = r.overlay()
	}
	return o
}

func (r *run) overlay() fs.FS { return os.DirFS(r.Catalog) }

// with opens the district for one command.
func (r *run) with(use func(*district.District) error) error {
	d, err := district.Open(r.ctx, r.options())
	if err != nil {
		return err
	}
	return errors.Join(use(d), d.Close())
}

// acting opens the district and signs in whoever acts.
func (r *run) acting(route string, use func(office.Office) error) error {
	return r.with(func(d *district.District) error {
		who, err := r.signIn(d)
		if err != nil {
			return err
		}
		return use(office.Office{District: d, Actor: who, Route: route})
	})
}

func (r *run) signIn(d *district.District) (actor.Actor, error) {
	if r.As == "" {
		return actor.Actor{}, fault.New(fault.Refused, "cmd.who")
	}
	password, err := r.password()
	if err != nil {
		return actor.Actor{}, err
	}
	c := post.Credentials{Login: r.As, Password: password}
	if r.Seat != "" {
		if c.Seat, err = parseID(r.Seat); err != nil {
			return actor.Actor{}, err
		}
	}
	who, err := d.Accounts.Authenticate(r.ctx, c)
	var several post.Several
	if errors.As(err, &several) {
		err = r.whichSeat(d, several.Seats)
	}
	return who, err
}

// password comes from the environment, else it is asked for without showing it.
func (r *run) password() (string, error) {
	if p := os.Getenv("YOUFU_PASSWORD"); p != "" {
		return p, nil
	}
	fmt.Fprint(r.stderr, lang.T(r.lang, "cmd.password", r.As))
	if r.typed != nil {
		raw, err := term.ReadPassword(int(r.typed.Fd()))
		fmt.Fprintln(r.stderr)
		return string(raw), err
	}
	return r.line()
}

// terminal is where somebody types a password without its being shown; nil where nobody does.
func terminal(in io.Reader) *os.File {
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return file
	}
	return nil
}

// line reads one line of the input.
func (r *run) line() (string, error) {
	line, err := r.stdin.ReadString('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}

// print writes one JSON value, or lets text write words for people.
func (r *run) print(value any, text func(w io.Writer)) error {
	if !r.JSON {
		text(r.stdout)
		return nil
	}
	e := json.NewEncoder(r.stdout)
	e.SetEscapeHTML(false)
	return e.Encode(value)
}

// say is the text under a key in the reader's language.
func (r *run) say(key string, args ...any) string { return lang.T(r.lang, key, args...) }
