package web

import (
	"bytes"
	"context"
	"maps"
	"sync"
	"time"

	"youfu/internal/actor"
	"youfu/internal/district"
	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/web/page"
)

// mostUploads is how many files wait in memory at once, of everybody together: they may hold names, so that none goes to a disk.
const mostUploads = 4

// imports are the files that are being read in. They live as long as the program: what was written of a file is in the register, and the
// same file given again goes on from there.
type imports struct {
	mu  sync.Mutex
	all []*upload // the oldest first
}

// upload is one file on its way.
type upload struct {
	key     id.ID // of the form it came with: the same form twice is one upload
	account id.ID
	by      string
	at      time.Time
	job     exchange.Job
	content []byte

	mu      sync.Mutex
	step    page.Step
	running bool
	stop    context.CancelFunc
	rows    int // read so far
	total   int // 0: nobody knows
	result  exchange.Result
	failed  error
	undo    exchange.Undo // of an import that is being taken back; it has no content
	undone  exchange.Undone
}

// add keeps a file, in place of the oldest one that nobody works on. Conflict where all are being worked on.
func (m *imports) add(u *upload) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := 0; len(m.all) >= mostUploads && i < len(m.all); {
		if m.all[i].isRunning() {
			i++
			continue
		}
		m.all = append(m.all[:i], m.all[i+1:]...)
	}
	if len(m.all) >= mostUploads {
		return fault.New(fault.Conflict, "web.import.busy")
	}
	m.all = append(m.all, u)
	return nil
}

// find gives an upload to the account that sent it; nil for everybody else.
func (m *imports) find(key, account id.ID) *upload {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, u := range m.all {
		if u.key == key && u.account == account {
			return u
		}
	}
	return nil
}

// of are an account's uploads, the newest first.
func (m *imports) of(account id.ID) []*upload {
	m.mu.Lock()
	defer m.mu.Unlock()
	var own []*upload
	for i := len(m.all) - 1; i >= 0; i-- {
		if m.all[i].account == account {
			own = append(own, m.all[i])
		}
	}
	return own
}

// drop forgets a file. What was written of it stays.
func (m *imports) drop(u *upload) {
	u.halt()
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.all {
		if m.all[i] == u {
			m.all = append(m.all[:i], m.all[i+1:]...)
			return
		}
	}
}

func (u *upload) isRunning() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.running
}

// halt stops what runs; a chunk that is being written is finished first.
func (u *upload) halt() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.stop != nil {
		u.stop()
	}
}

// again lets the file stand over what came after it.
func (u *upload) again() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.job.Again = true
}

// letIn chooses held rows: they are let in whatever they look like. It reports whether any of them was held.
func (u *upload) letIn(chosen func(row int) bool) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	all := maps.Clone(u.job.LetIn) // what runs has the one before
	if all == nil {
		all = map[int]bool{}
	}
	before := len(all)
	for _, d := range u.result.Duplicates {
		if d.MayComeIn() && chosen(d.Row) {
			all[d.Row] = true
		}
	}
	u.job.LetIn = all
	return len(all) > before
}

// start checks the file, or writes it, beside the request that asked for it. It does nothing where something runs already.
func (u *upload) start(d *district.District, as actor.Actor, step page.Step) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.running {
		return
	}
	var ctx context.Context
	ctx, u.stop = context.WithCancel(context.Background())
	if step == page.StepApply {
		u.total = u.result.Rows
	}
	u.step, u.running, u.failed, u.rows = step, true, nil, 0
	job := u.job
	job.File, job.Size, job.Actor = bytes.NewReader(u.content), int64(len(u.content)), as
	job.Progress = u.progress
	go u.work(ctx, d, job, step)
}

func (u *upload) progress(rows, total int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.rows, u.total = rows, max(u.total, total)
}

func (u *upload) work(ctx context.Context, d *district.District, job exchange.Job, step page.Step) {
	read := exchange.Check
	if step == page.StepApply {
		read = exchange.Apply
	}
	result, err := read(ctx, d, job)
	stopped := ctx.Err() != nil
	u.mu.Lock()
	defer u.mu.Unlock()
	u.stop()
	u.running, u.stop = false, nil
	switch {
	case stopped && err != nil: // it goes on where it was
	case err != nil:
		u.failed = err
	case step == page.StepCheck:
		u.step, u.result = page.StepResult, result
	default:
		u.step, u.result = page.StepDone, result
		if result.Held == 0 { // else somebody may still let rows in
			u.content = nil
		}
	}
}

// now is what is to be seen of an upload at this moment.
type uploadNow struct {
	step        page.Step
	running     bool
	rows, total int
	result      exchange.Result
	failed      error
	again       bool // the file is meant to stand over what came after it
	undone      exchange.Undone
}

func (u *upload) now() uploadNow {
	u.mu.Lock()
	defer u.mu.Unlock()
	return uploadNow{u.step, u.running, u.rows, u.total, u.result, u.failed, u.job.Again, u.undone}
}
