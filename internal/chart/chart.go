// Package chart draws small, plain SVG charts: lines by month and bars by place. It is pure: the same numbers give the same text.
//
// Axes begin at zero, so that a length is what it says. This year is solid, last year dashed, an unfinished month hollow, and a ratio or
// a survey has its interval drawn. Every element carries presentation attributes for paper and for files that stand alone, and a class by
// which a page's style sheet recolours it; there is no style attribute, so a strict content security policy has nothing to refuse.
//
// A chart is a picture of a table that stands beside it. Its text alternative is its name; the numbers are in the table.
package chart

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// None is a value that is not known, not yet there or too small to show: the line has a gap, the bar is missing.
var None = math.NaN()

// Colours on white paper; classes c1 and prev recolour them on a page.
const (
	ink  = "#414E49"
	rule = "#D6DCD8"
	now  = "#0B6E66"
	past = "#7F8A85"
)

// canvas collects the elements of one drawing.
type canvas struct {
	strings.Builder
}

func open(width, height int, name string) *canvas {
	c := &canvas{}
	fmt.Fprintf(c, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s" font-size="12" font-family="sans-serif">`,
		width, height, width, height, html.EscapeString(name))
	return c
}

func (c *canvas) close() template.HTML {
	c.WriteString("</svg>")
	return template.HTML(c.String()) // every text in it went through text or open, which escape
}

// line draws a straight line; class chooses the colour on a page.
func (c *canvas) line(x1, y1, x2, y2 float64, class, colour string, width float64) {
	fmt.Fprintf(c, `<path class="%s" d="M%s %sL%s %s" fill="none" stroke="%s" stroke-width="%s"/>`, class, short(x1), short(y1), short(x2), short(y2), colour, short(width))
}

// text writes a label; anchor is start, middle or end.
func (c *canvas) text(x, y float64, anchor, class, colour, label string) {
	fmt.Fprintf(c, `<text class="%s" x="%s" y="%s" text-anchor="%s" fill="%s">%s</text>`, class, short(x), short(y), anchor, colour, html.EscapeString(label))
}

// short writes a coordinate to a tenth of a pixel.
func short(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}

// scale is an axis from zero to a round number not below the greatest value.
type scale struct {
	top, step float64
}

// axis makes a scale of two to five steps for values up to greatest. An axis for nothing but zeros ends at one.
func axis(greatest float64) scale {
	if !(greatest > 0) || math.IsInf(greatest, 1) {
		return scale{1, 1}
	}
	step := math.Pow(10, math.Floor(math.Log10(greatest)))
	for _, f := range []float64{0.2, 0.5, 1, 2} {
		if n := math.Ceil(greatest/(f*step) - 1e-9); n <= 5 {
			return scale{n * f * step, f * step}
		}
	}
	return scale{10 * step, 5 * step}
}

// whole keeps the steps of an axis for counts from being fractions.
func (s scale) whole() scale {
	if s.step >= 1 {
		return s
	}
	return scale{math.Ceil(s.top), 1}
}

func (s scale) ticks() []float64 {
	var at []float64
	for i := 0; float64(i)*s.step <= s.top*(1+1e-9); i++ {
		at = append(at, float64(i)*s.step)
	}
	return at
}

// digits writes a number with thousands grouped and at most one decimal.
func digits(v float64) string {
	s := strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
	whole, part, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if part != "" {
		return whole + "." + part
	}
	return whole
}

// greatest is the largest known value of all the series; 0 where none is known.
func greatest(series ...[]float64) float64 {
	most := 0.0
	for _, values := range series {
		for _, v := range values {
			if v > most {
				most = v
			}
		}
	}
	return most
}

// breadth estimates a label's width in pixels: a Chinese character is as wide as the type is high, others about half.
func breadth(label string) float64 {
	wide := 0.0
	for _, r := range label {
		if r >= 0x2e80 {
			wide += 12
		} else {
			wide += 6.8
		}
	}
	return wide
}

// clip shortens a label to a width in pixels, with an ellipsis.
func clip(label string, width float64) string {
	if breadth(label) <= width {
		return label
	}
	for label != "" && breadth(label)+12 > width {
		_, n := utf8.DecodeLastRuneInString(label)
		label = label[:len(label)-n]
	}
	return label + "…"
}

// at is values[i]; None beyond the end.
func at(values []float64, i int) float64 {
	if i < 0 || i >= len(values) {
		return None
	}
	return values[i]
}
