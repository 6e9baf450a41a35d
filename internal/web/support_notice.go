package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/store"
	"youfu/internal/web/page"
)

// listNotices shows the notices that stand and those that have lately run out; to supervision also what it has to put up and to answer.
func listNotices(q *request) error { return q.showNotices(http.StatusOK, url.Values{}, nil) }

func (q *request) showNotices(status int, typed url.Values, failed map[string]error) error {
	b, err := q.book()
	if err != nil {
		return err
	}
	notices, err := q.office.Notices(q.r.Context())
	if err != nil {
		return err
	}
	v := &page.NoticeList{Frame: q.frame(q.t("page.nav.notices")), Mine: q.office.May(post.Notice)}
	v.Path = "/notices"
	for _, n := range notices {
		card := page.NoticeCard{Href: noticePath(n.Place, n.Scheme.ID, n.Until.String()), Scheme: n.Scheme.Title.In(q.lang), Place: b.tree.Name(n.Place), From: n.From, Until: n.Until, Count: n.Count, Open: n.Open}
		if n.Stands {
			v.Standing = append(v.Standing, card)
		} else {
			v.Over = append(v.Over, card)
		}
	}
	if v.Mine {
		if err := q.toPutUp(v, b, typed, failed); err != nil {
			return err
		}
	}
	if done := q.r.URL.Query().Get("put"); done != "" && strings.Trim(done, "0123456789") == "" {
		v.Notices = append(v.Notices, page.Notice{Tone: page.OK, Text: q.t("support.notices.done", done)})
	}
	return q.show(status, v)
}

// mostPutUp is how many cases the page offers to put up at once.
const mostPutUp = 200

// toPutUp are the cases that wait for a notice, by place and scheme, and those that somebody objected to.
func (q *request) toPutUp(v *page.NoticeList, b book, typed url.Values, failed map[string]error) error {
	list, err := q.office.Cases(q.r.Context(), office.CaseFilter{Yours: true, Most: mostPutUp})
	if err != nil {
		return err
	}
	objected, err := q.office.Cases(q.r.Context(), office.CaseFilter{State: benefit.Objected, Most: listPage})
	if err != nil {
		return err
	}
	v.Objected = q.caseRows(objected.Rows, b)
	if len(list.Rows) == 0 {
		return nil
	}
	f := &page.PutUp{Action: "/notices", ClientID: id.New().String(), Signing: q.signing()}
	for _, r := range list.Rows {
		group := page.PutGroup{Place: b.tree.Name(r.Place), Scheme: r.Scheme.Title.In(q.lang), Days: r.Progress.Next.Days}
		f.Uncounted = max(f.Uncounted, q.uncounted(b, group.Days))
		i := slices.IndexFunc(f.Groups, func(g page.PutGroup) bool {
			return g.Place == group.Place && g.Scheme == group.Scheme && g.Days == group.Days
		})
		if i < 0 {
			f.Groups = append(f.Groups, group)
			i = len(f.Groups) - 1
		}
		row := page.PutRow{Value: r.Case.String() + "/" + r.Progress.Next.ID, Href: casePath(r.Case), Name: r.Payee.Name, Passed: r.Since}
		row.Checked = slices.Contains(typed["case"], row.Value)
		if err := failed[row.Value]; err != nil {
			row.Error = lang.Error(q.lang, q.told(err, b))
		}
		f.Groups[i].Rows = append(f.Groups[i].Rows, row)
	}
	f.Wrong = q.refuse(q.told(failed[""], b), &f.Proof)
	v.Put = f
	return nil
}

// uncounted is the year whose public holidays a notice put up today would not leave out, since nobody has entered them; 0 where they are known.
func (q *request) uncounted(b book, days int) int {
	today := q.District.Today()
	for _, day := range []civil.Date{today, b.practice.Workdays.After(today, days)} {
		if !b.practice.Workdays.Knows(day) {
			year, _, _ := day.YMD()
			return year
		}
	}
	return 0
}

