package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// element is one element of a drawing.
type element struct {
	name  string
	attrs map[string]string
	text  string
}

// read parses a drawing strictly, so that it is well formed wherever it is put.
func read(t interface{ Fatalf(string, ...any) }, svg string) []element {
	var all []element
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("not well formed: %v\n%s", err, svg)
		}
		switch x := token.(type) {
		case xml.StartElement:
			e := element{name: x.Name.Local, attrs: map[string]string{}}
			for _, a := range x.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			all = append(all, e)
		case xml.CharData:
			if len(all) > 0 {
				all[len(all)-1].text += string(x)
			}
		}
	}
}

func with(all []element, class string) (found []element) {
	for _, e := range all {
		if e.attrs["class"] == class {
			found = append(found, e)
		}
	}
	return found
}

var months = []string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"}

func year() Line {
	return Line{Name: "按月受检人数", Labels: months, NowName: "2026", BeforeName: "2025", Unfinished: true,
		Now:    []float64{2400, 2000, 4100, 5200, 5600, 4000, 2700, 2400, 3900, 4000, 2050},
		Before: []float64{2300, 1700, 3900, 4900, 5200, 3700, 2500, 2200, 4400, 5100, 4000, 3000}}
}

func TestLineShowsTheUnfinishedMonthHollowAndLastYearDashed(t *testing.T) {
	all := read(t, string(year().SVG(640)))
	if n := len(with(all, "c1 hollow")); n != 1 {
		t.Errorf("%d hollow marks, want one", n)
	}
	if n := len(with(all, "c1 dot")); n != 10 {
		t.Errorf("%d full marks, want ten", n)
	}
	if prev := with(all, "prev"); len(prev) != 1 || prev[0].attrs["stroke-dasharray"] == "" {
		t.Errorf("last year is not one dashed line: %v", prev)
	}
	finished := year()
	finished.Unfinished = false
	if n := len(with(read(t, string(finished.SVG(640))), "c1 hollow")); n != 0 {
		t.Errorf("%d hollow marks in a finished year", n)
	}
}

func TestLineBeginsAtZero(t *testing.T) {
	l := Line{Labels: []string{"a", "b"}, Now: []float64{600, 610}}
	var axis []string
	for _, e := range with(read(t, string(l.SVG(640))), "axis") {
		axis = append(axis, e.text)
	}
	if axis[0] != "0" {
		t.Errorf("axis begins at %q", axis[0])
	}
}

func TestLineLeavesGaps(t *testing.T) {
	l := Line{Labels: months[:4], Now: []float64{5, None, 7, 8}}
	all := read(t, string(l.SVG(640)))
	path := with(all, "c1")[0].attrs["d"]
	if strings.Count(path, "M") != 2 {
		t.Errorf("a missing month is bridged: %s", path)
	}
	if n := len(with(all, "c1 dot")); n != 3 {
		t.Errorf("%d marks, want three", n)
	}
}

func TestLineOfNothing(t *testing.T) {
	for name, l := range map[string]Line{"empty": {}, "no values": {Labels: months}, "zeros": {Labels: months, Now: make([]float64, 12)}, "all missing": {Labels: months, Now: []float64{None, None}, Unfinished: true}} {
		svg := string(l.SVG(320))
		if read(t, svg); strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Errorf("%s: %s", name, svg)
		}
	}
}

func TestIntervalsAreDrawn(t *testing.T) {
	l := Line{Labels: []string{"2025", "2026"}, Now: []float64{104, 106}, Low: []float64{99, 101}, High: []float64{110, 112}, Unit: "%"}
	if n := len(with(read(t, string(l.SVG(400))), "c1")); n != 1+2*3 {
		t.Errorf("%d strokes, want the line and two intervals of three", n)
	}
	b := Bars{Labels: []string{"a"}, Values: []float64{5}, Low: []float64{4}, High: []float64{6}}
	if n := len(with(read(t, string(b.SVG(400))), "tick")); n != 1 {
		t.Errorf("%d intervals on a bar", n)
	}
}

