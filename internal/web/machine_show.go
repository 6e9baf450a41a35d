package web

import (
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"

	"youfu/internal/store"
	"youfu/internal/web/page"
)

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
	v := &page.MachineShow{Frame: q.frame(q.t("page.nav.machine")), Facts: []page.Fact{
		{Name: q.t("web.machine.version"), Text: version(), Mono: true}, {Name: q.t("web.machine.database"), Text: database},
		{Name: q.t("web.machine.seq"), Text: strconv.FormatInt(int64(seq), 10), Mono: true}, {Name: q.t("web.machine.zone"), Text: q.District.Zone.String()},
		{Name: q.t("web.machine.now"), Text: q.moment(q.District.Store.Now())}, {Name: "Go", Text: runtime.Version(), Mono: true}}}
	return q.show(http.StatusOK, v)
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
