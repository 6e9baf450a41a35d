package roll

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// rollOf puts names under 1, 2, 3 …
func rollOf(names ...string) *Roll {
	r := New()
	for i, name := range names {
		r.Put(uint32(i+1), Entry{Name: name})
	}
	return r
}

func TestFind(t *testing.T) {
	r := rollOf("何秀芬", "何秀", "贺绣凤", "王何秀", "单秀芬", "Aygul Memet", "李　丽", "阿依古丽·买买提", "吕玉兰", "何旭峰", "西安", "沈赫秀芬")
	for _, c := range []struct {
		q    string
		want string
	}{
		{"何秀", "2 1 4"},
		{"何秀芬", "1"},
		{"秀", "1 2 4 5 12"},
		{"hexiu", "2 1 3 4 12"},
		{"he xiu", "2 1 3 4 12"},
		{"HeXiuFen", "1 3 12"},
		{"ｈｅｘｉｕｆｅｎ", "1 3 12"},
		{"xiufen", "1 3 5 12"},
		{"hxf", "1 3 10 12"},
		{"he x f", "1 3 10 12"},
		{"hexf", "1 3 10 12"},
		{"shanxiu", "5"},
		{"danxiu", "5"},
		{"sxf", "5"},
		{"aygul", "6 8"},
		{"memet", "6"},
		{"yguL", "6 8"},
		{"memet aygul", ""},
		{"李丽", "7"},
		{"李 丽", "7"},
		{"买买提", "8"},
		{"古丽·买", "8"},
		{"古丽买", "8"},
		{"ayiguli", "8"},
		{"lyu", "9"},
		{"lvyulan", "9"},
		{"lü yu", "9"},
		{"lu", "9"},
		{"xi'an", "11"},
		{"xian", "11"},
		{"exiu", ""}, // not the start of a syllable
		{"hf", ""},   // no initials side by side
		{"何芬", ""},
		{"芬\n何", ""},
		{"n", ""},
		{"|", ""},
		{"\n", ""},
		{"", ""},
		{"何1", ""},
	} {
		ns, more := r.Find(c.q, 20, nil)
		if got := strings.Trim(fmt.Sprint(ns), "[]"); got != c.want || more {
			t.Errorf("%q finds %s (more: %v), want %s", c.q, got, more, c.want)
		}
	}
}

func TestFindByPhone(t *testing.T) {
	r := New()
	for i, tail := range []string{"0042", "0042", "9999", "", "42", "00421", "004x", "0000", "+042"} {
		r.Put(uint32(i), Entry{Name: "何秀芬", PhoneTail: tail})
	}
	for q, want := range map[string]string{"0042": "0 1", "9999": "2", "００４２": "0 1", "0000": "7", "042": "", "42": "", "00420": "", "13800000042": "", "1234": ""} {
		ns, _ := r.Find(q, 20, nil)
		if got := strings.Trim(fmt.Sprint(ns), "[]"); got != want {
			t.Errorf("%s finds %s, want %s", q, got, want)
		}
	}
}

func TestLimitAndKeep(t *testing.T) {
	r := rollOf("何秀", "何秀芬", "何秀芳", "何秀", "王何秀")
	even := func(n uint32) bool { return n%2 == 0 }
	for _, c := range []struct {
		limit int
		keep  func(uint32) bool
		want  string
		more  bool
	}{
		{5, nil, "1 4 2 3 5", false},
		{4, nil, "1 4 2 3", true},
		{1, nil, "1", true},
		{0, nil, "", false},
		{-1, nil, "", false},
		{2, even, "4 2", false},
		{1, even, "4", true},
		{9, func(uint32) bool { return false }, "", false},
	} {
		ns, more := r.Find("何秀", c.limit, c.keep)
		if got := strings.Trim(fmt.Sprint(ns), "[]"); got != c.want || more != c.more {
			t.Errorf("limit %d: %s, more %v; want %s, %v", c.limit, got, more, c.want, c.more)
		}
	}
}

// A small memory that does the same the slow way: Put, Drop and Find by name in any order agree with it.
func TestAgainstAModel(t *testing.T) {
	part := rapid.SampledFrom([]string{"何", "秀", "芬", "何秀", "秀芬", "Li", "li na"})
	rapid.Check(t, func(t *rapid.T) {
		r, model := New(), map[uint32]Entry{}
		for range rapid.IntRange(0, 60).Draw(t, "changes") {
			n := rapid.Uint32Range(0, 12).Draw(t, "n")
			if rapid.IntRange(0, 3).Draw(t, "drop") == 0 {
				r.Drop(n)
				delete(model, n)
				continue
			}
			e := Entry{part.Draw(t, "name") + part.Draw(t, "name"), rapid.SampledFrom([]string{"", "0001", "0002"}).Draw(t, "tail")}
			r.Put(n, e)
			model[n] = e
		}
		if r.Len() != len(model) || r.dead > len(r.lines)/2 {
			t.Fatalf("%d people, %d of %d lines dead; want %d people", r.Len(), r.dead, len(r.lines), len(model))
		}
		limit := rapid.IntRange(1, 8).Draw(t, "limit")
		for _, q := range []string{"何", "秀芬", "0001", "秀何"} {
			want := modelFind(model, q)
			got, more := r.Find(q, limit, nil)
			if !slices.Equal(got, want[:min(limit, len(want))]) || more != (len(want) > limit) {
				t.Fatalf("%s: %v, more %v, want %v of %v", q, got, more, limit, want)
			}
		}
	})
}

