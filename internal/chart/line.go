package chart

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// Line is a series over months or other steps of time, with the same series a year before behind it.
type Line struct {
	Name       string    // what a screen reader says for the picture
	Labels     []string  // one per step
	Now        []float64 // may be shorter than Labels; None leaves a gap
	Before     []float64 // the year before; nil for none
	NowName    string    // written at the end of the line, such as "2026"
	BeforeName string
	Unfinished bool      // the last value of Now is of a step that is not over: hollow, led to by dots
	Low, High  []float64 // interval of each value of Now, for ratios and surveys; nil for counts
	Unit       string    // after the numbers of the axis, such as "%"
}

// plot is a Line laid out on a canvas.
type plot struct {
	*canvas
	Line
	left, right, top, bottom float64
	scale
}

// SVG draws the chart at a width in pixels: text is 12 pixels high at any width, and labels that do not fit are left out.
func (l Line) SVG(width int) template.HTML {
	height := max(180, min(300, width*2/5))
	p := plot{canvas: open(width, height, l.Name), Line: l, top: 12, bottom: float64(height) - 24}
	p.scale = axis(greatest(l.Now, l.Before, l.High))
	if l.Unit == "" {
		p.scale = p.whole()
	}
	p.left = breadth(digits(p.scale.top)+l.Unit) + 10
	p.right = float64(width) - max(breadth(l.NowName), breadth(l.BeforeName)) - 14
	p.grid()
	p.before()
	p.now()
	return p.close()
}

// x is where step i stands.
func (p plot) x(i int) float64 {
	if len(p.Labels) < 2 {
		return (p.left + p.right) / 2
	}
	return p.left + 8 + (p.right-p.left-16)*float64(i)/float64(len(p.Labels)-1)
}

func (p plot) y(v float64) float64 { return p.bottom - (p.bottom-p.top)*v/p.scale.top }

// grid draws the rules, the numbers beside them and the labels below, every second or third where they would touch.
func (p plot) grid() {
	for _, v := range p.ticks() {
		p.line(p.left, p.y(v), p.right, p.y(v), "rule", rule, 1)
		p.text(p.left-8, p.y(v)+4, "end", "axis", ink, digits(v)+p.Unit)
	}
	widest := 0.0
	for _, label := range p.Labels {
		widest = max(widest, breadth(label)+8)
	}
	every := 1
	if n := len(p.Labels); n > 1 {
		every = max(1, int(math.Ceil(widest/((p.right-p.left-16)/float64(n-1)))))
	}
	for i, label := range p.Labels {
		if i%every == 0 {
			p.text(p.x(i), p.bottom+18, "middle", "axis", ink, label)
		}
	}
}

// before draws last year, dashed, with its name at the end.
func (p plot) before() {
	last := p.path(p.Before, len(p.Labels), "prev", past, ` stroke-dasharray="5 4"`)
	if last >= 0 {
		p.text(p.x(last)+8, p.y(p.Before[last])+4, "start", "prevname", past, p.BeforeName)
	}
}

// now draws this year: solid up to the last step that is over, dots to the one that is not, and a mark at each value.
func (p plot) now() {
	n := min(len(p.Now), len(p.Labels))
	done := n
	if p.Unfinished {
		done--
	}
	p.path(p.Now, done, "c1", now, "")
	if p.Unfinished && n > 1 && !math.IsNaN(at(p.Now, n-2)) && !math.IsNaN(p.Now[n-1]) {
		fmt.Fprintf(p, `<path class="c1" d="M%s %sL%s %s" fill="none" stroke="%s" stroke-width="2" stroke-dasharray="2 4"/>`,
			short(p.x(n-2)), short(p.y(p.Now[n-2])), short(p.x(n-1)), short(p.y(p.Now[n-1])), now)
	}
	last := -1
	for i := range n {
		if v := p.Now[i]; !math.IsNaN(v) {
			last = i
			p.interval(i)
			p.mark(i, v, i >= done)
		}
	}
	if last >= 0 {
		p.text(p.x(last)+8, p.nameHeight(last), "start", "c1name", now, p.NowName)
	}
}

// nameHeight keeps the two names apart where both lines end in the same place.
func (p plot) nameHeight(last int) float64 {
	y := p.y(p.Now[last]) + 4
	if b := at(p.Before, last); last == len(p.Labels)-1 && !math.IsNaN(b) {
		if gap := y - (p.y(b) + 4); gap >= 0 && gap < 14 {
			return p.y(b) + 18
		} else if gap < 0 && gap > -14 {
			return p.y(b) - 10
		}
	}
	return y
}

func (p plot) mark(i int, v float64, hollow bool) {
	class, fill := "c1 dot", now
	if hollow {
		class, fill = "c1 hollow", "#FFFFFF"
	}
	fmt.Fprintf(p, `<circle class="%s" cx="%s" cy="%s" r="3" fill="%s" stroke="%s" stroke-width="2"/>`, class, short(p.x(i)), short(p.y(v)), fill, now)
}

// interval draws the uncertainty of value i, where it is known.
func (p plot) interval(i int) {
	low, high := at(p.Low, i), at(p.High, i)
	if math.IsNaN(low) || math.IsNaN(high) {
		return
	}
	x := p.x(i)
	p.line(x, p.y(low), x, p.y(high), "c1", now, 1)
	p.line(x-4, p.y(low), x+4, p.y(low), "c1", now, 1)
	p.line(x-4, p.y(high), x+4, p.y(high), "c1", now, 1)
}

// path joins the first n known values, leaving gaps, and gives the index of the last one; -1 where there is none.
func (p plot) path(values []float64, n int, class, colour, more string) int {
	var d strings.Builder
	last, pen := -1, "M"
	for i := range min(n, len(values), len(p.Labels)) {
		if math.IsNaN(values[i]) {
			pen = "M"
			continue
		}
		d.WriteString(pen + short(p.x(i)) + " " + short(p.y(values[i])))
		last, pen = i, "L"
	}
	if last >= 0 {
		fmt.Fprintf(p, `<path class="%s" d="%s" fill="none" stroke="%s" stroke-width="2" stroke-linejoin="round"%s/>`, class, d.String(), colour, more)
	}
	return last
}
