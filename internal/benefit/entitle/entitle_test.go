package entitle_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"youfu/catalog"
	"youfu/internal/benefit/assess"
	"youfu/internal/benefit/entitle"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/lang"
	"youfu/internal/money"
)

func practice(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	c, _, err := catalogue.Load(catalog.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func birth(s string) civil.Birth {
	b, err := civil.ParseBirth(s)
	if err != nil {
		panic(err)
	}
	return b
}

func day(s string) civil.Date {
	if s == "" {
		return 0
	}
	return civil.MustDate(s)
}

// said are the lines of a period in one text.
func said(t testing.TB, e entitle.Entitlement, period string) string {
	t.Helper()
	p, err := entitle.ParsePeriod(e.Scheme, period)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	owed := entitle.Lines(e, p)
	for _, l := range owed.Lines {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %d %s..%s %d %s %s", l.Layer, l.Fen, l.From, l.To, l.Months, l.Reason, l.Why)))
	}
	for _, h := range owed.Held {
		all = append(all, fmt.Sprintf("%s held for %v", h.Layer, h.Missing))
	}
	return strings.Join(all, "; ")
}

// The table of the childcare subsidy: months are counted with the first and the last.
func TestChildcareTable(t *testing.T) {
	s := practice(t).Schemes["childcare-subsidy"]
	total := func(born string) (months int, fen money.Fen, byYear string) {
		e := entitle.Entitlement{Scheme: s, Facts: assess.Facts{Birth: birth(born)}, Confirmed: day("2025-09-01")}
		for year := 2024; year <= 2032; year++ {
			p, _ := entitle.ParsePeriod(s, fmt.Sprint(year))
			for _, l := range entitle.Lines(e, p).Lines {
				months, fen = months+l.Months, fen+l.Fen
				byYear += fmt.Sprintf("%d:%d ", year, l.Fen)
			}
		}
		return months, fen, strings.TrimSpace(byYear)
	}
	for _, x := range []struct {
		born   string
		months int
		fen    money.Fen
		byYear string
	}{
		{"2021-12-31", 0, 0, ""},
		{"2022-01", 1, 30000, "2025:30000"},
		{"2022-01-31", 1, 30000, "2025:30000"},
		{"2022-12", 12, 360000, "2025:360000"},
		{"2023-01", 13, 390000, "2025:360000 2026:30000"},
		{"2023-07", 19, 570000, "2025:360000 2026:210000"},
		{"2023-12", 24, 720000, "2025:360000 2026:360000"},
		{"2024-12", 36, 1080000, "2025:360000 2026:360000 2027:360000"},
		{"2025-01-01", 36, 1080000, "2025:360000 2026:360000 2027:360000"},
		{"2025-06", 36, 1080000, "2025:360000 2026:360000 2027:360000"},
		{"2025-12-31", 36, 1080000, "2025:360000 2026:360000 2027:360000"},
		{"2026-02", 36, 1080000, "2026:360000 2027:360000 2028:360000"},
	} {
		if months, fen, byYear := total(x.born); months != x.months || fen != x.fen || byYear != x.byYear {
			t.Errorf("born %s: %d months, %d fen, %s; want %d, %d, %s", x.born, months, fen, byYear, x.months, x.fen, x.byYear)
		}
	}
	for y, m := 2022, 1; y < 2025; m++ { // (month of birth + 36) − December 2024
		if m > 12 {
			y, m = y+1, 1
			continue
		}
		want := (y*12 + m + 36) - (2024*12 + 12)
		if months, fen, _ := total(fmt.Sprintf("%d-%02d", y, m)); months != want || fen != money.Fen(want)*30000 {
			t.Errorf("born %d-%02d: %d months, %d fen, want %d months", y, m, months, fen, want)
		}
	}
}

func TestLines(t *testing.T) {
	c := practice(t)
	one, none := assess.Count{Known: true, N: 1}, assess.Count{Known: true}
	for _, x := range []struct {
		name, scheme             string
		facts                    assess.Facts
		confirmed, ended, period string
		want                     string
	}{
		{"600 yuan in the first years", "reward-assistance", assess.Facts{}, "2005-03-31", "", "2006", "national 60000 2006-01..2006-12 12 whole"},
		{"the year of the confirmation counts whole", "reward-assistance", assess.Facts{}, "2006-12-31", "", "2006", "national 60000 2006-01..2006-12 12 whole"},
		{"nothing before it", "reward-assistance", assess.Facts{}, "2006-03-31", "", "2005", ""},
		{"nothing without it", "reward-assistance", assess.Facts{}, "", "", "2006", ""},
		{"720 from 2009", "reward-assistance", assess.Facts{}, "2006-03-31", "", "2009", "national 72000 2009-01..2009-12 12 whole"},
		{"960 from 2012", "reward-assistance", assess.Facts{}, "2006-03-31", "", "2026", "national 96000 2026-01..2026-12 12 whole"},
		{"the year of the death counts", "reward-assistance", assess.Facts{Death: day("2026-01-01")}, "2020-03-31", "", "2026", "national 96000 2026-01..2026-12 12 whole"},
		{"the year after does not", "reward-assistance", assess.Facts{Death: day("2025-12-31")}, "2020-03-31", "", "2026", ""},
		{"who died before it was confirmed has nothing", "reward-assistance", assess.Facts{Death: day("2026-01-15")}, "2026-03-31", "", "2026", ""},
		{"bereaved, a quarter", "special-assistance", assess.Facts{Children: none}, "2023-01-10", "", "2024-Q1", "bereaved 177000 2024-01..2024-03 3 whole"},
		{"disabled, a quarter", "special-assistance", assess.Facts{Children: one}, "2023-01-10", "", "2024-Q1", "disabled 138000 2024-01..2024-03 3 whole"},
		{"the month of the confirmation is the first", "special-assistance", assess.Facts{Children: one}, "2024-02-29", "", "2024-Q1", "disabled 92000 2024-02..2024-03 2 from-start"},
		{"the month of the death is the last", "special-assistance", assess.Facts{Children: one, Death: day("2024-02-01")}, "2023-01-10", "", "2024-Q1", "disabled 92000 2024-01..2024-02 2 to-end death"},
		{"both in one quarter", "special-assistance", assess.Facts{Children: one}, "2024-02-10", "2024-02-20", "2024-Q1", "disabled 46000 2024-02..2024-02 1 start-to-end moved-away"},
		{"an amount changes between quarters", "special-assistance", assess.Facts{Children: none}, "2020-01-10", "", "2022-Q2", "bereaved 135000 2022-04..2022-06 3 whole"},
		{"and after", "special-assistance", assess.Facts{Children: none}, "2020-01-10", "", "2022-Q3", "bereaved 177000 2022-07..2022-09 3 whole"},
		{"before there was an amount", "special-assistance", assess.Facts{Children: none}, "2017-01-10", "", "2017-Q3", ""},
		{"what is not known is not paid", "special-assistance", assess.Facts{}, "2023-01-10", "", "2024-Q1", "bereaved held for [p.living_children]; disabled held for [p.living_children]"},
		{"a year paid ahead is kept after a death", "childcare-subsidy", assess.Facts{Birth: birth("2025-06-01"), Death: day("2025-08-01")}, "2025-09-01", "", "2025", "national 360000 2025-06..2026-05 12 whole"},
		{"no further year", "childcare-subsidy", assess.Facts{Birth: birth("2025-06-01"), Death: day("2025-08-01")}, "2025-09-01", "", "2026", ""},
		{"the last block is short", "childcare-subsidy", assess.Facts{Birth: birth("2023-07")}, "2025-09-01", "", "2026", "national 210000 2026-01..2026-07 7 to-end months"},
		{"a birth known to the year gives no months", "childcare-subsidy", assess.Facts{Birth: birth("2024")}, "2025-09-01", "", "2025", " held for [p.born]"},
	} {
		e := entitle.Entitlement{Scheme: c.Schemes[x.scheme], Facts: x.facts, Confirmed: day(x.confirmed), Ended: day(x.ended), Why: catalogue.EndsMovedAway}
		if got := said(t, e, x.period); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

func TestPeriods(t *testing.T) {
	s := &catalogue.Scheme{}
	for _, x := range []struct{ pays, text, first, last string }{
		{"month", "2026-03", "2026-03-01", "2026-03-31"}, {"month", "2024-02", "2024-02-01", "2024-02-29"},
		{"quarter", "2026-Q4", "2026-10-01", "2026-12-31"}, {"year", "2026", "2026-01-01", "2026-12-31"},
	} {
		s.Counting.Pays = x.pays
		p, err := entitle.ParsePeriod(s, x.text)
		if err != nil || p.String() != x.text || p.From.First() != day(x.first) || (p.To()-1).Last() != day(x.last) {
			t.Errorf("%s: %v %v %v", x.text, p, p.From.First(), err)
		}
		if q := entitle.PeriodOf(s, day(x.last)); q != p || p.Contains(p.Next().From) || p.Next().From != p.To() {
			t.Errorf("%s holds %s as %s", x.text, x.last, q)
		}
	}
	for _, x := range []struct{ pays, text string }{
		{"month", ""}, {"month", "2026"}, {"month", "2026-Q1"}, {"month", "2026-13"}, {"month", "2026-00"}, {"month", "2026-3"}, {"month", "-1-03"},
		{"quarter", "2026-Q5"}, {"quarter", "2026-Q0"}, {"quarter", "2026-01"}, {"quarter", "2026"}, {"year", "2026-Q1"}, {"year", "26"}, {"year", "2026 "}, {"year", "0000"},
	} {
		s.Counting.Pays = x.pays
		if p, err := entitle.ParsePeriod(s, x.text); err == nil {
			t.Errorf("%q of a scheme by the %s is %s", x.text, x.pays, p)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"2026", "2026-Q1", "2026-03", "-", "9999-Q4", "１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, pays := range []string{"month", "quarter", "year"} {
			s := &catalogue.Scheme{Counting: catalogue.Counting{Pays: pays}}
			if p, err := entitle.ParsePeriod(s, text); err == nil && (p.String() != text || entitle.PeriodOf(s, p.From.First()) != p) {
				t.Errorf("%q reads as %+v", text, p)
			}
		}
	})
}

// A start by criterion goes back to the month in which the criteria came to hold, and no further than the scheme lets it.
func TestStartByCriterion(t *testing.T) {
	c := practice(t)
	s := *c.Schemes["special-assistance"]
	f := assess.Facts{
		Sex: "female", Birth: birth("1975-03-15"), Mother: birth("1975-03-15"), Children: assess.Count{Known: true, N: 1},
		Registered: assess.Belonging{Known: true, Here: true},
	}
	for _, kind := range []string{"id-card", "household-book", "cohort-record", "child-disability-card"} {
		f.Documents = append(f.Documents, assess.Document{Kind: kind, On: day("2024-06-01")})
	}
	for _, x := range []struct {
		back civil.Duration
		want string
	}{
		{civil.Duration{Months: 1}, ""}, {civil.Duration{Months: 4}, "disabled 46000 2024-03..2024-03 1 from-start"},
		{civil.Duration{Years: 5}, "disabled 46000 2024-03..2024-03 1 from-start"},
	} {
		s.Starts = catalogue.Starts{At: catalogue.StartsCriterion, Back: x.back}
		e := entitle.Entitlement{Scheme: &s, Facts: f, Confirmed: day("2024-06-30")}
		if got := said(t, e, "2024-Q1"); got != x.want {
			t.Errorf("back %s: %q, want %q", x.back, got, x.want)
		}
	}
	if f.Documents[0].On != day("2024-06-01") {
		t.Error("counting changed the facts")
	}
}

func TestPartsAreReadable(t *testing.T) {
	s := practice(t).Schemes["special-assistance"]
	yearly := *s
	yearly.Counting.Pays = catalogue.ByYear
	p, _ := entitle.ParsePeriod(&yearly, "2022")
	owed := entitle.Lines(entitle.Entitlement{Scheme: &yearly, Facts: assess.Facts{Children: assess.Count{Known: true}}, Confirmed: day("2020-01-01")}, p)
	var words []string
	for _, part := range owed.Lines[0].Parts {
		words = append(words, part.Words(lang.Zh))
	}
	if got := strings.Join(words, "；"); got != "2022-01 至 2022-06，6 个月，每月 450.00 元；2022-07 至 2022-12，6 个月，每月 590.00 元" || owed.Fen() != 6*45000+6*59000 {
		t.Errorf("%s, %d", got, owed.Fen())
	}
	if p.From.String() == "" || lang.T(lang.En, "entitle."+owed.Lines[0].Reason) == "" {
		t.Error("no words")
	}
}

// made draws a scheme: layers with amounts that change, paid by any period, ahead or not.
func made(t *rapid.T) *catalogue.Scheme {
	s := &catalogue.Scheme{Ends: []catalogue.End{{Why: catalogue.EndsDeath, Through: catalogue.ThroughMonth}}}
	s.Counting.Unit = rapid.SampledFrom([]string{"month", "month", "year"}).Draw(t, "unit")
	s.Counting.Pays = catalogue.ByYear
	month := s.Counting.Unit == "month"
	if month {
		s.Counting.Pays = rapid.SampledFrom([]string{"month", "quarter", "year"}).Draw(t, "pays")
		s.Counting.Ahead = rapid.SampledFrom([]int{0, 0, 2, 5, 12}).Draw(t, "ahead")
		s.Starts.After = rapid.IntRange(0, 2).Draw(t, "after")
		if rapid.Bool().Draw(t, "by birth") {
			s.Counting.Births = []catalogue.Span{{First: rapid.IntRange(0, 3).Draw(t, "first"), Count: rapid.IntRange(1, 40).Draw(t, "count")}}
		}
	}
	s.Starts.At, s.Starts.On = rapid.SampledFrom([]string{"confirmed", "date"}).Draw(t, "starts"), day("2024-05-01")
	for i := range rapid.IntRange(1, 3).Draw(t, "layers") {
		l := &catalogue.Layer{ID: fmt.Sprint("l", i)}
		per := rapid.SampledFrom([]string{"month", "year", "once"}).Draw(t, "per")
		if !month && per == "month" {
			per = "year"
		}
		from := day("2023-01-01")
		for range rapid.IntRange(1, 3).Draw(t, "amounts") {
			n := rapid.IntRange(1, 20).Draw(t, "lasts")
			if !month {
				n = 12
			}
			to := from.AddMonths(n)
			l.Amounts = append(l.Amounts, catalogue.Amount{Period: civil.Period{From: from, To: to}, Fen: money.Fen(rapid.IntRange(1, 100000).Draw(t, "fen")), Per: per})
			from = to
		}
		s.Layers = append(s.Layers, l)
	}
	return s
}

func entitlement(t *rapid.T, s *catalogue.Scheme) entitle.Entitlement {
	maybe := func(name string) civil.Date {
		if rapid.Bool().Draw(t, name) {
			return day("2023-06-15").AddDays(rapid.IntRange(0, 1500).Draw(t, name+" on"))
		}
		return 0
	}
	return entitle.Entitlement{Scheme: s, Confirmed: day("2023-02-10").AddDays(rapid.IntRange(0, 900).Draw(t, "confirmed")), Ended: maybe("ended"), Why: "moved-away",
		Facts: assess.Facts{Death: maybe("death"), Birth: civil.Birth{Date: day("2023-01-01").AddDays(rapid.IntRange(0, 700).Draw(t, "born")), Precision: civil.PrecisionMonth}}}
}

// The periods part the whole: whatever a scheme pays by, the sum over all periods is the worth of all months, each counted in one period
// alone; each layer adds its own; nothing is owed after the month of the end; and lines tell the truth about their parts.
func TestPeriodsPartTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := made(t)
		e := entitlement(t, s)
		paid := map[string]money.Fen{}
		counted := map[string]bool{}
		var sum money.Fen
		for p := entitle.PeriodOf(s, day("2022-01-01")); p.From < entitle.MonthOf(day("2042-01-01")); p = p.Next() {
			owed := entitle.Lines(e, p)
			layers := map[string]bool{}
			for _, l := range owed.Lines {
				if layers[l.Layer] {
					t.Fatalf("%s twice in %s", l.Layer, p)
				}
				layers[l.Layer] = true
				checkLine(t, e, l, counted)
				paid[l.Layer] += l.Fen
			}
			sum += owed.Fen()
		}
		all := entitle.Lines(e, entitle.Period{From: entitle.MonthOf(day("2022-01-01")), Months: 12 * 20})
		for _, l := range all.Lines {
			paid[l.Layer] -= l.Fen
		}
		for layer, left := range paid {
			if left != 0 {
				t.Fatalf("%s: the periods and the whole differ by %d fen", layer, left)
			}
		}
		if naive := recount(e); naive != sum || all.Fen() != sum {
			t.Fatalf("the periods have %d fen, the whole %d, counted by hand %d", sum, all.Fen(), naive)
		}
	})
}

