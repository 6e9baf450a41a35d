package chart

import (
	"fmt"
	"html/template"
	"math"
)

// Bars is a number per place or group, in the order of the rows given: by area code, never by size.
type Bars struct {
	Name   string
	Labels []string
	Values []float64
	Before []float64 // a tick on each bar: the period before; nil for none
	Low    []float64 // interval of each value, for ratios and surveys; nil for counts
	High   []float64
	Unit   string // after each number
}

const (
	rowHeight = 26
	barHeight = 12
)

// SVG draws the bars one below the other at a width in pixels, each with its label and its number.
func (b Bars) SVG(width int) template.HTML {
	c := open(width, len(b.Labels)*rowHeight+8, b.Name)
	label := 0.0
	for _, l := range b.Labels {
		label = max(label, breadth(l))
	}
	label = min(label, float64(width)*0.35)
	top := greatest(b.Values, b.Before, b.High)
	number := breadth(digits(top)+b.Unit) + 12
	left := label + 12
	room := max(float64(width)-left-number, 10)
	if top == 0 {
		top = 1
	}
	for i, l := range b.Labels {
		y := float64(i*rowHeight) + 4
		c.text(label, y+14, "end", "axis", ink, clip(l, label))
		b.row(c, i, left, y, func(v float64) float64 { return v / top * room })
	}
	c.line(left, 0, left, float64(len(b.Labels)*rowHeight+8), "rule", rule, 1)
	return c.close()
}

// row draws bar i; long is the length of a value.
func (b Bars) row(c *canvas, i int, left, y float64, long func(float64) float64) {
	v := at(b.Values, i)
	if math.IsNaN(v) {
		c.text(left+6, y+14, "start", "axis", past, "–")
		return
	}
	end := left + long(v)
	fmt.Fprintf(c, `<rect class="c1" x="%s" y="%s" width="%s" height="%d" rx="1" fill="%s"/>`, short(left), short(y+4), short(long(v)), barHeight, now)
	if before := at(b.Before, i); !math.IsNaN(before) {
		x := left + long(before)
		c.line(x, y+1, x, y+19, "tick", "#17211E", 2)
		end = max(end, x)
	}
	low, high := at(b.Low, i), at(b.High, i)
	if !math.IsNaN(low) && !math.IsNaN(high) {
		c.line(left+long(low), y+10, left+long(high), y+10, "tick", "#17211E", 1.5)
		end = max(end, left+long(high))
	}
	c.text(end+6, y+14, "start", "value", ink, digits(v)+b.Unit)
}

// Bar is one bar in the cell of a table, where the number stands beside it: value and the tick of the period before, both out of most.
// It stretches with the cell and says nothing to a screen reader. before may be None.
func Bar(value, before, most float64) template.HTML {
	if !(most > 0) || math.IsNaN(value) || value < 0 {
		return ""
	}
	share := func(v float64) string { return short(min(v/most, 1)*98) + "%" }
	svg := fmt.Sprintf(`<svg class="strip" width="100%%" height="16" aria-hidden="true"><rect class="c1" y="3" width="%s" height="10" rx="1" fill="%s"/>`, share(value), now)
	if before >= 0 {
		svg += fmt.Sprintf(`<rect class="tick" x="%s" width="2.5" height="16" fill="#17211E"/>`, share(before))
	}
	return template.HTML(svg + `</svg>`)
}
