package web

import (
	"net/http"
	"net/url"
	"slices"

	"youfu/internal/benefit/assess"
	"youfu/internal/catalogue"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/web/page"
)

func applyPath(person id.ID) string { return personPath(person) + "/support" }

// chooseScheme shows the schemes for which a worker may apply for a resident, with what the register says of her today.
func chooseScheme(q *request) error {
	who, err := q.pathID("person", "person.not-found")
	if err != nil {
		return err
	}
	f, err := q.office.ApplyForm(q.r.Context(), who)
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	v := &page.ApplyChoose{Frame: q.frame(q.t("support.apply.title")), Person: personLine(f.Line, b.tree, q.District.Today()), Back: personPath(f.Line.ID), Family: familyPath(f.Line.ID)}
	for _, one := range f.Schemes {
		row := page.ApplyRow{Title: one.Scheme.Title.In(q.lang), Child: one.Scheme.Subject == catalogue.SubjectChild, Beside: q.besideRows(one.Beside, f.Practice)}
		for _, about := range one.About {
			row.About = append(row.About, q.applyAbout(f, one, about, row.Child))
		}
		if slices.ContainsFunc(one.About, free) {
			row.Href = applyPath(f.Line.ID) + "/" + one.Scheme.ID
		}
		v.Rows = append(v.Rows, row)
	}
	return q.show(http.StatusOK, v)
}

// free reports whether there is no case yet of whom an application would be about, or one that was refused: that one can be applied for
// again.
func free(a office.ApplyAbout) bool { return a.Case.Zero() || a.State == "refused" }

func (q *request) applyAbout(f office.ApplyForm, one office.ApplyScheme, about office.ApplyAbout, child bool) page.ApplyAbout {
	a := page.ApplyAbout{State: about.Result.Verdict.String()}
	if child {
		a.Name = about.Name
	}
	if !about.Case.Zero() {
		a.Case = casePath(about.Case)
		for _, s := range caseStates {
			if s.state == about.State {
				a.Stand = s.name
			}
		}
	}
	for _, c := range about.Result.Criteria {
		if c.Verdict != assess.Met {
			words := assess.Explain(f.Practice, one.Scheme, c, q.lang)
			a.Lacks = append(a.Lacks, words.Condition)
		}
	}
	return a
}

// askApplication shows the form of an application.
func askApplication(q *request) error { return q.showApplication(http.StatusOK, url.Values{}, nil) }

func (q *request) showApplication(status int, typed url.Values, refused error) error {
	who, err := q.pathID("person", "person.not-found")
	if err != nil {
		return err
	}
	f, err := q.office.ApplyForm(q.r.Context(), who)
	if err != nil {
		return err
	}
	one, err := f.Scheme(q.r.PathValue("scheme"))
	if err != nil {
		return err
	}
	b, err := q.book()
	if err != nil {
		return err
	}
	return q.show(status, q.applicationPage(f, one, b, typed, refused))
}

func (q *request) applicationPage(f office.ApplyForm, one office.ApplyScheme, b book, typed url.Values, refused error) *page.ApplyForm {
	at := applyPath(f.Line.ID)
	v := &page.ApplyForm{Frame: q.frame(one.Scheme.Title.In(q.lang)), Person: personLine(f.Line, b.tree, q.District.Today()), Scheme: one.Scheme.Title.In(q.lang), Action: at + "/" + one.Scheme.ID,
		ClientID: id.New().String(), Beside: q.besideRows(one.Beside, f.Practice), Account: q.accountField(typed), Holder: q.holderField(typed), Back: at, On: q.District.Today()}
	v.Path = v.Action
	v.Crumbs = []page.Link{{Text: f.Line.Name, Href: personPath(f.Line.ID)}, {Text: q.t("support.apply.title"), Href: at}}
	for _, basis := range one.Scheme.Basis {
		v.Basis = append(v.Basis, basis.Title.In(q.lang))
	}
	for _, kind := range one.Papers {
		v.Papers = append(v.Papers, page.PaperField{Kind: kind, Title: q.paperTitle(f.Practice, kind), Seen: slices.Contains(typed["paper"], kind), Says: typed.Get("says-" + kind)})
	}
	if f.Tail != "" {
		v.Known = q.accountState(f.Account, f.Tail)
	}
	fields := []*page.Field{&v.Account, &v.Holder}
	if one.Scheme.Subject == catalogue.SubjectChild {
		v.Child = q.childField(one, typed)
		fields = append([]*page.Field{v.Child}, fields...)
	}
	if len(one.About) == 1 {
		v.Criteria = q.criterionRows(f.Practice, one.Scheme, one.About[0].Result)
	}
	v.Wrong = q.refuse(refused, fields...)
	return v
}

// childField asks which child it is about: nobody is chosen beforehand.
func (q *request) childField(one office.ApplyScheme, typed url.Values) *page.Field {
	f := &page.Field{ID: "child", Label: q.t("support.apply.child"), Type: page.TypeCode, Values: typed["child"]}
	for _, about := range one.About {
		if free(about) {
			f.Options = append(f.Options, page.Option{Value: about.ID.String(), Text: q.t("web.labelled", about.Name, about.Facts.Birth.String())})
		}
	}
	return f
}

// enterApplication enters an application.
func enterApplication(q *request) error {
	who, err := q.pathID("person", "person.not-found")
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
	child, _ := id.Parse(values.Get("child")) // where the scheme is about a child, none is refused at its field
	done, err := q.office.Apply(q.r.Context(), made, office.ApplySupport{Scheme: q.r.PathValue("scheme"), Person: who, Child: child, Papers: papersIn(values),
		Account: unspaced(values.Get("account")), Holder: values.Get("holder")})
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return q.showApplication(fault.Status(err), values, err)
	}
	if err != nil {
		return err
	}
	return q.redirect(casePath(done.Case) + "?saved=applied")
}
