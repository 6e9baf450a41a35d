package web

import (
	"net/http"
	"net/url"

	"youfu/internal/benefit"
	"youfu/internal/benefit/entitle"
	"youfu/internal/catalogue"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

func planPath(plan id.ID) string { return "/payments/" + plan.String() }

// lineStates are where a payment stands, in the order of its way.
var lineStates = []benefit.LineState{benefit.Planned, benefit.Ordered, benefit.PaidOut, benefit.Returned}

// listPlans shows the lists of payments, and the forms of what the reader's power does with lists.
func listPlans(q *request) error { return q.showPlans(http.StatusOK, sent{}, nil) }

func (q *request) showPlans(status int, s sent, taken *page.AnswersTaken) error {
	plans, err := q.office.Plans(q.r.Context())
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	practice := b.practice
	s.refused = q.told(s.refused, b)
	v := &page.PlanList{Frame: q.frame(q.t("page.nav.payments")), Taken: taken}
	v.Path = "/payments"
	for _, p := range plans {
		v.Rows = append(v.Rows, q.planRow(p, practice))
	}
	if q.office.May(post.PlanPayments) && q.actor().Place.Zero() {
		v.Make = q.planMake(practice, s)
	}
	if q.office.May(post.OrderPayments) {
		if v.Take, err = q.answerForm(s); err != nil {
			return err
		}
		if v.Payer, err = q.payerForm(s); err != nil {
			return err
		}
	}
	if q.office.May(post.Stop) {
		if v.Stops, err = q.schemeStops(practice, s); err != nil {
			return err
		}
	}
	if saved := q.r.URL.Query().Get("saved"); saved == "stop" || saved == "lift" || saved == "account" {
		v.Notices = append(v.Notices, page.Notice{Tone: page.OK, Text: q.t("support.case.saved." + saved)})
	}
	return q.show(status, v)
}

// planRow is a list in a list of lists.
func (q *request) planRow(p office.Plan, practice *catalogue.Catalogue) page.PlanRow {
	row := page.PlanRow{Href: planPath(p.ID), Scheme: p.Scheme, Period: p.Period, On: p.On, Lines: p.Lines, Fen: p.Fen, Funded: p.Funded, Alarms: len(p.Exceptions), Refused: len(p.Refused), Stages: stagesOf(p, "")}
	if s := practice.Schemes[p.Scheme]; s != nil {
		row.Scheme = s.Title.In(q.lang)
	}
	return row
}

// stagesOf are how many lines of a list stand where; those without any are left out.
func stagesOf(p office.Plan, at string) (stages []page.Stage) {
	for _, state := range lineStates {
		n := p.States[state]
		if n == 0 {
			continue
		}
		stage := page.Stage{State: string(state), Lines: n}
		if at != "" {
			stage.Href = at + "?state=" + string(state)
		}
		stages = append(stages, stage)
	}
	return stages
}

// planMake is the form that confirms and freezes a list.
func (q *request) planMake(practice *catalogue.Catalogue, s sent) *page.PlanMake {
	typed, refused := s.of("make")
	f := &page.PlanMake{Action: "/payments", ClientID: id.New().String(), Signing: q.signing()}
	scheme := page.Field{ID: "scheme", Label: q.t("support.plans.scheme"), Type: page.TypeChoose, Values: typed["scheme"], Options: q.schemeOptions(practice)}
	period := page.Field{ID: "period", Label: q.t("support.plans.period"), Type: page.TypeLine, Values: typed["period"], Auto: "off"}
	if one := practice.Schemes[typed.Get("scheme")]; one != nil {
		period.Hint = q.t("support.plans.period-hint", entitle.PeriodOf(one, q.District.Today()))
	} else if len(practice.SchemeIDs) > 0 {
		period.Hint = q.t("support.plans.period-hint", q.periodExamples(practice))
	}
	f.Fields = []page.Field{scheme, period}
	f.Wrong = q.refuse(refused, &f.Fields[0], &f.Fields[1], &f.Proof)
	return f
}

// periodExamples are today's periods of the schemes, each form once.
func (q *request) periodExamples(practice *catalogue.Catalogue) string {
	seen, text := map[string]bool{}, ""
	for _, named := range practice.SchemeIDs {
		p := entitle.PeriodOf(practice.Schemes[named], q.District.Today()).String()
		if seen[p] {
			continue
		}
		if seen[p] = true; text != "" {
			text += q.t("web.and")
		}
		text += p
	}
	return text
}

// makePlan confirms and freezes the list of a period.
func makePlan(q *request) error {
	values, err := q.form()
	if err != nil {
		return err
	}
	made, err := clientID(values)
	if err != nil {
		return err
	}
	plan, err := q.planPayments(made, values)
	if kept(err) {
		return q.showPlans(fault.Status(err), sent{"make", values, err}, nil)
	}
	if err != nil {
		return err
	}
	return q.redirect(planPath(plan.ID))
}

func (q *request) planPayments(made id.ID, values url.Values) (office.Plan, error) {
	var missing []fault.Field
	for _, name := range []string{"scheme", "period"} {
		if values.Get(name) == "" {
			missing = append(missing, fault.Field{Name: name, Code: "missing", Key: "support.plans.no-" + name})
		}
	}
	if missing != nil {
		return office.Plan{}, fault.New(fault.Invalid, "web.bad-form").With(missing...)
	}
	signer, err := q.signer(values)
	if err != nil {
		return office.Plan{}, err
	}
	return q.office.PlanPayments(q.r.Context(), made, values.Get("scheme"), values.Get("period"), signer)
}

// schemeStops are the forms by which supervision stops a scheme as a whole.
func (q *request) schemeStops(practice *catalogue.Catalogue, s sent) (all []page.StopForm, err error) {
	stopped, err := q.office.StoppedSchemes(q.r.Context())
	for _, named := range practice.SchemeIDs {
		mine := sent{}
		if s.form == "stop" && s.values.Get("scheme") == named {
			mine = s
		}
		f := q.stopForm("scheme", "why-"+named, "/payments/stop", stopped[named], mine)
		f.Title, f.Hidden = practice.Schemes[named].Title.In(q.lang), append(f.Hidden, page.Pair{Name: "scheme", Value: named})
		all = append(all, *f)
	}
	return all, err
}

// stopScheme stops a scheme, or lets it go on.
func stopScheme(q *request) error {
	values, err := q.form()
	if err != nil {
		return err
	}
	made, err := clientID(values)
	if err != nil {
		return err
	}
	named := values.Get("scheme")
	practice, err := q.District.Practice(q.r.Context())
	if err != nil {
		return err
	}
	if practice.Schemes[named] == nil {
		return fault.New(fault.NotFound, "office.no-scheme", named)
	}
	err = q.stop(made, benefit.FreezeScheme, named, "why-"+named, values)
	if kept(err) {
		return q.showPlans(fault.Status(err), sent{"stop", values, err}, nil)
	}
	if err != nil {
		return err
	}
	if values.Get("lift") != "" {
		return q.redirect("/payments?saved=lift")
	}
	return q.redirect("/payments?saved=stop")
}
