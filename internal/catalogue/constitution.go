package catalogue

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"youfu/internal/lang"
	"youfu/internal/rule"
)

// article is one rule of the constitution (mission.md, "Rights, by construction") that a definition can break. Each check is held
// against every definition loaded, the shipped ones and the district's own alike.
type article struct {
	rule   string // such as R9
	check  func(*loader)
	zh, en string // what it refuses, for the reference page
}

var constitution = []article{
	{"R1", (*loader).checkTargets, "人次、人数、生育、避孕方法和自愿服务的使用率都不能设目标；也没有指标任务、排名、奖惩这些写法", "no target on counts, births, methods or the uptake of client programmes; no quotas, rankings or rewards"},
	{"R2", (*loader).checkSupport, "待遇只看登记事实和封闭清单里的材料，不看任何服务、避孕和生育情况，也没有“违规”一说", "support reads facts of the register and papers of a closed list: nothing of services, nothing reproductive, no violations"},
	{"R4", (*loader).checkDeclining, "每项服务都能以“谢绝”了结；谢绝之后不能有必填项", "every programme can end with declined, and nothing must be answered because somebody declined"},
	{"R5", (*loader).checkAuthorisation, "成年人自己决定：没有配偶、父母、干部同意或证件一类的项目", "an adult alone decides: no authorisation by a spouse, parent or official, no papers that ask for it"},
	{"R8", (*loader).checkNotices, "涉及丧亲的不在村里公示，涉及健康的不公示；看现有子女数的，村里公示要排除没有子女的人", "no notice in the village where bereavement is read, none at all where health is; where living children are read, the village's notice leaves out those who have none"},
	{"R9", (*loader).checkAccess, "服务的规则只看年龄、解剖上的性别和本次填写的内容；待遇不分婚姻状况和民族", "rules of services read age, anatomy and the visit's own answers alone; support does not ask about marriage or ethnicity"},
	{"R11", (*loader).checkAbortion, "不记录终止妊娠的信息", "no abortion data"},
	{"R12", (*loader).checkNeutral, "用语对生或不生孩子保持中立", "words are neutral on having or not having children"},
	{"R14", (*loader).checkAppeals, "每项待遇都写明向谁、到哪里、多久之内可以申诉", "every scheme says where and until when to appeal"},
	{"R15", (*loader).checkProblems, "报告必须写出存在的问题", "a report contains its problems"},
	{"R20", (*loader).checkRefusals, "不能拿谢绝来设目标", "no target stands on refusals"},
	{"R23", (*loader).checkTags, "不给人打分、贴标签、列名单", "no score, tag or watch-list on a person"},
	{"R24", (*loader).checkReach, "涉及避孕和生育的服务只列出自己要求随访的人，不邀请，也不自动开始下一轮", "programmes about methods or births list only those who asked; they invite nobody and open no rounds of their own"},
}

// worded are the kinds whose texts and ids the articles read; support are those of them that schemes consist of.
var (
	support = []string{DefScheme, DefEvidence, DefAttributes}
	worded  = append([]string{DefProgramme, DefCodes, DefFigure, DefFacts, DefConsents}, support...)
)

// constitution holds everything loaded against the articles: what is wrong with a definition otherwise hides no breach of a right.
func (l *loader) constitution() {
	l.hold()
	complete := l.items
	l.eachInOrder(l.incomplete, func(it *item, build func(*item)) {
		it.source.rules = nil // those of other figures in its file were held
		delete(l.begun, it.id)
		delete(l.cat.Figures, it.id)
		before := len(l.problems)
		build(it)
		l.problems = slices.Concat(l.problems[:before], slices.DeleteFunc(slices.Clone(l.problems[before:]), followsFromGaps))
		l.items = []*item{it}
		l.hold()
	})
	l.items = complete
}

// followsFromGaps reports a problem of building what is incomplete: it may follow from the gaps alone.
func followsFromGaps(p Problem) bool { return !strings.HasPrefix(p.Key, "constitution.") }

// hold holds the items against the articles.
func (l *loader) hold() {
	l.texts = nil
	for _, it := range l.of(worded...) {
		eachText(reflect.ValueOf(it.form), func(n *yaml.Node, t lang.Text) {
			if n != nil {
				l.texts = append(l.texts, placedText{it, n, wordingOf(t)})
			}
		})
	}
	for _, a := range constitution {
		a.check(l)
	}
}

// of are the items of the kinds, in order.
func (l *loader) of(kinds ...string) (items []*item) {
	for _, it := range l.items {
		if slices.Contains(kinds, it.kind) {
			items = append(items, it)
		}
	}
	return items
}

// R1: a target stands only beside a rate of a kind that allows one. The keys quota, rank and so on do not exist (decode.go). Schemes
// have no targets at all, so that not even their texts may speak of them.
func (l *loader) checkTargets() {
	l.refuseWords("r1-words", DefScheme)
	for _, it := range l.of(DefFigure) {
		f, target := l.figureOf(it), it.form.(*figureForm).Target
		if f != nil && target.given() && !mayHaveTarget(f) {
			it.source.at(target.node, "constitution.r1", lang.Text{Zh: lang.T(lang.Zh, "catalogue.kind-"+string(f.Kind)), En: string(f.Kind)})
		}
	}
}

// figureOf is the figure that was built of an item, also where something is wrong with it; nil where nothing can be said of it.
func (l *loader) figureOf(it *item) *Figure {
	if f := l.cat.Figures[it.id]; f != nil {
		return f
	}
	return l.unsound[it.id]
}

