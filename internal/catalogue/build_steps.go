package catalogue

import (
	"slices"
)

// levels are where steps are done, from below.
var levels = []string{"village", "township", "district"}

// steps builds the steps of a case. The application comes first and decides nothing; the district's confirmation comes last; no step
// stands below the one before it.
func (b *schemeBuilder) steps() {
	if len(b.form.Steps) < 2 {
		b.src.at(b.form.node, "catalogue.steps-two")
		return
	}
	seen, level := map[string]bool{}, 0
	for i, f := range b.form.Steps {
		b.twice(f.ID, seen)
		step := &Step{ID: string(f.ID.v), Title: f.Title.v, Power: Power(f.Power.v), At: string(f.At.v), Within: f.Within.v}
		b.positive(f.Within)
		at := slices.Index(levels, step.At)
		if at < level {
			b.src.at(f.At.node, "catalogue.steps-level")
		}
		level = at
		if i == 0 {
			b.application(f)
		} else {
			step.Notice = b.notice(f)
			if step.Power == "" {
				b.src.at(f.node, "catalogue.key-missing", "power")
			}
		}
		b.made.Steps = append(b.made.Steps, step)
	}
	if last := b.form.Steps[len(b.form.Steps)-1]; last.At.v != "district" {
		b.src.at(last.At.node, "catalogue.steps-last")
	}
}

func (b *schemeBuilder) application(f stepForm) {
	switch {
	case f.Power.given():
		b.src.at(f.Power.node, "catalogue.application-has-no", "power")
	case f.Notice != nil:
		b.src.at(f.Notice.node, "catalogue.application-has-no", "notice")
	case f.Within.given():
		b.src.at(f.Within.node, "catalogue.application-has-no", "within")
	}
}

func (b *schemeBuilder) notice(f stepForm) Notice {
	n := f.Notice
	if n == nil {
		b.src.at(f.node, "catalogue.key-missing", "notice")
		return Notice{At: NoticeNone}
	}
	made := Notice{At: string(n.At.v), Days: b.number(n.Days, 1, mostDays), NoneWhen: b.rule(n.NoneWhen)}
	switch {
	case made.At == NoticeNone && n.Days.given():
		b.src.at(n.Days.node, "catalogue.none-has-no", "days")
	case made.At == NoticeNone && n.NoneWhen.given():
		b.src.at(n.NoneWhen.node, "catalogue.none-has-no", "none_when")
	case made.At != NoticeNone && !n.Days.given():
		b.src.at(n.node, "catalogue.key-missing", "days")
	}
	return made
}

func (b *schemeBuilder) review() {
	f := &b.form.Review
	b.made.Review = Review{Every: f.Every.v, Sample: b.number(f.Sample, 1, 100)}
	b.positive(f.Every)
	if len(f.Window) != 2 {
		b.src.at(f.node, "catalogue.window-two")
		return
	}
	b.made.Review.Window = [2]MonthDay{f.Window[0].v, f.Window[1].v}
}

// powers refuses a body that holds two powers.
func (b *schemeBuilder) powers() {
	f := &b.form.Powers
	held := map[ident]bool{}
	for _, body := range []leaf[ident]{f.Confirm, f.Fund, f.Pay, f.Supervise} {
		if body.given() && held[body.v] {
			b.src.at(body.node, "catalogue.powers-same", body.v)
		}
		held[body.v] = true
	}
}

func (b *schemeBuilder) beside() {
	known := keysIn(b.cat.Schemes)
	for _, it := range b.of(DefScheme) {
		known = append(known, it.id)
	}
	seen := map[string]bool{}
	for _, f := range b.form.Beside {
		other := string(f.Scheme.v)
		b.twice(f.Scheme, seen)
		switch {
		case other == b.made.ID:
			b.src.at(f.Scheme.node, "catalogue.beside-itself")
		case !slices.Contains(known, other):
			b.missing(b.src, &f.Scheme, DefScheme, other, "catalogue.no-scheme", known)
		}
		b.made.Beside = append(b.made.Beside, Beside{other, string(f.How.v), f.Text.v})
	}
}

func (b *schemeBuilder) appeal() {
	if f := b.form.Appeal; f != nil { // that there is one is the constitution's matter (R14)
		b.made.Appeal = Appeal{f.To.v, f.Address.v, b.number(f.Days, 1, 365)}
	}
}
