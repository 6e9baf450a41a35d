package roll

import (
	"regexp"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"
	"pgregory.net/rapid"
)

func TestSoundsOfNames(t *testing.T) {
	for name, want := range map[string]string{
		"何秀芬": "HeXiuFen", "单秀芬": "ShanXiuFen|DanXiuFen", "曾庆红": "ZengQingHong", "解放": "XieFang|JieFang", "查良镛": "ZhaLiangYong|ChaLiangYong",
		"仇英": "QiuYing|ChouYing", "区桂英": "OuGuiYing|QuGuiYing", "尉迟恭": "YuChiGong|WeiChiGong", "尉明": "WeiMing", "朴槿惠": "PiaoJinHui|PuJinHui",
		"万俟兰": "MoQiLan|WanQiLan", "万里": "WanLi", "翟秀兰": "ZhaiXiuLan|DiXiuLan", "覃玉兰": "QinYuLan|TanYuLan", "盖红": "GeHong|GaiHong",
		"乐小红": "YueXiaoHong|LeXiaoHong", "任红": "RenHong", "华罗庚": "HuaLuoGeng", "缪红": "MiaoHong|MouHong", "宁静": "NingJing", "逄红": "PangHong",
		"吕丽": "LvLi|LyuLi|LuLi", "长孙红": "ZhangSunHong", "单于红": "ChanYuHong", "单": "Shan|Dan", "王长英": "WangChangYing", "李晟": "LiSheng",
		"王单": "WangDan", "沈丹": "ShenDan", "瞿秋白": "QuQiuBai", "召存信": "ShaoCunXin|ZhaoCunXin", "欧阳锋": "OuYangFeng",
		"热不都拉": "ReBuDuLa", "㐂红": "Hong", "𠮷": "", "aygul memet": "", "何aygul": "He", "": "", "李2": "Li",
	} {
		if got := spell(soundsOf(name)); got != want {
			t.Errorf("%s sounds %s, want %s", name, got, want)
		}
	}
}

// spell writes sounds as "YueHong|LeHong".
func spell(sounds []syllable) string {
	var b strings.Builder
	for _, s := range sounds {
		if s == orElse {
			b.WriteByte('|')
		}
		for i := 0; s > orElse && i < s.letters(); i++ {
			letter := rune(s>>(firstShift-letterBits*i)&31) + 'a' - 1
			if i == 0 {
				letter += 'A' - 'a'
			}
			b.WriteRune(letter)
		}
	}
	return b.String()
}

// A syllable holds six letters at most: no reading that go-pinyin knows may be cut or hold anything but letters.
func TestEveryReadingFits(t *testing.T) {
	form := regexp.MustCompile(`^[a-z]{1,6}$`)
	for r := range pinyin.PinyinDict {
		for _, reading := range pinyin.SinglePinyin(rune(r), toneless) {
			s := syllableOf(reading)
			if !form.MatchString(reading) || s.letters() != len(reading) || !strings.EqualFold(spell([]syllable{s}), reading) {
				t.Errorf("%c reads %q, kept as %q", r, reading, spell([]syllable{s}))
			}
		}
	}
}

