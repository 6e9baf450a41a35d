package catalogue

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v4"

	"youfu/catalog"
)

// TestAGapHidesNoBreach: a definition that lacks a text or a key is held against the constitution all the same, and so is the next one.
func TestAGapHidesNoBreach(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		want       []string
	}{
		"no English title, target on visits": {"figures/own.yaml",
			"- {id: own, title: {zh: 自己的}, count: visits, of: womens-screening/screening, target: 1}\n",
			[]string{"catalogue.no-en", "constitution.r1"}},
		"no title at all, target on visits": {"figures/own.yaml",
			"- {id: own, count: visits, of: womens-screening/screening, target: 1}\n",
			[]string{"catalogue.key-missing", "constitution.r1"}},
		"no count, target": {"figures/own.yaml",
			"- {id: own, title: {zh: 自己的, en: Own}, of: womens-screening/screening, target: 1}\n",
			[]string{"catalogue.key-missing", "constitution.r1"}},
		"no English title, rule on a register's fact": {"figures/own.yaml",
			"- {id: own, title: {zh: 自己的}, count: visits, of: womens-screening/screening, where: p.living_children > 0}\n",
			[]string{"catalogue.no-en", "constitution.r9"}},
		"a gap in the first figure, a breach in the second": {"figures/own.yaml",
			"- {id: own, count: visits, of: womens-screening/screening}\n- {id: own-second, title: {zh: 风险评分, en: Risk score}, count: visits, of: womens-screening/screening, target: 1}\n",
			[]string{"catalogue.key-missing", "constitution.r1", "constitution.r23"}},
		"no English, word that pushes": {"codes/own.yaml",
			"id: own\ntitle: {zh: 信用评分}\nabout: finding\ncodes: [{code: none, title: {zh: 无, en: none}}]\n",
			[]string{"catalogue.no-en", "constitution.r23"}},
	} {
		_, _, err := Load(catalog.FS, fstest.MapFS{c.file: {Data: []byte(c.text)}})
		problems, _ := err.(Problems)
		var got []string
		for _, p := range problems {
			got = append(got, p.Key)
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// TestAnythingMayBeMissing takes each key of each shipped definition away, and puts a list in its place, one at a time: what is wrong is
// said, and nothing that it breaks is taken for a breach of the constitution.
func TestAnythingMayBeMissing(t *testing.T) {
	for _, file := range []string{"programmes/womens-screening.yaml", "figures/screening.yaml", "codes/gynae-finding.yaml", "schemes/reward-assistance.yaml"} {
		raw, err := fs.ReadFile(catalog.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		var whole yaml.Node
		if err := yaml.Unmarshal(raw, &whole); err != nil {
			t.Fatal(err)
		}
		var spoil func(n *yaml.Node, at string)
		try := func(what string) {
			text, err := yaml.Marshal(&whole)
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = Load(catalog.FS, fstest.MapFS{file: {Data: text}})
			problems, _ := err.(Problems)
			for _, p := range problems {
				if strings.HasPrefix(p.Key, "constitution.") && !slices.Contains(meant, p.Key+" "+what) {
					t.Errorf("%s without %s: %s", file, what, p.Text("en"))
				}
			}
		}
		tried := map[string]bool{} // once for each place, whatever stands beside it in a list
		spoil = func(n *yaml.Node, at string) {
			for i := 0; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
				key, value := n.Content[i], n.Content[i+1]
				if tried[at+"/"+key.Value] {
					continue
				}
				tried[at+"/"+key.Value] = true
				n.Content = slices.Delete(slices.Clone(n.Content), i, i+2)
				try(key.Value)
				n.Content = slices.Insert(n.Content, i, key, &yaml.Node{Kind: yaml.SequenceNode})
				try(key.Value)
				n.Content[i+1] = value
			}
			for i, c := range n.Content {
				below := at
				if n.Kind == yaml.MappingNode && i%2 == 1 {
					below += "/" + n.Content[i-1].Value
				}
				spoil(c, below)
			}
		}
		spoil(&whole, "")
	}
}

// meant are breaches that do come from the key that is missing.
var meant = []string{"constitution.r14 appeal", "constitution.r4-outcome outcomes", "constitution.r8-living none_when"}
