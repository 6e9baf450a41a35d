package exchange_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/demo/bank"
	"youfu/internal/district"
	"youfu/internal/exchange"
	profile "youfu/internal/exchange/bank"
	"youfu/internal/id"
	work "youfu/internal/office"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// A payment run that is killed (kill -9) during each of its steps and after it, and begun again from the first step each time. The run is
// this binary as another process.

// runSteps are the steps of a payment run, in their order. Whoever begins again repeats them all, under the ids that they had.
var runSteps = []string{"plan", "fund", "order", "file", "answers", "close confirm", "close fund", "close pay"}

// strikes are when it is killed: "signing", in the middle of a step's transaction or file; "done", before it could say so; "later", soon after
// the step began. Each costs a process, so that PostgreSQL, where the server keeps what a killed client had begun, is tried by some.
var strikes = []struct {
	step, moment string
	postgres     bool
}{
	{"plan", "signing", true}, {"plan", "done", false}, {"fund", "signing", false}, {"fund", "done", false}, {"order", "signing", false}, {"order", "later", false}, {"order", "done", true},
	{"file", "signing", false}, {"file", "done", false}, {"answers", "signing", true}, {"answers", "later", false}, {"answers", "done", false},
	{"close confirm", "signing", true}, {"close confirm", "later", false}, {"close confirm", "done", false}, {"close fund", "signing", false}, {"close pay", "done", false},
}

// killedRun is what the process of a run is told, by its environment.
type killedRun struct {
	dsn, key, dir string
	client        id.ID // all ids of the run derive from it
	today         civil.Date
	last          string // the step after which it ends
	step, moment  string // of strikes
}

// TestMain runs this binary as a payment run where it is told to.
func TestMain(m *testing.M) {
	if os.Getenv("EXCHANGE_RUN") != "" {
		if err := readRun().pay(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func (k killedRun) environment() []string {
	return append(os.Environ(), "EXCHANGE_RUN="+strings.Join([]string{k.dsn, k.key, k.dir, k.client.String(), k.today.String(), k.last, k.step, k.moment}, "|"))
}

func readRun() killedRun {
	told := strings.Split(os.Getenv("EXCHANGE_RUN"), "|")
	client, err := id.Parse(told[3])
	if err != nil {
		panic(err)
	}
	return killedRun{told[0], told[1], told[2], client, civil.MustDate(told[4]), told[5], told[6], told[7]}
}

func killed() { // nothing is closed, flushed or said
	syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// pay does the steps.
func (k killedRun) pay() error {
	ctx := context.Background()
	d, err := district.Open(ctx, district.Options{DSN: k.dsn, KeyFile: k.key, Overlay: grantFS})
	if err != nil {
		return err
	}
	d.Store.SetClock(func() time.Time { return noon(k.today) })
	to, err := exchange.BankOf(nil, "iso20022")
	if err != nil {
		return err
	}
	r := &run{k, ctx, func(who string) work.Office { return deskOf(d, who, id.ID{}) }, to, "", work.Plan{}, d}
	for _, step := range runSteps {
		r.now = step
		if step == k.step && k.moment == "later" {
			time.AfterFunc(3*time.Millisecond, killed)
		}
		if err := r.do(step); err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
		if step == k.step && k.moment == "done" {
			killed()
		}
		if step == k.last {
			break
		}
	}
	return d.Close()
}

// run is a payment run at work.
type run struct {
	killedRun
	ctx  context.Context
	desk func(string) work.Office
	to   *profile.Profile
	now  string // the step
	plan work.Plan
	d    *district.District
}

func (r *run) do(step string) (err error) {
	once := id.Derive(r.client, step, 0)
	switch step {
	case "plan":
		r.plan, err = r.desk("plan").PlanPayments(r.ctx, once, "grant", "2026", r.signer())
	case "fund":
		var hash []byte
		if hash, err = hex.DecodeString(r.plan.ListHash); err == nil {
			_, err = r.desk("fund").FundPlan(r.ctx, once, r.plan.ID, hash, r.signer())
		}
	case "order":
		_, err = exchange.Order(r.ctx, r.desk("pay"), once, r.plan.ID, r.to, r.signer())
	case "file":
		err = r.file()
	case "answers":
		err = r.answers()
	default:
		_, err = r.desk(strings.TrimPrefix(step, "close ")).SignClosing(r.ctx, once, "grant", "2026", "", r.signer())
	}
	return err
}

// file writes the bank's file where the bank finds it, torn where the run is killed meanwhile.
func (r *run) file() error {
	var whole bytes.Buffer
	if _, err := exchange.WriteOrder(r.ctx, r.desk("pay"), &whole, r.to, r.plan.ID, 0); err != nil {
		return err
	}
	if r.strikes() {
		if err := os.WriteFile(filepath.Join(r.dir, "order.xml"), whole.Bytes()[:whole.Len()*2/3], 0o600); err != nil {
			return err
		}
		killed()
	}
	return os.WriteFile(filepath.Join(r.dir, "order.xml"), whole.Bytes(), 0o600)
}

// answers takes in all that the bank has given, in the order in which it did; what is killed in the middle has read half of the last file.
func (r *run) answers() error {
	names, err := filepath.Glob(filepath.Join(r.dir, "answer-*"))
	slices.Sort(names)
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var from io.ReaderAt = bytes.NewReader(text)
		if r.strikes() && i == len(names)/2 {
			from = halfRead{from, int64(len(text) / 2)}
		}
		if _, err := exchange.Answer(r.ctx, r.desk("pay"), r.to, from, int64(len(text))); err != nil {
			return err
		}
	}
	return err
}

// strikes reports whether the run is killed in the middle of the step that it does.
func (r *run) strikes() bool { return r.now == r.step && r.moment == "signing" }

// halfRead is a file whose reader is killed in its middle.
type halfRead struct {
	io.ReaderAt
	most int64
}

func (h halfRead) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > h.most {
		killed()
	}
	return h.ReaderAt.ReadAt(p, off)
}

func (r *run) signer() benefit.Signer {
	return killingSigner{benefit.Password{Keys: r.d.Keys}, r.strikes()}
}

// killingSigner is a password whose holder is killed while she signs: the transaction has begun, and some of its rows are written.
type killingSigner struct {
	benefit.Password
	kills bool
}

func (s killingSigner) Sign(digest []byte) ([]byte, error) {
	if s.kills {
		killed()
	}
	return s.Password.Sign(digest)
}

// begin runs the process of a run, and reports whether it was killed.
func (k killedRun) begin(t testing.TB) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = k.environment()
	said, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		return true
	}
	if err != nil {
		t.Fatalf("killed in %s, %s: %v\n%s", k.step, k.moment, err, said)
	}
	return false
}

