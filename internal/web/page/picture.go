package page

import (
	"html/template"

	"youfu/internal/chart"
)

// Widths of a chart, in CSS pixels: its text keeps its height, so a phone gets a drawing of its own.
const (
	wideChart  = 720 // in a card of its own
	insetChart = 460 // in the report's column
	phoneChart = 320
)

// drawing is a chart that can be drawn at a width.
type drawing interface{ SVG(width int) template.HTML }

var _, _ drawing = chart.Line{}, chart.Bars{}

// Picture draws a chart for a page: once for a desktop and once for a phone; the style sheet shows the one that fits.
func Picture(d drawing) template.HTML { return both(d, wideChart) }

// Inset is a Picture for the report's column of text.
func Inset(d drawing) template.HTML { return both(d, insetChart) }

func both(d drawing, wide int) template.HTML {
	return `<div class="wide">` + d.SVG(wide) + `</div><div class="phone">` + d.SVG(phoneChart) + `</div>`
}
