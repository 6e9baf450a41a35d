package catalogue

import (
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"

	"youfu/catalog"
)

func overlaidOnly(name, text string) fstest.MapFS { return fstest.MapFS{name: {Data: []byte(text)}} }

// TestWithinFindsThePlace: however YAML writes a rule, the k-th character of it that is not space is found in the file.
func TestWithinFindsThePlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[a-z"'\\视力&=\[]{1,6}( [a-z"'\\视力&=\]]{1,6}){0,5}`).Draw(t, "value")
		style := rapid.SampledFrom([]yaml.Style{yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle, yaml.LiteralStyle, yaml.FoldedStyle}).Draw(t, "style")
		width := rapid.SampledFrom([]int{-1, 20}).Draw(t, "width")
		node := &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{str("规则"), {Kind: yaml.ScalarNode, Style: style, Value: value}}}
		file, err := yaml.Dump(node, yaml.WithV4Defaults(), yaml.WithLineWidth(width))
		if err != nil {
			t.Fatal(err)
		}
		s := newSource(Shipped, "x.yaml", file, new(Problems))
		read := s.parse(file)
		if read == nil || len(read.Content) < 2 || strings.TrimSpace(read.Content[1].Value) != value {
			t.Fatalf("%q reads back as %+v", file, read)
		}
		runes := []rune(value)
		for i, c := range runes {
			if c == ' ' {
				continue
			}
			line, column := s.within(read.Content[1], 1, i+1)
			if got := []rune(s.lines[line-1])[column-1]; got != c {
				t.Fatalf("character %d of %q is %q, found %q at %d:%d of\n%s", i, value, c, got, line, column, file)
			}
		}
	})
}

func TestExcerptUnderWideCharacters(t *testing.T) {
	for _, c := range []struct {
		line   string
		column int
		want   string
	}{
		{"abc", 2, "abc\n ^"}, {"视力x", 3, "视力x\n　　^"}, {"\ta", 2, "\ta\n\t^"}, {"", 1, "\n^"}, {"ａb", 2, "ａb\n　^"},
	} {
		if got := excerpt(c.line, c.column); got != c.want {
			t.Errorf("%q %d: %q, want %q", c.line, c.column, got, c.want)
		}
	}
}

// FuzzLoad: whatever stands in a file, loading tells what is wrong with it at a place in it.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"programmes/womens-screening.yaml", "figures/screening.yaml", "codes/hpv-result.yaml", "reports/work-report.zh.md"} {
		raw, err := catalog.FS.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(raw))
	}
	f.Add("a: &x [*x]\n")
	f.Add("- {id: a, of: b}\n- {id: b, of: a}\n")
	f.Add("{{n \"women-screened\" by=\"\"}} {{")
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"programmes/womens-screening.yaml", "figures/screening.yaml", "codes/hpv-result.yaml", "reports/work-report.zh.md"} {
			_, _, err := Load(overlaid(t, nil), overlaidOnly(name, text))
			problems, _ := err.(Problems)
			lines := len(newSource(Overlay, name, []byte(text), nil).lines)
			for _, p := range problems {
				if p.Line < 1 || p.Column < 1 || p.Line > lines {
					t.Errorf("%s: %+v", name, p)
				}
			}
		}
	})
}
