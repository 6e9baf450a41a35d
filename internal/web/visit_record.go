package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/place"
	"youfu/internal/web/page"
)

// visitForm is a visit as it was filled in.
type visitForm struct {
	clientID id.ID
	care.Visit
	on   string // as typed
	site string
	swap string // a pair whose halves are to be exchanged, without saving
}

// visitAsked is the kind of visit that an address names.
func (q *request) visitAsked() (*catalogue.Programme, *catalogue.Visit, error) {
	practice, err := q.District.Practice(q.r.Context())
	if err != nil {
		return nil, nil, err
	}
	programme, visit := q.r.PathValue("programme"), q.r.PathValue("visit")
	p := practice.Programmes[programme]
	if p == nil || p.Visit(visit) == nil {
		return nil, nil, fault.New(fault.NotFound, "care.no-visit", programme+"/"+visit)
	}
	return p, p.Visit(visit), nil
}

func (q *request) visitOf(p *catalogue.Programme, v *catalogue.Visit, form url.Values) (f visitForm, err error) {
	if f.clientID, err = clientID(form); err != nil {
		return f, err
	}
	if f.Person, err = q.pathID("person", "person.not-found"); err != nil {
		return f, err
	}
	f.Programme, f.Visit.Visit, f.Given = p.ID, v.ID, givenOf(v, form)
	f.on, f.site, f.swap = form.Get("on"), form.Get("site"), form.Get("swap")
	f.On, _ = civil.Parse(f.on) // what is no date is refused as a missing one, at its field
	f.Site, _ = id.Parse(f.site)
	if f.swap != "" {
		swap(f.Given, f.swap)
	}
	return f, nil
}

// askVisit shows an empty form: today, at the reader's own site, no answer chosen.
func askVisit(q *request) error {
	p, v, err := q.visitAsked()
	if err != nil {
		return err
	}
	who, err := q.pathID("person", "person.not-found")
	if err != nil {
		return err
	}
	f := visitForm{clientID: id.New(), Visit: care.Visit{Person: who, Programme: p.ID, Visit: v.ID, On: q.District.Today(), Site: q.actor().Site}}
	f.on, f.site = f.On.String(), f.Site.String()
	view, err := q.visitPage(p, v, f, nil)
	if err != nil {
		return err
	}
	return q.show(http.StatusOK, view)
}

// recordVisit records a visit, or shows the form again with what is wrong.
func recordVisit(q *request) error {
	p, v, err := q.visitAsked()
	if err != nil {
		return err
	}
	form, err := q.form()
	if err != nil {
		return err
	}
	f, err := q.visitOf(p, v, form)
	if err != nil {
		return err
	}
	if f.swap == "" {
		var done care.Recorded
		if done, err = q.record(v, f); err == nil {
			return q.redirect(eventPath(done.Event) + "?saved=1")
		}
		if !fault.Is(err, fault.Invalid) {
			return err
		}
	}
	view, failed := q.visitPage(p, v, f, err)
	if failed != nil {
		return failed
	}
	return q.show(http.StatusUnprocessableEntity, view)
}

func (q *request) record(v *catalogue.Visit, f visitForm) (care.Recorded, error) {
	if hasDependent(v, f.Given) {
		sheet, _, _, err := q.office.Preview(q.r.Context(), f.Visit)
		if err != nil {
			return care.Recorded{}, err
		}
		drop(f.Given, sheet.NotAsked)
	}
	return q.office.Record(q.r.Context(), f.clientID, f.Visit)
}

// visitPage is the form as filled in, with what was refused.
func (q *request) visitPage(p *catalogue.Programme, v *catalogue.Visit, f visitForm, refused error) (*page.VisitRecord, error) {
	ctx := q.r.Context()
	known, err := q.office.Form(ctx, f.Person, p.ID, v.ID)
	if err != nil {
		return nil, err
	}
	tree, err := q.District.Tree(ctx)
	if err != nil {
		return nil, err
	}
	outlook, notAsked, err := q.outlook(ctx, p, f.Visit)
	if err != nil {
		return nil, err
	}
	at := q.visitPath(known.Line.ID, p.ID, v.ID)
	view := &page.VisitRecord{Frame: q.frame(q.visitTitle(p.Title, v.Title)), Person: personLine(known.Line, tree, q.District.Today()),
		Programme: p.Title.In(q.lang), Visit: v.Title.In(q.lang), Version: p.Hash[:8], Action: at, Preview: at + "/preview", ClientID: f.clientID.String(),
		On:   page.Field{ID: "on", Label: q.t("page.visit.on"), Type: page.TypeDate, Values: []string{f.on}},
		Site: q.siteField(tree, f.site), By: q.actor().Name, Fields: q.fieldsOf(v, f.Given, notAsked), Outlook: outlook, Back: personPath(known.Line.ID)}
	view.Path = at
	if err := q.lastTime(view, v, known); err != nil {
		return nil, err
	}
	if refused != nil {
		view.Wrong = q.refuse(refused, fieldsIn(view)...)
	}
	return view, nil
}

