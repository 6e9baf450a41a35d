package web

import (
	"net/http"
	"net/url"

	"youfu/internal/benefit"
	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/entitle"
	"youfu/internal/catalogue"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// sent is a form of a case's page that was refused: which one, what was typed and why.
type sent struct {
	form    string // "act", "paper", "appeal", "object", "stop", or the id of an objection
	values  url.Values
	refused error
}

// of gives what was typed into a form, where it is the one that was sent.
func (s sent) of(form string) (url.Values, error) {
	if s.form == form {
		return s.values, s.refused
	}
	return url.Values{}, nil
}

// openCase shows a case: the same page to who applied and to the officials, but for what each may do.
func openCase(q *request) error { return q.showCase(http.StatusOK, sent{}) }

func (q *request) showCase(status int, s sent) error {
	which, err := q.pathID("case", "benefit.no-case")
	if err != nil {
		return err
	}
	sheet, err := q.office.OpenCaseSheet(q.r.Context(), which)
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	s.refused = q.told(s.refused, b)
	v, err := q.casePage(sheet, b, s)
	if err != nil {
		return err
	}
	return q.show(status, v)
}

// sendCase does what a form of a case's page asks for and comes back to it; what was refused stands at the form.
func (q *request) sendCase(form, saved string, do func(which, clientID id.ID, values url.Values) error) error {
	which, err := q.pathID("case", "benefit.no-case")
	if err != nil {
		return err
	}
	values, err := q.form()
	if err != nil {
		return err
	}
	made, err := clientID(values)
	if err != nil {
		return err
	}
	if err := do(which, made, values); err != nil {
		if kept(err) {
			return q.showCase(fault.Status(err), sent{form, values, err})
		}
		return err
	}
	return q.redirect(casePath(which) + "?saved=" + saved)
}

func (q *request) casePage(sheet *office.CaseSheet, b book, s sent) (*page.CaseShow, error) {
	today := q.District.Today()
	v := &page.CaseShow{Frame: q.frame(sheet.Payee.Name + " · " + sheet.Scheme.Title.In(q.lang)), Name: sheet.Payee.Name, Age: page.AgeOn(sheet.Payee.Facts.Birth, today),
		Scheme: sheet.Scheme.Title.In(q.lang), Place: b.tree.Name(sheet.Place), AppliedOn: sheet.AppliedOn, State: q.caseState(sheet.Progress, sheet.Stopped),
		AsOf: q.t("support.case.asof", today, sheet.Scheme.Hash[:8]), Beside: q.besideRows(sheet.Beside, sheet.Practice)}
	v.Path = casePath(sheet.ID)
	v.Crumbs = []page.Link{{Text: q.t("page.nav.cases"), Href: "/cases"}}
	if sheet.Subject.ID != sheet.Payee.ID {
		v.About = sheet.Subject.Name
	}
	if q.office.May(post.OpenPerson) {
		v.Person = personPath(sheet.Payee.ID)
	}
	if q.office.May(post.OpenHousehold) {
		v.Family = familyPath(sheet.Payee.ID)
	}
	saved := "support.case.saved." + q.r.URL.Query().Get("saved")
	if saved == "support.case.saved.stop" && !sheet.Stopped {
		saved = "support.case.saved.lift"
	}
	if lang.Has(saved) {
		v.Notices = append(v.Notices, page.Notice{Tone: page.OK, Text: q.t(saved)})
	}
	q.headline(v, sheet, b)
	v.Criteria = q.criterionRows(sheet.Practice, sheet.Scheme, sheet.Result)
	v.Papers, v.Account = q.paperRows(sheet), q.accountState(sheet.Account, sheet.Tail)
	for _, basis := range sheet.Scheme.Basis {
		v.Legal = append(v.Legal, basis.Title.In(q.lang))
	}
	q.caseMoney(v, sheet)
	if err := q.matters(v, sheet, b); err != nil {
		return nil, err
	}
	q.caseForms(v, sheet, b, s)
	return v, nil
}

// headline says where a case stands, until when, and whose turn it is.
func (q *request) headline(v *page.CaseShow, sheet *office.CaseSheet, b book) {
	p, f := sheet.Progress, &v.Frame
	next := p.Next
	body := q.bodyName(b, sheet.Scheme.Powers.Body(catalogue.Power(next.Power)))
	if p.N > 0 {
		v.TurnPower, v.Turn = string(next.Power), q.t("support.case.its-turn", body, q.t("support.power."+string(next.Power)))
	}
	v.Headline = q.t("support.case.head." + v.State)
	switch v.State {
	case "waiting":
		v.Headline = q.t("support.case.head.waiting", q.stepTitle(sheet.Scheme, next))
		v.Clock = q.t("support.case.clock.turn", body, q.levelOf(sheet.Scheme, next))
		if sheet.Result.Likely {
			v.Clock = q.t("support.case.clock.missing")
		}
		if d := sheet.Deadline; !d.Zero() && d < f.Today {
			v.Clock, v.ClockOver = v.Clock+q.t("support.case.clock.over", f.Day(d), f.Ago(d)), true
		} else if !d.Zero() {
			v.Clock += q.t("support.case.clock.until", f.Day(d), f.Ago(d))
		}
	case "notice":
		v.Headline, v.Clock = q.t("support.case.head.notice", f.Day(p.Until)), q.t("support.case.clock.notice")
	case "objected":
		v.Clock = q.t("support.case.clock.objected", q.bodyName(b, sheet.Scheme.Powers.Supervise))
	case "refused":
		v.Clock = q.t("support.case.clock.refused", f.Day(sheet.Appeal))
		if sheet.Appeal < f.Today {
			v.Clock = q.t("support.case.clock.refused-late", f.Day(sheet.Appeal))
		}
	default:
		v.Clock = q.t("support.case.clock." + v.State)
	}
}

// levelOf is the level at which a step is done.
func (q *request) levelOf(scheme *catalogue.Scheme, step benefit.Step) string {
	if s := scheme.Step(step.ID); s != nil {
		return q.t("support.at." + s.At)
	}
	return q.t("support.power." + string(step.Power))
}

// criterionRows are the criteria of an assessment in words.
func (q *request) criterionRows(practice *catalogue.Catalogue, scheme *catalogue.Scheme, r assess.Result) (rows []page.CriterionRow) {
	for _, one := range r.Criteria {
		words := assess.Explain(practice, scheme, one, q.lang)
		rows = append(rows, page.CriterionRow{Condition: words.Condition, State: one.Verdict.String(), Because: words.Because, Lacks: words.Lacks, Change: words.Change})
	}
	return rows
}

func (q *request) paperRows(sheet *office.CaseSheet) (rows []page.PaperRow) {
	for _, kind := range sheet.Papers {
		row := page.PaperRow{Title: q.paperTitle(sheet.Practice, kind), State: "missing"}
		for _, d := range sheet.Documents {
			if d.Kind == kind {
				row.State, row.On, row.Says = "seen", d.SeenOn, sheet.Words[d.Cell]
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (q *request) paperTitle(practice *catalogue.Catalogue, kind string) string {
	for _, e := range practice.Evidence {
		if e.ID == kind {
			return e.Title.In(q.lang)
		}
	}
	return kind
}

func (q *request) accountState(a benefit.BankAccount, tail string) page.AccountState {
	switch a.State {
	case benefit.Verified:
		return page.AccountState{State: "verified", Tail: tail}
	case benefit.Mismatch:
		return page.AccountState{State: "mismatch", Tail: tail, Hint: q.t("support.account.mismatch")}
	case benefit.Closed:
		return page.AccountState{State: "closed", Tail: tail, Hint: q.t("support.account.closed")}
	}
	return page.AccountState{State: "no-account", Hint: q.t("support.account.none")}
}

func (q *request) besideRows(list []office.Beside, practice *catalogue.Catalogue) (rows []page.BesideRow) {
	for _, one := range list {
		row := page.BesideRow{Title: one.Scheme, Text: one.Text.In(q.lang), Refuse: one.How == catalogue.BesideRefuse}
		if s := practice.Schemes[one.Scheme]; s != nil {
			row.Title = s.Title.In(q.lang)
		}
		if q.office.May(post.OpenCase) {
			row.Href = casePath(one.Case)
		}
		rows = append(rows, row)
	}
	return rows
}

// caseMoney fills in what was and will be paid.
func (q *request) caseMoney(v *page.CaseShow, sheet *office.CaseSheet) {
	v.Paid, v.Upcoming = q.paidRows(sheet), q.upcomingRows(sheet)
	v.Expected = sheet.Progress.State != benefit.Granted
	for _, p := range sheet.Payments {
		if p.State == benefit.PaidOut {
			v.Got, v.GotFen = v.Got+1, v.GotFen+p.Fen
		}
	}
}

func (q *request) paidRows(sheet *office.CaseSheet) (rows []page.PaidRow) {
	for _, p := range sheet.Payments {
		row := page.PaidRow{Period: p.Period, Layer: p.Layer, Fen: p.Fen, State: string(p.State), On: p.At.On, Code: p.Code}
		if layer := sheet.Scheme.Layer(p.Layer); layer != nil {
			row.Layer = layer.Title.In(q.lang)
		}
		if reason, err := office.ReasonOf(p.Reason); err == nil {
			row.Reason = q.partWords(reason.Parts)
		}
		rows = append(rows, row)
	}
	return rows
}

// partWords say which months a payment is for, and what each is worth.
func (q *request) partWords(parts []entitle.Part) (words []string) {
	for _, part := range parts {
		words = append(words, part.Words(q.lang))
	}
	return words
}

func (q *request) upcomingRows(sheet *office.CaseSheet) (rows []page.UpcomingRow) {
	for _, u := range sheet.Upcoming {
		rows = append(rows, page.UpcomingRow{Period: u.Period.String(), Layer: u.Layer.Title.In(q.lang), Fen: u.Fen, Reason: q.partWords(u.Parts)})
	}
	return rows
}
