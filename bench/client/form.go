package client

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Form is a form as a browser would send it if nobody touched it.
type Form struct {
	Action string
	Values url.Values
}

// Form reads the first form of a page that has a control of the given name. Redirects to the page are followed.
func (c *Client) Form(path, control string) (*Form, error) {
	at := path
	for range 5 {
		answer, err := c.Get(at)
		if err != nil {
			return nil, err
		}
		if answer.Status/100 == 3 {
			at = answer.Location
			continue
		}
		forms, err := formsOf(answer.Body, at)
		if err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(forms, func(f form) bool { return slices.Contains(f.controls, control) }); i >= 0 {
			return &forms[i].Form, nil
		}
		return nil, fmt.Errorf("%s (status %d) has no form with %q", at, answer.Status, control)
	}
	return nil, fmt.Errorf("%s leads to too many other pages", path)
}

type form struct {
	Form
	controls []string // the names of all controls, also of those that send nothing untouched
}

func formsOf(page, path string) ([]form, error) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil, err
	}
	var all []form
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" {
			f := form{Form: Form{Action: cmp.Or(attribute(n, "action"), path), Values: url.Values{}}}
			for control := range n.Descendants() {
				f.add(control)
			}
			all = append(all, f)
		}
	}
	return all, nil
}

// add takes what a control sends when nobody touches it. A button sends nothing unless it is pressed.
func (f *form) add(n *html.Node) {
	name := attribute(n, "name")
	if n.Type != html.ElementNode || name == "" || has(n, "disabled") {
		return
	}
	switch n.Data {
	case "input":
		kind := attribute(n, "type")
		switch {
		case kind == "submit" || kind == "button" || kind == "image" || kind == "reset":
			return
		case (kind == "checkbox" || kind == "radio") && has(n, "checked"):
			f.Values.Add(name, cmp.Or(attribute(n, "value"), "on"))
		case kind != "checkbox" && kind != "radio" && kind != "file":
			f.Values.Add(name, attribute(n, "value"))
		}
	case "textarea":
		f.Values.Add(name, strings.TrimPrefix(words(n), "\n"))
	case "select":
		for option := range n.Descendants() {
			if option.Data == "option" && has(option, "selected") {
				f.Values.Add(name, optionValue(option))
			}
		}
		if first := firstOption(n); !f.Values.Has(name) && !has(n, "multiple") && first != nil {
			f.Values.Add(name, optionValue(first))
		}
	default:
		return
	}
	f.controls = append(f.controls, name)
}

func firstOption(n *html.Node) *html.Node {
	for option := range n.Descendants() {
		if option.Type == html.ElementNode && option.Data == "option" {
			return option
		}
	}
	return nil
}

func optionValue(n *html.Node) string {
	if has(n, "value") {
		return attribute(n, "value")
	}
	return strings.TrimSpace(words(n))
}

func words(n *html.Node) string {
	var b strings.Builder
	for inner := range n.Descendants() {
		if inner.Type == html.TextNode {
			b.WriteString(inner.Data)
		}
	}
	return b.String()
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}