// fieldsIn are all fields of a form, in its order.
func fieldsIn(view *page.VisitRecord) []*page.Field {
	all := []*page.Field{&view.On, &view.Site}
	for i := range view.Fields {
		all = append(all, &view.Fields[i])
	}
	if view.Correcting != nil {
		all = append(all, &view.Correcting.Reason)
	}
	return all
}

// siteField offers the sites of the reader's own department that are open.
func (q *request) siteField(tree *place.Tree, chosen string) page.Field {
	f := page.Field{ID: "site", Label: q.t("page.visit.site"), Type: page.TypeChoose, Values: []string{chosen}}
	today := q.District.Today()
	for _, s := range tree.Sites {
		open := (s.From.Zero() || s.From <= today) && (s.To.Zero() || today < s.To)
		if s.Department == q.actor().Department && (open || s.ID.String() == chosen) {
			f.Options = append(f.Options, page.Option{Value: s.ID.String(), Text: s.Name})
		}
	}
	return f
}

// lastTime puts what was answered last time beside the questions.
func (q *request) lastTime(view *page.VisitRecord, v *catalogue.Visit, known office.Form) error {
	if known.Last == nil {
		return nil
	}
	labels, err := labelsOf(v, known.Last.Answers, nil, q.lang)
	if err != nil {
		return err
	}
	for i := range view.Fields {
		for _, l := range labels {
			if l.Title == view.Fields[i].Label {
				view.Fields[i].Last, view.Fields[i].LastOn = l.Value, q.t("web.visit.last", known.Last.On)
			}
		}
	}
	return nil
}

// outlook is what a form leads to, as far as it is filled in, and the questions that are not asked.
func (q *request) outlook(ctx context.Context, p *catalogue.Programme, v care.Visit) (o page.Outlook, notAsked []string, err error) {
	sheet, _, then, err := q.office.Preview(ctx, v)
	if err != nil {
		return o, nil, err
	}
	for _, advice := range sheet.Advice {
		o.Advice = append(o.Advice, page.Advice{Tone: page.Info, Text: advice.In(q.lang)})
	}
	for _, value := range v.Given {
		if strings.Trim(value, "; ") != "" { // of an empty form nothing can be said yet
			o.Follows = q.follows(p, then)
			break
		}
	}
	return o, sheet.NotAsked, nil
}

// follows are due visits as what comes next.
func (q *request) follows(p *catalogue.Programme, items []due.Item) []page.Follow {
	var all []page.Follow
	for _, item := range items {
		follow := page.Follow{What: item.Key.Visit, Until: item.Until, Why: item.Why.In(q.lang)}
		if v := p.Visit(item.Key.Visit); v != nil {
			follow.What = v.Title.In(q.lang)
		}
		if item.Opening {
			follow.From = item.From
		}
		if item.Reason == due.ReasonResultMissing {
			follow.What = q.t("web.visit.result-missing", follow.What)
		}
		all = append(all, follow)
	}
	return all
}

// previewVisit answers while a form is filled in: advice, what would follow, and which questions are asked.
func previewVisit(q *request) error {
	p, v, err := q.visitAsked()
	if err != nil {
		return err
	}
	form, err := q.form()
	if err != nil {
		return err
	}
	f, err := q.visitOf(p, v, form)
	if err != nil {
		return err
	}
	return q.preview(p, v, f.Visit)
}

func (q *request) preview(p *catalogue.Programme, v *catalogue.Visit, given care.Visit) error {
	outlook, notAsked, err := q.outlook(q.r.Context(), p, given)
	if err != nil {
		return err
	}
	view := &page.VisitPreview{Frame: page.Frame{Lang: q.lang, Today: q.District.Today()}, Outlook: outlook}
	for _, f := range v.Fields {
		asked := true
		for _, id := range notAsked {
			asked = asked && id != f.ID
		}
		if asked {
			view.Asked = append(view.Asked, f.ID)
		}
	}
	return q.show(http.StatusOK, view)
}