// putNotices puts up what was ticked, each case by an act of its own. What is refused stays on the page with the reason; the rest is up.
func putNotices(q *request) error {
	values, err := q.form()
	if err != nil {
		return err
	}
	made, err := clientID(values)
	if err != nil {
		return err
	}
	if len(values["case"]) == 0 {
		return q.showNotices(http.StatusUnprocessableEntity, values, map[string]error{"": wrongField("case", "support.notices.nothing")})
	}
	signer, err := q.signer(values)
	if kept(err) {
		return q.showNotices(fault.Status(err), values, map[string]error{"": err})
	}
	if err != nil {
		return err
	}
	failed, done := map[string]error{}, 0
	var rehearsed error
	for _, value := range values["case"] {
		which, step, _ := strings.Cut(value, "/")
		one, err := id.Parse(which)
		if err == nil {
			_, err = q.office.Decide(q.r.Context(), id.Derive(made, value, 0), office.Decision{Case: one, Step: step, Outcome: benefit.Passed}, signer)
		}
		switch {
		case err == nil:
			done++
		case errors.Is(err, store.ErrRehearsed):
			rehearsed = err
		case kept(err) || fault.Is(err, fault.NotFound):
			failed[value] = err
		default:
			return err
		}
	}
	if rehearsed != nil {
		return rehearsed
	}
	if len(failed) > 0 {
		return q.showNotices(http.StatusConflict, values, failed)
	}
	return q.redirect("/notices?put=" + strconv.Itoa(done))
}

// noticeAsked opens the notice that an address names.
func (q *request) noticeAsked() (n office.Notice, err error) {
	at, err := q.pathID("place", "support.no-notice")
	if err != nil {
		return n, err
	}
	until, err := civil.Parse(q.r.PathValue("until"))
	if err != nil {
		return n, fault.New(fault.NotFound, "support.no-notice")
	}
	return q.office.Notice(q.r.Context(), at, q.r.PathValue("scheme"), until)
}

// openNotice shows one notice, masked; without anybody once it has run out.
func openNotice(q *request) error {
	n, err := q.noticeAsked()
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	v := q.noticePage(n, b)
	if n.Stands {
		v.Paper = v.Path + "/poster"
	}
	return q.show(http.StatusOK, &v)
}

func (q *request) noticePage(n office.Notice, b book) page.NoticeShow {
	v := page.NoticeShow{Frame: q.frame(n.Scheme.Title.In(q.lang) + " · " + b.tree.Name(n.Place)), Scheme: n.Scheme.Title.In(q.lang), Place: b.tree.Name(n.Place), From: n.From, Until: n.Until,
		Stands: n.Stands, Count: n.Count, Open: n.Open, Print: grouped(n.Print), Mine: q.office.May(post.Notice),
		Where: []string{q.t("support.notice.way.say"), q.t("support.notice.way.body", q.bodyName(b, n.Scheme.Powers.Supervise)), q.t("support.notice.way.line"), q.t("support.notice.way.stop")}}
	v.Path = noticePath(n.Place, n.Scheme.ID, n.Until.String())
	v.Crumbs = []page.Link{{Text: q.t("page.nav.notices"), Href: "/notices"}}
	for i, l := range n.Lines {
		line := page.NoticeLine{N: i + 1, Text: l.Text}
		if !l.Case.Zero() {
			line.Href = casePath(l.Case)
		}
		v.Lines = append(v.Lines, line)
	}
	return v
}

// shortPrint is how many hexadecimal digits of a fingerprint people compare by eye: 64 bits.
const shortPrint = 16

// grouped is the beginning of a fingerprint in groups of four.
func grouped(print string) string {
	var groups []string
	for rest := print[:min(shortPrint, len(print))]; rest != ""; rest = rest[min(4, len(rest)):] {
		groups = append(groups, rest[:min(4, len(rest))])
	}
	return strings.Join(groups, " ")
}

// printNotice is the notice as it is put up. One that has run out is not printed.
func printNotice(q *request) error {
	n, err := q.noticeAsked()
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	if !n.Stands {
		return q.redirect(noticePath(n.Place, n.Scheme.ID, n.Until.String()))
	}
	v := &page.NoticePoster{NoticeShow: q.noticePage(n, b), Body: q.bodyName(b, n.Scheme.Powers.Supervise)}
	v.Back = v.Path
	v.Path += "/poster"
	v.Says = q.t("support.poster.text", q.name, v.Place, v.Scheme, n.From, n.Until, n.Count, v.Print)
	if v.Code, err = page.Code(v.Says); err != nil {
		return err
	}
	return q.show(http.StatusOK, v)
}