func TestTextIsEscaped(t *testing.T) {
	evil := `"><script>alert(1)</script>&`
	for _, svg := range []string{
		string(Line{Name: evil, Labels: []string{evil, evil}, Now: []float64{1, 2}, Before: []float64{1, 2}, NowName: evil, BeforeName: evil, Unit: evil}.SVG(400)),
		string(Bars{Name: evil, Labels: []string{evil}, Values: []float64{1}, Unit: evil}.SVG(400)),
	} {
		for _, e := range read(t, svg) {
			if e.name == "script" {
				t.Errorf("not escaped: %s", svg)
			}
		}
	}
}

func TestNothingThatAStrictPolicyRefuses(t *testing.T) {
	for _, svg := range []string{string(year().SVG(640)), string(Bars{Labels: months, Values: year().Now, Before: year().Before}.SVG(640)), string(Bar(5, 4, 10))} {
		for _, e := range read(t, svg) {
			for name := range e.attrs {
				if name == "style" || strings.HasPrefix(name, "on") || name == "href" {
					t.Errorf("%s has %s", e.name, name)
				}
			}
		}
	}
}

func TestBarIsProportional(t *testing.T) {
	all := read(t, string(Bar(50, 25, 100)))
	if w := with(all, "c1")[0].attrs["width"]; w != "49%" {
		t.Errorf("half of 98%% is drawn as %s", w)
	}
	if x := with(all, "tick")[0].attrs["x"]; x != "24.5%" {
		t.Errorf("a quarter is at %s", x)
	}
	if n := len(with(read(t, string(Bar(50, None, 100))), "tick")); n != 0 {
		t.Error("a tick without a value before")
	}
	if Bar(5, 5, 0) != "" || Bar(None, 1, 5) != "" {
		t.Error("a bar of nothing")
	}
}

func TestAxisHoldsItsValuesInFewRoundSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.Float64Range(1e-3, 1e9).Draw(t, "most")
		s := axis(most)
		if s.top < most*(1-1e-9) || s.top > most*2.6 {
			t.Fatalf("axis of %g ends at %g", most, s.top)
		}
		if n := len(s.ticks()); n < 2 || n > 6 {
			t.Fatalf("%g: %d ticks", most, n)
		}
		if w := s.whole(); w.top < most*(1-1e-9) || math.Mod(w.step, 1) > 1e-9 {
			t.Fatalf("%g: whole steps %v", most, w)
		}
	})
}

// TestNothingLeavesTheDrawing draws any numbers at any width, and looks for coordinates outside.
func TestNothingLeavesTheDrawing(t *testing.T) {
	value := rapid.OneOf(rapid.Float64Range(0, 1e7), rapid.Just(None))
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(260, 1200).Draw(t, "width")
		n := rapid.IntRange(0, 12).Draw(t, "n")
		l := Line{Labels: months[:n], Now: rapid.SliceOfN(value, 0, n).Draw(t, "now"), Before: rapid.SliceOfN(value, 0, n).Draw(t, "before"),
			NowName: "2026", BeforeName: "2025", Unfinished: rapid.Bool().Draw(t, "unfinished")}
		b := Bars{Labels: months[:n], Values: l.Now, Before: l.Before}
		for _, svg := range []string{string(l.SVG(width)), string(b.SVG(width))} {
			for _, e := range read(t, svg) {
				for _, key := range []string{"x", "cx", "width"} {
					if v, err := strconv.ParseFloat(e.attrs[key], 64); err == nil && (v < 0 || v > float64(width)) {
						t.Fatalf("%s %s=%g leaves a drawing %d wide", e.name, key, v, width)
					}
				}
				for _, key := range []string{"y", "cy"} {
					if v, err := strconv.ParseFloat(e.attrs[key], 64); err == nil && v < 0 {
						t.Fatalf("%s %s=%g", e.name, key, v)
					}
				}
			}
		}
	})
}

func TestDigits(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 999: "999", 1000: "1,000", 77004: "77,004", 1234567: "1,234,567", 78.25: "78.3", 1234.5: "1,234.5"} {
		if got := digits(v); got != want {
			t.Errorf("%g is written %s, want %s", v, got, want)
		}
	}
}

func TestLongLabelsAreClipped(t *testing.T) {
	if got := clip("河西新村安置房三期居民委员会", 60); breadth(got) > 60+12 || !strings.HasSuffix(got, "…") {
		t.Errorf("clipped to %q", got)
	}
	if got := clip("云溪镇", 60); got != "云溪镇" {
		t.Errorf("a short label became %q", got)
	}
}