func modelFind(entries map[uint32]Entry, q string) []uint32 {
	place := func(n uint32) int {
		name := fold(entries[n].Name)
		return map[bool]int{true: 0, false: 1}[name == q] + map[bool]int{true: 0, false: 1}[strings.HasPrefix(name, q)]
	}
	var ns []uint32
	for n, e := range entries {
		if e.PhoneTail == q || strings.Contains(fold(e.Name), q) {
			ns = append(ns, n)
		}
	}
	slices.SortFunc(ns, func(a, b uint32) int { return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b)) })
	return ns
}

// Whoever is on the roll is found by each part of her sound, spelt, spaced and by initials, whatever else is on it.
func TestEverybodyIsFoundBySound(t *testing.T) {
	names := people(400)
	r := rollOf(names...)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(names)-1).Draw(t, "person")
		sounds := strings.Split(spell(soundsOf(names[i])), "|")
		words := syllableWords(rapid.SampledFrom(sounds).Draw(t, "sound"))
		from := rapid.IntRange(0, len(words)-1).Draw(t, "from")
		words = words[from : from+rapid.IntRange(1, len(words)-from).Draw(t, "words")]
		first := ""
		for _, w := range words {
			first += w[:1]
		}
		for _, q := range []string{strings.Join(words, ""), strings.Join(words, " "), first, strings.ToUpper(first)} {
			if ns, _ := r.Find(q, len(names), nil); !slices.Contains(ns, uint32(i+1)) {
				t.Fatalf("%s is not found by %q", names[i], q)
			}
		}
	})
}

func syllableWords(sound string) (words []string) {
	for _, c := range sound {
		if c >= 'A' && c <= 'Z' {
			words = append(words, "")
		}
		words[len(words)-1] += strings.ToLower(string(c))
	}
	return words
}

func TestReadersBesideAWriter(t *testing.T) {
	r := rollOf(people(200)...)
	r.Put(1, Entry{Name: "何秀芬", PhoneTail: "1234"})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for range 200 {
				for _, q := range []string{"何秀芬", "hexiufen", "1234"} {
					if ns, _ := r.Find(q, 200, nil); !slices.Contains(ns, 1) {
						t.Errorf("%s does not find her while others are entered", q)
						return
					}
				}
			}
		})
	}
	for i, name := range people(2000) {
		r.Put(uint32(2+i%150), Entry{Name: name})
		r.Drop(uint32(2 + (i+75)%150))
	}
	readers.Wait()
}

// people makes names as they are spread in a register: few surnames for most, some of several readings.
func people(count int) []string {
	const common, rare = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗", "单曾解查仇区朴翟覃盖乐任华缪宁逄吕郑梁谢宋唐许邓韩冯曹彭萧蔡潘田董袁于余叶蒋杜苏魏程卢丁沈姜范"
	const givenNames = "秀英兰玉桂华芳丽红梅琴珍霞燕玲静敏洁萍琼芬凤云莲真环雪荣爱妹香月莺媛艳瑞凡佳嘉明国文建军志伟强勇涛超波辉刚健世广义兴良海山仁宁贵福生龙元全胜学祥才发武新利清飞彬富顺信子杰"
	pick := func(r *rand.Rand, from string) string {
		runes := []rune(from)
		return string(runes[r.IntN(len(runes))])
	}
	r := rand.New(rand.NewPCG(1, 2))
	names := make([]string, count)
	for i := range names {
		names[i] = pick(r, common)
		if r.IntN(4) == 0 {
			names[i] = pick(r, rare)
		}
		names[i] += pick(r, givenNames)
		if r.IntN(6) > 0 {
			names[i] += pick(r, givenNames)
		}
	}
	return names
}

const district = 360_000

func districtRoll(names []string) *Roll {
	r := New()
	for i, name := range names {
		r.Put(uint32(i), Entry{Name: name, PhoneTail: fmt.Sprintf("%04d", i%10_000)})
	}
	return r
}

func BenchmarkBuild360000(b *testing.B) {
	names := people(district)
	b.ResetTimer()
	var r *Roll
	for b.Loop() {
		r = districtRoll(names)
	}
	used := cap(r.lines)*16 + cap(r.names) + cap(r.sounds)*4 + cap(r.at)*4
	b.ReportMetric(float64(used)/district, "B/entry")
}

func BenchmarkFind360000(b *testing.B) {
	r := districtRoll(people(district))
	for _, q := range []string{"何秀芬", "秀芬", "何", "hexiufen", "he xiu", "xiufen", "hxf", "li", "l", "zxl", "0042", "没有此人", "qqq"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				r.Find(q, 20, nil)
			}
		})
	}
	b.Run("lili, few kept", func(b *testing.B) {
		for b.Loop() {
			r.Find("lili", 20, func(n uint32) bool { return n%10_000 == 7 })
		}
	})
}
