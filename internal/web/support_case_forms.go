package web

import (
	"net/url"
	"slices"
	"strings"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// caseForms puts on a case's page the forms of what this reader may do there.
func (q *request) caseForms(v *page.CaseShow, sheet *office.CaseSheet, b book, s sent) {
	at := casePath(sheet.ID)
	switch {
	case sheet.Turn && sheet.Bar == nil:
		v.Act = q.caseAct(sheet, at, s)
		v.Act.Uncounted = q.uncounted(b, v.Act.Days)
	case sheet.Turn:
		v.Bar = lang.Error(q.lang, sheet.Bar)
	}
	if q.office.May(post.ApplySupport) {
		v.Add = q.paperForm(sheet, at, s)
	}
	q.appealBox(v, sheet, at, s)
	if q.office.May(post.Notice) {
		q.objectionForms(v, sheet, at, s)
	}
	if q.office.May(post.Stop) {
		v.Stop = q.stopForm("case", "why", at+"/stop", sheet.Stopped, s)
	}
	if s.refused != nil && len(q.wrongs(v)) == 0 { // what was sent can no longer be done here
		v.Notices = append(v.Notices, page.Notice{Tone: page.Bad, Text: lang.Error(q.lang, s.refused)})
	}
}

// wrongs are the summaries of all forms of a case's page.
func (q *request) wrongs(v *page.CaseShow) (all page.Wrong) {
	all = append(all, v.Appeal.Wrong...)
	for _, o := range v.Objects {
		if o.Form != nil {
			all = append(all, o.Form.Wrong...)
		}
	}
	if v.Act != nil {
		all = append(all, v.Act.Wrong...)
	}
	if v.Add != nil {
		all = append(all, v.Add.Wrong...)
	}
	if v.Object != nil {
		all = append(all, v.Object.Wrong...)
	}
	if v.Stop != nil {
		all = append(all, v.Stop.Wrong...)
	}
	return all
}

// caseAct is the form of the next step.
func (q *request) caseAct(sheet *office.CaseSheet, at string, s sent) *page.CaseAct {
	next := sheet.Progress.Next
	typed, refused := s.of("act")
	f := &page.CaseAct{Action: at + "/decide", ClientID: id.New().String(), Step: next.ID, Title: q.stepTitle(sheet.Scheme, next), Power: string(next.Power),
		Notice: next.Power == benefit.Supervise, Days: next.Days, Signing: q.signing()}
	reason := page.Field{ID: "reason", Label: q.t("support.act.reason"), Hint: q.t("support.act.reason-hint"), Type: page.TypeText, Optional: true, Values: typed["reason"]}
	if f.Notice {
		f.Action = at + "/notice"
	} else {
		f.Fields = []page.Field{{ID: "decision", Label: q.t("support.act.decision"), Type: page.TypeCode, Values: typed["decision"],
			Options: []page.Option{{Value: benefit.Passed, Text: q.t("support.act.pass")}, {Value: benefit.Refused, Text: q.t("support.act.refuse")}}}, reason}
	}
	fields := []*page.Field{&f.Proof}
	for i := range f.Fields {
		fields = append(fields, &f.Fields[i])
	}
	f.Wrong = q.refuse(refused, fields...)
	return f
}

// decideCase does the next step of a case: the decision of who confirms, or the notice that supervision puts up.
func decideCase(q *request) error {
	return q.sendCase("act", "decided", func(which, made id.ID, values url.Values) error {
		d := office.Decision{Case: which, Step: values.Get("step"), Outcome: values.Get("decision"), Reason: values.Get("reason")}
		if q.route.Purpose == post.Notice {
			d.Outcome = benefit.Passed
		}
		if d.Outcome != benefit.Passed && d.Outcome != benefit.Refused {
			return wrongField("decision", "support.act.no-decision")
		}
		signer, err := q.signer(values)
		if err != nil {
			return err
		}
		_, err = q.office.Decide(q.r.Context(), made, d, signer)
		return err
	})
}

// paperForm notes papers and an account.
func (q *request) paperForm(sheet *office.CaseSheet, at string, s sent) *page.PaperForm {
	typed, refused := s.of("paper")
	f := &page.PaperForm{Action: at + "/paper", ClientID: id.New().String(), Account: q.accountField(typed), Holder: q.holderField(typed)}
	for _, kind := range sheet.Papers {
		if seen := slices.ContainsFunc(sheet.Documents, func(d benefit.Document) bool { return d.Kind == kind }); !seen {
			f.Papers = append(f.Papers, q.paperField(sheet, kind, typed))
		}
	}
	f.Wrong = q.refuse(refused, &f.Account, &f.Holder)
	return f
}

func (q *request) paperField(sheet *office.CaseSheet, kind string, typed url.Values) page.PaperField {
	return page.PaperField{Kind: kind, Title: q.paperTitle(sheet.Practice, kind), Seen: slices.Contains(typed["paper"], kind), Says: typed.Get("says-" + kind)}
}

func (q *request) accountField(typed url.Values) page.Field {
	return page.Field{ID: "account", Label: q.t("support.account.number"), Hint: q.t("support.account.number-hint"), Type: page.TypeLine, Optional: true, Auto: "off", Values: typed["account"]}
}

func (q *request) holderField(typed url.Values) page.Field {
	return page.Field{ID: "holder", Label: q.t("support.account.holder"), Hint: q.t("support.account.holder-hint"), Type: page.TypeLine, Optional: true, Auto: "off", Values: typed["holder"]}
}

// papersIn are the papers that a form ticks, with what each says of itself.
func papersIn(values url.Values) map[string]string {
	papers := map[string]string{}
	for _, kind := range values["paper"] {
		papers[kind] = values.Get("says-" + kind)
	}
	return papers
}

// unspaced is an account number as it is kept: people write it in groups of four.
func unspaced(number string) string { return strings.Join(strings.Fields(number), "") }

// addPaper notes papers that were seen, and an account.
func addPaper(q *request) error {
	return q.sendCase("paper", "paper", func(which, made id.ID, values url.Values) error {
		papers, account := papersIn(values), unspaced(values.Get("account"))
		if len(papers) == 0 && account == "" {
			return wrongField("account", "support.paper.nothing")
		}
		_, err := q.office.See(q.r.Context(), made, which, papers, account, values.Get("holder"))
		return err
	})
}

// appealBox says where and until when to appeal, with the form while an appeal can be lodged (R14).
func (q *request) appealBox(v *page.CaseShow, sheet *office.CaseSheet, at string, s sent) {
	box, scheme := &v.Appeal, sheet.Scheme
	box.To, box.Address, box.Days = q.t("support.appeal.to", scheme.Appeal.To.In(q.lang)), q.t("support.appeal.address", scheme.Appeal.Address.In(q.lang)), scheme.Appeal.Days
	if sheet.Appeal.Zero() || sheet.Appeal < v.Today {
		return
	}
	typed, refused := s.of("appeal")
	box.Until, box.Action, box.ClientID = sheet.Appeal, at+"/appeal", id.New().String()
	box.Words = page.Field{ID: "words", Label: q.t("support.appeal.words"), Hint: q.t("support.appeal.words-hint"), Type: page.TypeText, Values: typed["words"]}
	box.Wrong = q.refuse(refused, &box.Words)
}

// lodgeAppeal takes in an appeal.
func lodgeAppeal(q *request) error {
	return q.sendCase("appeal", "appeal", func(which, made id.ID, values url.Values) error {
		if values.Get("words") == "" {
			return wrongField("words", "support.appeal.no-words")
		}
		return q.office.Appeal(q.r.Context(), made, which, values.Get("words"))
	})
}

// objectionForms let supervision note what somebody says against a case under notice, and answer it.
func (q *request) objectionForms(v *page.CaseShow, sheet *office.CaseSheet, at string, s sent) {
	if p := sheet.Progress; p.State == benefit.Noticed || p.State == benefit.Objected {
		typed, refused := s.of("object")
		f := &page.ObjectForm{Action: at + "/objection", ClientID: id.New().String(),
			Words: page.Field{ID: "words", Label: q.t("support.object.words"), Hint: q.t("support.object.words-hint"), Type: page.TypeText, Values: typed["words"]}}
		f.Wrong = q.refuse(refused, &f.Words)
		v.Object = f
	}
	for i, o := range sheet.Objections {
		if o.State != benefit.Open {
			continue
		}
		typed, refused := s.of(o.ID.String())
		f := &page.AnswerObjection{Action: at + "/objection/" + o.ID.String(), ClientID: id.New().String(),
			Decision: page.Field{ID: "state", Label: q.t("support.object.decision"), Type: page.TypeCode, Values: typed["state"],
				Options: []page.Option{{Value: benefit.Upheld, Text: q.t("support.state.upheld")}, {Value: benefit.Dismissed, Text: q.t("support.state.dismissed")}}},
			Words: page.Field{ID: "answer", Label: q.t("support.object.reply"), Hint: q.t("support.object.reply-hint"), Type: page.TypeText, Values: typed["answer"]}}
		f.Wrong = q.refuse(refused, &f.Decision, &f.Words)
		v.Objects[i].Form = f
		return // one after the other: a page has one form of a kind
	}
}

// noteObjection notes what somebody says against a case under notice.
func noteObjection(q *request) error {
	return q.sendCase("object", "objection", func(which, made id.ID, values url.Values) error {
		if values.Get("words") == "" {
			return wrongField("words", "support.object.no-words")
		}
		return q.office.Object(q.r.Context(), made, which, values.Get("words"))
	})
}

// answerObjection answers an objection.
func answerObjection(q *request) error {
	objection, err := q.pathID("objection", "benefit.no-objection")
	if err != nil {
		return err
	}
	return q.sendCase(objection.String(), "answer", func(which, made id.ID, values url.Values) error {
		if state := values.Get("state"); state != benefit.Upheld && state != benefit.Dismissed {
			return wrongField("state", "support.object.no-decision")
		}
		if values.Get("answer") == "" {
			return wrongField("answer", "benefit.no-reason")
		}
		return q.office.AnswerObjection(q.r.Context(), made, which, objection, values.Get("state"), values.Get("answer"))
	})
}