// R4: declining is a normal outcome and needs no reason.
func (l *loader) checkDeclining() {
	for _, it := range l.of(DefProgramme) {
		form, made := it.form.(*programmeForm), l.cat.Programmes[it.id]
		if form.Outcomes != nil && !slices.Contains(made.Outcomes, "declined") {
			it.source.at(form.node, "constitution.r4-outcome")
		}
		for i, v := range made.Visits {
			for j, f := range v.Fields {
				if f.Required && f.When != nil && namesRefusal(f.When, v) {
					it.source.at(form.Visits[i].Fields[j].Required.node, "constitution.r4-reason", f.ID)
				}
			}
		}
	}
}

// namesRefusal reports whether a rule over a visit reads that somebody declined.
func namesRefusal(r *rule.Rule, v *Visit) bool {
	if r == nil {
		return false
	}
	for _, literal := range r.Literals() {
		if f := v.Field(strings.TrimPrefix(literal.Fact, "v.")); f != nil && f.Codes != nil {
			if c := f.Codes.Code(literal.Value); c != nil && c.Refusal {
				return true
			}
		}
	}
	return false
}

// R5: no field, code or text asks whether somebody else agrees.
func (l *loader) checkAuthorisation() {
	l.refuseWords("r5", append([]string{DefProgramme, DefCodes, DefConsents}, support...)...)
}

// R9: who may be served, and how, hangs on age and anatomy; the figures of services see no more.
func (l *loader) checkAccess() {
	l.refuseWords("r9-words", support...)
	about := map[string]string{}
	for _, f := range l.cat.Facts {
		about[f.ID] = f.About
	}
	seen := map[*source]bool{} // the figures of a file share it
	for _, it := range l.of(DefProgramme, DefFigure) {
		if seen[it.source] {
			continue
		}
		seen[it.source] = true
		for _, r := range it.source.rules {
			for _, name := range r.rule.Names() {
				if a := about[name]; a != "" && a != "age" && a != "anatomy" {
					it.source.at(r.node, "constitution.r9", name)
				}
			}
		}
	}
}

// R11: no abortion data. Reports may speak of acting against it (S11).
func (l *loader) checkAbortion() { l.refuseWords("r11", worded...) }

// R12: neutral words, in everything that people read.
func (l *loader) checkNeutral() {
	l.refuseWords("r12", worded...)
	for _, it := range l.of(DefReport) {
		for _, src := range it.form.(map[lang.Lang]*source) {
			for i, text := range src.lines {
				if w := wordingOf(lang.Text{En: text}).first(refusedWords["r12"]); w != "" {
					src.problem(i+1, 1, "constitution.r12", w)
				}
			}
		}
	}
}

// R15: every language of a report has {{problems}}.
func (l *loader) checkProblems() {
	for _, it := range l.of(DefReport) {
		for language, body := range l.cat.Reports[it.id].Body {
			if !slices.ContainsFunc(body, func(s Segment) bool { return s.Name == "problems" }) {
				it.form.(map[lang.Lang]*source)[language].problem(1, 1, "constitution.r15")
			}
		}
	}
}

// R20: a target on refusals would judge staff by them.
func (l *loader) checkRefusals() {
	for _, it := range l.of(DefFigure) {
		f, form := l.figureOf(it), it.form.(*figureForm)
		if f == nil || !form.Target.given() {
			continue
		}
		for _, part := range f.counts() {
			if namesRefusal(part.Where, part.Of.Visit) || part.Followed != nil && namesRefusal(part.Followed.Where, part.Followed.Visit) {
				it.source.at(form.Target.node, "constitution.r20")
				break
			}
		}
	}
}

// R23: no score, tag or watch-list on a person.
func (l *loader) checkTags() { l.refuseWords("r23", worded...) }

// R24: what touches methods or births lists only those who asked, and a client programme invites nobody.
func (l *loader) checkReach() {
	for _, it := range l.of(DefProgramme) {
		form, made, src := it.form.(*programmeForm), l.cat.Programmes[it.id], it.source
		touched := map[string]bool{}
		addSubjects(touched, made.Title)
		for _, v := range made.Visits {
			addVisit(touched, v)
		}
		if made.Reach == Population {
			if touched["method"] || touched["birth"] {
				src.at(form.Reach.node, "constitution.r24-reach")
			}
		}
		if made.Reach != Client {
			continue
		}
		if form.Recall != nil {
			src.at(form.Recall.node, "constitution.r24-invites", "recall")
		}
		if form.Opens.given() {
			src.at(form.Opens.node, "constitution.r24-invites", "opens")
		}
	}
}

// placedText is a text or an id of a definition, and where it stands.
type placedText struct {
	item *item
	node *yaml.Node
	wording
}

// refuseWords reports the words that a rule refuses, in the texts and ids of the kinds.
func (l *loader) refuseWords(rule string, kinds ...string) {
	for _, t := range l.texts {
		if !slices.Contains(kinds, t.item.kind) {
			continue
		}
		if w := t.first(refusedWords[rule]); w != "" {
			t.item.source.at(t.node, "constitution."+rule, w)
		}
	}
}

// eachText visits the texts and ids of a form.
func eachText(v reflect.Value, visit func(*yaml.Node, lang.Text)) {
	switch x := v.Interface().(type) {
	case text:
		visit(x.node, x.v)
		return
	case leaf[ident]:
		visit(x.node, lang.Text{En: string(x.v)})
		return
	case leaf[varName]:
		visit(x.node, lang.Text{En: string(x.v)})
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			eachText(v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), visit)
		}
	case reflect.Struct:
		for _, f := range fieldsOf(v.Type()) {
			eachText(v.FieldByIndex(f.Index), visit)
		}
	}
}