// TestAPaymentRunKilledAtEveryStep: whatever moment a run is killed at, begun again it pays everybody exactly once, and our books are the bank's.
func TestAPaymentRunKilledAtEveryStep(t *testing.T) {
	testdb.Each(t, func(t *testing.T, dsn string) {
		p := newPayer(t, dsn)
		const many = 12
		p.granted(many)
		p.today = p.today.AddDays(1)
		k := killedRun{dsn: dsn, key: p.keyFile, dir: t.TempDir(), client: id.New(), today: p.today, last: "file"}
		p.must(p.District.Close()) // nobody else has it open
		paying := bank.New(3, bank.Options{Profile: p.bank("iso20022"), TimeOut: 500, Duplicate: 500, Partial: 300, WrongOrder: 300})
		k.killedIn(t, dsn, func() { deliver(paying, k.dir) })
		k.begin(t)
		for range 3 {
			deliver(paying, k.dir)
		}
		for n := 0; !paying.Quiet(); k.today = k.today.AddDays(1) {
			for _, file := range paying.Answers(k.today) {
				p.must(os.WriteFile(filepath.Join(k.dir, fmt.Sprintf("answer-%03d", n)), file, 0o600))
				n++
			}
		}
		k.last = runSteps[len(runSteps)-1]
		k.killedIn(t, dsn, func() {})
		if k.begin(t) {
			t.Error("killed by nobody")
		}
		p.reopen(dsn)
		p.today = k.today
		p.paidOnce(many, paying)
	})
}

// killedIn kills the run at each moment of strikes, before the bank's answers or from them on, beginning again each time.
func (k killedRun) killedIn(t testing.TB, dsn string, after func()) {
	t.Helper()
	afterAnswers := k.last != "file"
	for _, s := range strikes {
		if store.Postgres(dsn) && !s.postgres || afterAnswers != (slices.Index(runSteps, s.step) > slices.Index(runSteps, "file")) {
			continue
		}
		k.step, k.moment = s.step, s.moment
		if !k.begin(t) && s.moment != "later" { // which may come too late
			t.Errorf("%s, %s: it was not killed", s.step, s.moment)
		}
		after()
	}
}

// deliver brings the order's file to the bank as it lies there: torn, again, and whether or not the bank answers.
func deliver(b *bank.Bank, dir string) {
	if file, err := os.ReadFile(filepath.Join(dir, "order.xml")); err == nil {
		b.Take(file)
	}
}

// paidOnce fails unless each of so many payments has its one credit, by the bank's books and by ours.
func (p *payer) paidOnce(many int, b *bank.Bank) {
	p.Helper()
	plans, err := p.desks["pay"].Plans(p.ctx)
	p.must(err)
	if len(plans) != 1 || plans[0].Lines != many || plans[0].States[benefit.PaidOut] != many || len(plans[0].Exceptions) > 0 {
		p.Fatalf("%+v", plans)
	}
	lines, err := p.desks["pay"].OpenPlanSheet(p.ctx, plans[0].ID, work.LineFilter{})
	p.must(err)
	credited := b.Credited()
	for _, l := range lines.Rows {
		if fen := credited[benefit.EndToEnd(l.Line.ID, 1)]; fen != int64(l.Fen) || l.Attempt != 1 {
			p.Errorf("%s: %d fen were credited, %d by our books, in %d orders", l.Line.ID, fen, l.Fen, l.Attempt)
		}
	}
	closing, err := p.desks["pay"].OpenClosing(p.ctx, "grant", "2026")
	p.must(err)
	if len(credited) != many || !closing.Balanced || len(closing.Signed) != 3 || closing.Total.Paid.Lines != many {
		p.Errorf("%d credited, closing %+v", len(credited), closing)
	}
	p.sound()
}

// reopen opens the district that other processes have worked on.
func (p *payer) reopen(dsn string) {
	p.Helper()
	d, err := district.Open(p.ctx, district.Options{DSN: dsn, KeyFile: p.keyFile, Overlay: grantFS})
	p.must(err)
	p.Cleanup(func() { d.Close() })
	d.Store.SetClock(func() time.Time { return noon(p.today) })
	p.District = d
	for name := range p.desks {
		p.desks[name] = deskOf(d, name, p.village)
	}
}