// A row of the table that says what go-pinyin says anyway is a row too many.
func TestTableSaysSomethingNew(t *testing.T) {
	for name, sounds := range surnames {
		usual := ""
		for _, r := range name {
			usual += spell(read(r))
		}
		if spell(sounds[0]) == usual && len(sounds) == 1 {
			t.Errorf("%s is %s without the table too", name, usual)
		}
	}
	for r, reading := range given {
		if usual := syllableOf(pinyin.SinglePinyin(r, toneless)[0]); reading[0] == usual {
			t.Errorf("%c is %s without the table too", r, spell(reading))
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		" 李　丽 ": "李丽", "李 丽": "李丽", "阿依古丽·买买提": "阿依古丽买买提", "古丽•买 买提": "古丽买买提", "Aygul  MEMET": "aygul memet", "ＡＹ １２": "ay 12",
		"何\x00秀\n芬": "何秀芬", "José": "josé", "\n": "",
	} {
		if got := fold(in); got != want {
			t.Errorf("%q folds to %q, want %q", in, got, want)
		}
	}
}

func TestFollow(t *testing.T) {
	for _, c := range []struct {
		sound, q string
		want     likeness
	}{
		{"HeXiuFen", "hexiufen", whole},
		{"HeXiuFen", "he xiu fen", whole},
		{"HeXiuFen", "he xiufen", whole},
		{"HeXiuFen", "hexiuf", spelt},
		{"HeXiuFen", "he xiu", spelt},
		{"HeXiuFen", "h", spelt},
		{"HeXiuFen", "hxf", initials},
		{"HeXiuFen", "h x f", initials},
		{"HeXiuFen", "hxiuf", initials},
		{"HeXiuFen", "hexf", initials},
		{"HeXiuFen", "hexiufeng", unlike},
		{"HeXiuFen", "hexiufenn", unlike},
		{"HeXiuFen", "h e", unlike},
		{"HeXiuFen", "hf", unlike},
		{"HeXiuFen", "hex iu", unlike},
		{"HeXiu|GeXiu", "hexiuge", unlike},
		{"HeXiu|GeXiu", "hexiu", whole},
		{"LiLi", "lili", whole},
		{"LiLi", "ll", initials},
		{"XiAn", "xian", whole},
		{"XianAn", "xian", spelt},
		{"XiaNa", "xian", spelt},
		{"XuAn", "xa", initials},
		{"XianGe", "xiang", spelt},
		{"HaoEr", "he", initials},
	} {
		s, ok := spellingOf(c.q)
		if got := s.follow(unspell(c.sound)); !ok || got != c.want {
			t.Errorf("%s by %q: %d, want %d", c.sound, c.q, got, c.want)
		}
	}
}

// unspell is spell's inverse.
func unspell(text string) (sounds []syllable) {
	for sound := range strings.SplitSeq(text, "|") {
		for _, word := range regexp.MustCompile("[A-Z][a-z]*").FindAllString(sound, -1) {
			sounds = append(sounds, syllableOf(strings.ToLower(word)))
		}
		sounds = append(sounds, orElse)
	}
	sounds[len(sounds)-1] = endSound
	return sounds
}

// The plain meaning of follow: try every number of letters for the first syllable, then the rest likewise.
func followSlowly(words []string, q string) likeness {
	best, word := unlike, words[0]
	for n := 1; n <= len(word) && strings.HasPrefix(q, word[:n]); n++ {
		rest := q[n:]
		switch {
		case rest == "" && n == len(word) && len(words) == 1:
			return whole
		case rest == "":
			best = spelt
		case len(words) > 1:
			like := followSlowly(words[1:], strings.TrimPrefix(rest, " "))
			if n < len(word) {
				like = min(like, initials)
			}
			best = max(best, like)
		}
	}
	return best
}

func TestFollowIsItsPlainMeaning(t *testing.T) {
	word := rapid.SampledFrom([]string{"a", "an", "na", "nan", "xi", "xia", "xian", "xiang", "an", "ang", "ge", "e", "er", "zhuang"})
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word, 1, 4).Draw(t, "words")
		var sound []syllable
		for _, w := range words {
			sound = append(sound, syllableOf(w))
		}
		var q []string
		for _, w := range append(words, "") {
			q = append(q, w[:min(len(w), rapid.IntRange(0, 6).Draw(t, "letters"))], rapid.SampledFrom([]string{"", "", " "}).Draw(t, "space"))
		}
		text := strings.Join(strings.Fields(strings.Join(q, "")), " ")
		s, ok := spellingOf(text)
		if !ok {
			return
		}
		if got, want := s.follow(append(sound, endSound)), followSlowly(words, text); got != want {
			t.Fatalf("%v by %q: %d, want %d", words, text, got, want)
		}
	})
}

func TestSpellingOf(t *testing.T) {
	for _, q := range []string{"", " ", "'", "何", "a何", "josé", "a1", "|", strings.Repeat("a", 64)} {
		if _, ok := spellingOf(q); ok {
			t.Errorf("%q is taken for pinyin", q)
		}
	}
	for _, q := range []string{"a", "lü", "xi'an", "he xiu", strings.Repeat("a", 63)} {
		if _, ok := spellingOf(q); !ok {
			t.Errorf("%q is not taken for pinyin", q)
		}
	}
}
