package catalogue

import (
	"slices"
	"strings"

	"youfu/internal/lang"
)

// R2: support hangs on nothing of services and nothing reproductive. Rules cannot name what is not in the vocabularies; this keeps the
// vocabularies themselves, and what schemes say, clear of it.
func (l *loader) checkSupport() {
	l.refuseWords("r2", append([]string{DefFacts}, support...)...)
	named := map[string][]string{"services": l.serviceNames()}
	plainWords(named)
	for _, t := range l.texts {
		if t.item.kind != DefScheme {
			continue
		}
		if w := t.first(named["services"]); w != "" {
			t.item.source.at(t.node, "constitution.r2-service", w)
		}
	}
}

// serviceNames are the ids and titles of programmes and figures. A title of one common word says nothing.
func (l *loader) serviceNames() (names []string) {
	add := func(id string, title lang.Text) {
		if plain(id) != "" { // a definition that cannot be read may lack it
			names = append(names, id)
		}
		if len([]rune(title.Zh)) > 2 {
			names = append(names, title.Zh)
		}
		if strings.Contains(title.En, " ") {
			names = append(names, title.En)
		}
	}
	for _, id := range keysIn(l.cat.Programmes) {
		add(id, l.cat.Programmes[id].Title)
	}
	for _, id := range keysIn(l.cat.Figures) {
		add(id, l.cat.Figures[id].Title)
	}
	return names
}

// factLiving is the number of living children, which tells of the bereaved too.
const factLiving = "p.living_children"

// R8: what a scheme reads decides where its cases may be put up.
func (l *loader) checkNotices() {
	for _, it := range l.of(DefScheme) {
		read := l.read(it)
		for _, step := range it.form.(*schemeForm).Steps {
			n := step.Notice
			if n == nil || n.At.v == NoticeNone {
				continue
			}
			switch village := n.At.v == "village"; {
			case read.about["health"] != "":
				it.source.at(n.At.node, "constitution.r8-health", read.about["health"])
			case village && read.about["bereavement"] != "":
				it.source.at(n.At.node, "constitution.r8-village", read.about["bereavement"])
			case village && read.living && !strings.Contains(string(n.NoneWhen.v), factLiving):
				it.source.at(n.node, "constitution.r8-living", factLiving)
			}
		}
	}
}

// reading is what a scheme reads that a notice could tell.
type reading struct {
	about  map[string]string // what the papers speak of → the first such paper
	living bool              // the number of living children
}

func (l *loader) read(it *item) reading {
	r := reading{about: map[string]string{}}
	see := func(kind string) {
		if e := l.cat.EvidenceKind(kind); e != nil && r.about[e.About] == "" {
			r.about[e.About] = kind
		}
	}
	for _, c := range it.form.(*schemeForm).Criteria {
		for _, kind := range c.Evidence {
			see(string(kind.v))
		}
	}
	for _, placed := range it.source.rules {
		for _, name := range placed.rule.Names() {
			r.living = r.living || name == factLiving
			if i := slices.IndexFunc(l.cat.Evidence, func(e Evidence) bool { return e.Fact() == name }); i >= 0 {
				see(l.cat.Evidence[i].ID)
			}
		}
	}
	return r
}

// R14: every scheme says where and until when to appeal.
func (l *loader) checkAppeals() {
	for _, it := range l.of(DefScheme) {
		if form := it.form.(*schemeForm); form.Appeal == nil {
			it.source.at(form.node, "constitution.r14")
		}
	}
}

// TryScheme reads a changed scheme against the practice in force, to see what it would do. It is held against the constitution as one
// that comes into force is. The error is a Problems.
func (c *Catalogue) TryScheme(file string, text []byte) (*Scheme, error) {
	l := newLoader()
	src := newSource(Overlay, file, text, &l.problems)
	if node := src.parse(text); node != nil {
		l.add(DefScheme, src, node)
	}
	tried := *c
	tried.Schemes = make(map[string]*Scheme, len(c.Schemes))
	for id, s := range c.Schemes {
		tried.Schemes[id] = s
	}
	l.cat = &tried
	var made *Scheme
	for _, it := range l.items {
		l.buildScheme(it)
		made = tried.Schemes[it.id]
	}
	l.constitution()
	if err := l.problems.orNil(); err != nil {
		return nil, err
	}
	d, err := define(DefScheme, made.ID, Overlay, l.items[0].node)
	made.Hash = d.Hash
	return made, err
}
