package web

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"youfu/internal/custody"
	"youfu/internal/lang"
	"youfu/internal/store"
	"youfu/internal/web/page"
)

// examination is the last time that the district was looked over, for the page: it runs beside the requests, one at a time.
type examination struct {
	mu      sync.Mutex
	running bool
	at      time.Time
	checks  []custody.Check
	failed  error
}

// openMachine shows the machine's state to its administrator: no client is in it.
func openMachine(q *request) error {
	seq, err := q.District.Store.Seq(q.r.Context())
	if err != nil {
		return err
	}
	database := "SQLite"
	if store.Postgres(q.District.Store.Config().DSN) {
		database = "PostgreSQL"
	}
	v := &page.MachineShow{Frame: q.frame(q.t("page.nav.machine")), Run: &page.Act{Text: q.t("web.machine.examine"), Action: "/machine"}, Facts: []page.Fact{
		{Name: q.t("web.machine.version"), Text: version(), Mono: true}, {Name: q.t("web.machine.database"), Text: database},
		{Name: q.t("web.machine.seq"), Text: strconv.FormatInt(int64(seq), 10), Mono: true}, {Name: q.t("web.machine.zone"), Text: q.District.Zone.String()},
		{Name: q.t("web.machine.now"), Text: q.moment(q.District.Store.Now())}, {Name: "Go", Text: runtime.Version(), Mono: true}}}
	q.examined(v)
	return q.show(http.StatusOK, v)
}

// examined fills in what was found last.
func (q *request) examined(v *page.MachineShow) {
	x := &q.examination
	x.mu.Lock()
	defer x.mu.Unlock()
	v.At = q.moment(x.at)
	for _, c := range x.checks {
		v.Checks = append(v.Checks, page.Check{Name: c.Name, OK: c.OK, Detail: q.t(c.Key, c.Args...)})
	}
	if x.failed != nil {
		v.Notices = append(v.Notices, page.Notice{Tone: page.Bad, Text: lang.Error(q.lang, x.failed)})
	}
	if x.running {
		v.Busy, v.Run, v.Refresh = page.Progress{Running: true, Poll: "/machine/progress"}, nil, 3
	}
}

// examineMachine looks the district over: what is stored, and the views that are folded from it.
func examineMachine(q *request) error {
	x := &q.examination
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.running {
		x.running, x.failed = true, nil
		go q.examine()
	}
	return q.redirect("/machine")
}

// examine outlives the request that asked for it.
func (s *site) examine() {
	checks, err := s.District.Examine(context.Background())
	x := &s.examination
	x.mu.Lock()
	defer x.mu.Unlock()
	x.running, x.at = false, s.District.Store.Now()
	if x.checks, x.failed = checks, err; err != nil {
		s.Log.Error("examining", "error", errors.Unwrap(err))
	}
}

// pollMachine answers whether the examination is over.
func pollMachine(q *request) error {
	q.examination.mu.Lock()
	running := q.examination.running
	q.examination.mu.Unlock()
	return q.show(http.StatusOK, &page.MachineProgress{Frame: page.Frame{Lang: q.lang, Today: q.District.Today()}, Over: !running})
}

// version is the program's, as its build says.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "–"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return info.Main.Version
}
