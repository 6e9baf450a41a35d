package district_test

import (
	"bytes"
	"testing"

	"youfu/internal/care"
	"youfu/internal/care/due"
	"youfu/internal/civil"
	"youfu/internal/district"
	"youfu/internal/lang"
	"youfu/internal/person"
	"youfu/internal/report"
	"youfu/internal/store"
)

// made is the work report of 2026 as Word, as known now.
func (w *town) made() []byte {
	w.Helper()
	var file bytes.Buffer
	w.at(0, func(s district.State) error {
		doc, err := report.Build(report.Order{Report: s.Practice.Reports["work-report"], Lang: lang.Zh, District: "清和区", Period: year2026, Made: w.Today()}, s.Evidence())
		if err != nil {
			return err
		}
		return doc.WriteDocx(&file, w.Keys)
	})
	return file.Bytes()
}

func (w *town) verified(file []byte) (word report.Word, v report.Verdict) {
	w.Helper()
	word, err := report.ReadDocx(bytes.NewReader(file), int64(len(file)), w.Keys)
	if err != nil {
		w.Fatal(err)
	}
	w.at(store.Seq(word.Manifest.Seq), func(s district.State) (err error) {
		v, err = report.Verify(word, s.Evidence())
		return err
	})
	return word, v
}

// A report stays true to what was known when it was made: what is corrected afterwards makes the next one say something else, not the old
// one wrong.
func TestAReportIsTrueToItsDay(t *testing.T) {
	each(t, func(w *town) {
		w.peopled()
		old := w.made()
		before, v := w.verified(old)
		if !before.Genuine || len(v.Differ) > 0 || v.Figures < 15 {
			w.Fatalf("%+v", v)
		}
		w.correct("sw0", 1, map[string]string{"findings": "none"})
		w.visit("more", "w1", "womens-screening/screening", "2026-07-01", "health-site", map[string]string{"findings": "none"})
		if _, v := w.verified(old); len(v.Differ) > 0 {
			w.Errorf("the old report differs: %+v", v.Differ)
		}
		after, v := w.verified(w.made())
		if len(v.Differ) > 0 {
			w.Errorf("the new report differs: %+v", v.Differ)
		}
		changed := 0
		for _, e := range after.Manifest.Entries {
			if was := before.Printed[e.Key]; len(was) == 1 && was[0] != e.Printed {
				changed++
			}
		}
		if changed == 0 || after.Manifest.Seq == before.Manifest.Seq {
			w.Error("the new report says what the old one said")
		}
		// The next program knows nothing of this one's views.
		if _, v := w.open(nil).verified(old); len(v.Differ) > 0 {
			w.Errorf("after a restart the old report differs: %+v", v.Differ)
		}
	})
}

// What went wrong stands in the report by itself: what is overdue, what is missing, who declined, who was not reached.
func TestProblems(t *testing.T) {
	each(t, func(w *town) {
		for _, who := range []string{"late", "missing", "declines", "unreached", "both", "next-year"} {
			w.person(who, "female", "1980-03-10", "bay")
		}
		w.visit("e1", "late", "womens-screening/screening", "2026-03-01", "health-site", map[string]string{"findings": "bv", "hpv": "negative"})
		w.visit("e2", "missing", "womens-screening/screening", "2026-03-01", "health-site", map[string]string{"findings": "none"})
		for _, a := range []care.Answer{
			{Person: named("declines"), Answer: "declined", On: civil.MustDate("2026-03-01")},
			{Person: named("unreached"), Answer: "moved", On: civil.MustDate("2026-03-01")},
			{Person: named("both"), Answer: "wrong-number", On: civil.MustDate("2026-03-01")},
			{Person: named("both"), Answer: "wrong-number", On: civil.MustDate("2026-03-02")},
			{Person: named("both"), Answer: "declined", On: civil.MustDate("2026-03-03")},
			{Person: named("next-year"), Answer: "declined", On: civil.MustDate("2025-12-31")},
		} {
			a.Key = due.Key{Programme: "womens-screening", Round: 1, Visit: "screening"}.String()
			w.write(func(tx *store.Tx) error {
				desk, _, err := w.Desk(tx)
				if err != nil {
					return err
				}
				_, err = desk.Respond(tx, a)
				return err
			})
		}
		w.person("twin", "female", "1980-03-10", "bay")
		w.write(func(tx *store.Tx) error {
			desk, _, err := w.Desk(tx)
			if err != nil {
				return err
			}
			_, err = desk.Respond(tx, care.Answer{Person: named("twin"), Answer: "declined", On: civil.MustDate("2026-03-05"), Key: due.Key{Programme: "womens-screening", Round: 1, Visit: "screening"}.String()})
			return err
		})
		w.write(func(tx *store.Tx) error { // she is the one who declined: one person
			book, err := person.In(tx, w.Keys)
			if err != nil {
				return err
			}
			return book.Merge(named("twin"), named("declines"))
		})
		w.at(0, func(s district.State) error {
			got, err := s.Evidence().Problems(year2026)
			want := map[string]int{"overdue-follow-ups": 1, "result-missing": 1, "unreached": 2, "declined": 2}
			for _, p := range got {
				if want[p.ID] != p.Count {
					w.Errorf("%s: %d, want %d", p.ID, p.Count, want[p.ID])
				}
				delete(want, p.ID)
			}
			if len(want) > 0 {
				w.Errorf("not told: %v", want)
			}
			return err
		})
	})
}