func checkLine(t *rapid.T, e entitle.Entitlement, l entitle.Line, counted map[string]bool) {
	var fen money.Fen
	months := 0
	for i, part := range l.Parts {
		if i > 0 && part.From <= l.Parts[i-1].To || part.Months != int(part.To-part.From)+1 {
			t.Fatalf("parts of %+v", l)
		}
		fen, months = fen+part.Fen, months+part.Months
		for m := part.From; m <= part.To; m++ {
			key := fmt.Sprint(l.Layer, m)
			if counted[key] {
				t.Fatalf("%s of %s is paid twice", m, l.Layer)
			}
			counted[key] = true
			if d := e.Facts.Death; !d.Zero() && m > entitle.MonthOf(d) && e.Scheme.Counting.Unit == "month" {
				t.Fatalf("%s is paid after the death of %s", m, d)
			}
		}
	}
	if fen != l.Fen || months != l.Months || l.From != l.Parts[0].From || l.To != l.Parts[len(l.Parts)-1].To || l.Fen <= 0 || l.Reason == "" {
		t.Fatalf("%+v", l)
	}
}

// recount is another way to the sum: it asks of each month of twenty years whether it is owed, by the dates, and of each layer what it is worth.
func recount(e entitle.Entitlement) (sum money.Fen) {
	s := e.Scheme
	once := map[string]bool{}
	for y := 2022; y < 2042; y++ {
		for m := 1; m <= 12; m++ {
			first, _ := civil.Of(y, m, 1)
			if !owed(e, y, m) {
				continue
			}
			for _, l := range s.Layers {
				for _, a := range l.Amounts {
					switch {
					case !a.Contains(first):
					case a.Per == "month":
						sum += a.Fen
					case a.Per == "year": // the first m months less the first m−1
						sum += a.Fen*money.Fen(m)/12 - a.Fen*money.Fen(m-1)/12
					case !once[l.ID]:
						sum += a.Fen
					}
				}
				once[l.ID] = true // only in the first month owed
			}
		}
	}
	return sum
}

func owed(e entitle.Entitlement, y, m int) bool {
	s := e.Scheme
	start := e.Confirmed
	if s.Starts.At == "date" {
		start = s.Starts.On
	}
	sy, sm, _ := start.AddMonths(s.Starts.After).YMD()
	if sm = sy*12 + sm; len(s.Counting.Births) > 0 {
		by, bm, _ := e.Facts.Birth.Date.YMD()
		from := by*12 + bm + s.Counting.Births[0].First
		if now := y*12 + m; now < from || now >= from+s.Counting.Births[0].Count {
			return false
		}
		sm = max(sm, from)
	}
	for _, end := range []civil.Date{e.Ended, e.Facts.Death} {
		ey, em, _ := end.YMD()
		if end.Zero() {
			continue
		}
		if ey*12+em < sm { // ended before it began
			return false
		}
		if s.Counting.Unit == "year" && y > ey || s.Counting.Unit == "month" && y*12+m > ey*12+em {
			return false
		}
	}
	if s.Counting.Unit == "year" {
		return y >= (sm-1)/12
	}
	return y*12+m >= sm
}
