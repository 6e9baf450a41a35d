package web

import (
	"encoding/hex"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"youfu/internal/benefit"
	"youfu/internal/catalogue"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// openPlan shows one list of payments: its stage, whose turn it is, each line with what the bank said, and who is not on it and why.
func openPlan(q *request) error { return q.showPlan(http.StatusOK, sent{}) }

// planAlarm is the tab of what somebody has to look at.
const planAlarm = "alarm"

func (q *request) showPlan(status int, s sent) error {
	which, err := q.pathID("plan", "benefit.no-plan")
	if err != nil {
		return err
	}
	f := office.LineFilter{First: after(q.r.URL), Most: listPage}
	tab := q.r.URL.Query().Get("state")
	if tab == planAlarm {
		f.Alarm = true
	} else {
		f.State = benefit.LineState(tab)
	}
	sheet, err := q.office.OpenPlanSheet(q.r.Context(), which, f)
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	s.refused = q.told(s.refused, b)
	v := &page.PlanShow{Frame: q.frame(sheet.Scheme.Title.In(q.lang) + " · " + sheet.Period), Scheme: sheet.Scheme.Title.In(q.lang), Period: sheet.Period, Lines: sheet.Lines, Fen: sheet.Fen,
		Stopped: sheet.Stopped, Tab: tab, AllHref: planPath(which), Stages: stagesOf(sheet.Plan, planPath(which)), Alarms: len(sheet.Exceptions), Bar: q.split(sheet.Plan),
		Pager: pager(q.r.URL, f.First, len(sheet.Rows), sheet.Total)}
	if n := len(sheet.Exceptions); n > 0 {
		v.Stages = append(v.Stages, page.Stage{State: planAlarm, Lines: n, Href: planPath(which) + "?state=" + planAlarm})
	}
	v.Crumbs = []page.Link{{Text: q.t("page.nav.payments"), Href: "/payments"}}
	if status != http.StatusOK || q.r.Method == http.MethodPost {
		v.Path = planPath(which)
	}
	if err := q.planPowers(v, sheet, b); err != nil {
		return err
	}
	for _, r := range sheet.Rows {
		v.Rows = append(v.Rows, q.lineRow(r, sheet, b))
	}
	v.Refused, v.Held = q.refusedGroups(sheet, b), q.heldGroups(sheet)
	if err := q.planForms(v, sheet, b, s); err != nil {
		return err
	}
	return q.show(status, v)
}

// split is a bar of where the lines of a list stand.
func (q *request) split(p office.Plan) template.HTML {
	if p.Lines == 0 {
		return ""
	}
	const wide = 1000
	var parts, words []string
	x, done := 0, 0
	for _, state := range lineStates {
		n := p.States[state]
		if n == 0 {
			continue
		}
		done += n
		to := done * wide / p.Lines
		parts = append(parts, fmt.Sprintf(`<rect class="s-%s" x="%d" width="%d" height="14"/>`, state, x, to-x))
		words = append(words, q.t("web.labelled", q.t("support.state."+string(state)), n))
		x = to
	}
	label := template.HTMLEscapeString(q.t("support.plan.bar", strings.Join(words, q.t("web.semicolon"))))
	return template.HTML(fmt.Sprintf(`<svg class="split" viewBox="0 0 %d 14" preserveAspectRatio="none" role="img" aria-label="%s">%s</svg>`, wide, label, strings.Join(parts, "")))
}

// planPowers says what each power has done with a list, and on which list it acted.
func (q *request) planPowers(v *page.PlanShow, sheet office.PlanSheet, b book) error {
	v.Same = true
	for _, power := range benefit.Powers {
		stage := page.PowerStage{Power: string(power), Body: q.bodyName(b, sheet.Scheme.Powers.Body(catalogue.Power(power))), What: q.t("support.stage.waits")}
		times := 0
		for _, a := range sheet.Acts {
			if a.Power != power {
				continue
			}
			by, err := q.official(a.Account)
			if err != nil {
				return err
			}
			times++
			stage.Done, stage.By, stage.On, stage.Body = true, by, a.On, q.bodyName(b, a.Body)
			hash := hex.EncodeToString(a.Hash)
			if v.Same = v.Same && hash == sheet.ListHash; times == 1 {
				v.Equal = append(v.Equal, page.ListHash{Power: string(power), Hash: grouped(hash)})
			}
		}
		q.stageWords(&stage, sheet, times)
		v.Powers = append(v.Powers, stage)
	}
	return nil
}

func (q *request) stageWords(stage *page.PowerStage, sheet office.PlanSheet, times int) {
	switch benefit.Power(stage.Power) {
	case benefit.Confirm:
		stage.What = q.t("support.stage.lines", sheet.Lines)
	case benefit.Fund:
		if stage.Done {
			stage.What = q.t("support.yuan", sheet.Fen)
		}
	case benefit.Pay:
		paid := sheet.States[benefit.PaidOut]
		if stage.Done {
			stage.What, stage.Note = q.t("support.stage.credited", paid), q.t("support.stage.times", times)
		}
		stage.Done = paid == sheet.Lines
	case benefit.Supervise:
		stage.What = q.t("support.stage.free")
		if sheet.Stopped {
			stage.What = q.t("support.stage.stopped")
		}
	}
}

// lineRow is one payment; nobody is named in full.
func (q *request) lineRow(r office.LineRow, sheet office.PlanSheet, b book) page.LineRow {
	row := page.LineRow{Name: r.Name, Place: b.tree.Name(r.Place), Layer: r.Layer, Fen: r.Fen, State: string(r.State), On: r.At.On, Code: q.bankSays(r, sheet)}
	if layer := sheet.Scheme.Layer(r.Layer); layer != nil {
		row.Layer = layer.Title.In(q.lang)
	}
	if !r.Case.Zero() {
		row.Href = casePath(r.Case)
	}
	switch {
	case r.Alarm:
		row.Marks, row.Next, row.Power = []string{"alarm"}, q.t("support.next.alarm"), string(benefit.Pay)
	case r.Late:
		row.Marks, row.Next, row.Power = []string{"late"}, q.t("support.next.late"), string(benefit.Pay)
	case r.Held != "":
		row.Next = q.outReason(r.Held)
	case r.State == benefit.Returned:
		row.Next, row.Power = q.t("support.next.returned"), string(benefit.Confirm)
	}
	return row
}

// refusedGroups are the cases that are not on a list, by reason.
func (q *request) refusedGroups(sheet office.PlanSheet, b book) (groups []page.RefusedGroup) {
	count := map[string]int{}
	var codes []string
	for _, r := range sheet.Refused {
		if count[r.Code]++; count[r.Code] == 1 {
			codes = append(codes, r.Code)
		}
	}
	for _, code := range codes {
		g := page.RefusedGroup{Reason: q.outReason(code), Count: count[code]}
		if hint := "support.out." + code + "-hint"; lang.Has(hint) {
			g.Hint = q.t(hint)
		}
		for _, r := range sheet.Out {
			if r.Code != code {
				continue
			}
			row := page.RefusedRowOf{Name: r.Name, Place: b.tree.Name(r.Place)}
			if !r.Case.Zero() {
				row.Href = casePath(r.Case)
			}
			g.Rows = append(g.Rows, row)
		}
		groups = append(groups, g)
	}
	return groups
}

// heldGroups are the lines that stayed behind when the list was last sent, by reason: the table of lines names each.
func (q *request) heldGroups(sheet office.PlanSheet) (groups []page.RefusedGroup) {
	count := map[string]int{}
	for _, h := range sheet.Held {
		count[h.Code]++
	}
	for _, code := range slices.Sorted(maps.Keys(count)) {
		groups = append(groups, page.RefusedGroup{Reason: q.outReason(code), Count: count[code]})
	}
	return groups
}

// outReason says why a case is not on a list, or a line stayed behind.
func (q *request) outReason(code string) string {
	if key := "support.out." + code; lang.Has(key) {
		return q.t(key)
	}
	if why, bank := strings.CutPrefix(code, "bank-"); bank {
		return q.t("web.labelled", q.t("support.out.bank"), why)
	}
	return code
}

// planForms are the act of the reader's power on a list, or whose turn it is.
func (q *request) planForms(v *page.PlanShow, sheet office.PlanSheet, b book, s sent) (err error) {
	powers := sheet.Scheme.Powers
	switch {
	case !sheet.Funded && q.office.May(post.FundPayments) && !sheet.Stopped:
		v.Act, err = q.planAct("fund", sheet, s)
	case !sheet.Funded:
		v.Turn = q.t("support.turn.fund", q.bodyName(b, powers.Fund))
	case sendable(sheet.Plan) && q.office.May(post.OrderPayments) && !sheet.Stopped:
		name := "order"
		if len(sheet.Acts) > 2 {
			name = "again"
		}
		v.Act, err = q.planAct(name, sheet, s)
	case sheet.States[benefit.Planned] == sheet.Lines:
		v.Turn = q.t("support.turn.order", q.bodyName(b, powers.Pay))
	case sheet.States[benefit.PaidOut] == sheet.Lines:
		v.Turn = q.t("support.turn.done")
	default:
		v.Turn = q.t("support.turn.answer")
	}
	if q.office.May(post.OrderPayments) {
		for _, a := range sheet.Acts {
			if a.Power == benefit.Pay {
				v.Files = append(v.Files, page.Link{Text: q.t("support.plan.file", a.Attempt), Href: fmt.Sprintf("%s/file/%d", planPath(sheet.Plan.ID), a.Attempt)})
			}
		}
	}
	v.Closing = closingPath(sheet.Plan.Scheme, sheet.Period)
	if q.office.May(post.Stop) {
		v.Stop = q.stopForm("plan", "why", planPath(sheet.Plan.ID)+"/stop", sheet.Stopped, s)
	}
	if s.refused != nil && (v.Act == nil || len(v.Act.Wrong) == 0) && (v.Stop == nil || len(v.Stop.Wrong) == 0) {
		v.Notices = append(v.Notices, page.Notice{Tone: page.Bad, Text: lang.Error(q.lang, s.refused)})
	}
	return err
}

func (q *request) planAct(name string, sheet office.PlanSheet, s sent) (*page.PlanAct, error) {
	typed, refused := s.of("act")
	f := &page.PlanAct{Name: name, Action: planPath(sheet.Plan.ID) + "/order", ClientID: id.New().String(), Hash: sheet.ListHash, Sum: sheet.Fen, Count: sheet.Lines, Signing: q.signing()}
	if name == "fund" {
		f.Action = planPath(sheet.Plan.ID) + "/fund"
	} else {
		profile, err := q.profileField("profile", typed.Get("profile"))
		if err != nil {
			return nil, err
		}
		f.Fields = []page.Field{profile}
	}
	if name == "again" {
		f.Count, f.Sum = sheet.Goes, sheet.GoesFen
	}
	fields := []*page.Field{&f.Proof}
	for i := range f.Fields {
		fields = append(fields, &f.Fields[i])
	}
	f.Wrong = q.refuse(refused, fields...)
	return f, nil
}

// sendPlan does an act on a list and comes back to it; what was refused stands at the form.
func (q *request) sendPlan(form, saved string, do func(plan, made id.ID, values url.Values) error) error {
	plan, err := q.pathID("plan", "benefit.no-plan")
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
	if err := do(plan, made, values); err != nil {
		if kept(err) {
			return q.showPlan(fault.Status(err), sent{form, values, err})
		}
		return err
	}
	return q.redirect(planPath(plan) + saved)
}

// fundPlan gives a list its money. The list is the one whose fingerprint the form showed.
func fundPlan(q *request) error {
	return q.sendPlan("act", "", func(plan, made id.ID, values url.Values) error {
		signer, err := q.signer(values)
		if err != nil {
			return err
		}
		hash, _ := hex.DecodeString(values.Get("hash")) // what is no fingerprint is another list
		_, err = q.office.FundPlan(q.r.Context(), made, plan, hash, signer)
		return err
	})
}

// stopPlan stops a list, or lets it go on.
func stopPlan(q *request) error {
	return q.sendPlan("stop", "", func(plan, made id.ID, values url.Values) error {
		return q.stop(made, benefit.FreezePlan, plan.String(), "why", values)
	})
}
