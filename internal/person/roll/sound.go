package roll

import (
	_ "embed"
	"encoding/csv"
	"math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// A syllable of pinyin without tone is at most six letters, here of five bits each, a = 1, the first letter highest. A name's sound is
// its syllables. A surname with several readings gives several sounds, with orElse between them; endSound ends the last. Characters
// without a reading, and words in Latin letters, which are found as they are written, have no sound.
type syllable uint32

const (
	letterBits = 5
	maxLetters = 6
	firstShift = letterBits * (maxLetters - 1)

	endSound syllable = 0
	orElse   syllable = 1
)

// syllableOf packs up to six small letters.
func syllableOf(letters string) (s syllable) {
	for i := range min(len(letters), maxLetters) {
		s |= syllable(letters[i]-'a'+1) << (firstShift - letterBits*i)
	}
	return s
}

// initial is the code of the first letter; 0 for what is no syllable.
func (s syllable) initial() uint8 { return uint8(s >> firstShift) }

// letters is the number of letters.
func (s syllable) letters() int { return maxLetters - bits.TrailingZeros32(uint32(s))/letterBits }

//go:embed surnames.csv
var surnamesCSV string

// surnames holds the sounds of each surname of one or two characters that needs a table; given those of characters elsewhere.
var surnames, given = loadReadings()

func loadReadings() (surnames map[string][][]syllable, given map[rune][]syllable) {
	r := csv.NewReader(strings.NewReader(surnamesCSV))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic("roll: surnames.csv: " + err.Error()) // embedded: cannot fail in a built program
	}
	surnames, given = map[string][][]syllable{}, map[rune][]syllable{}
	for _, row := range rows[1:] {
		sounds := [][]syllable{syllablesOf(row[2])}
		for other := range strings.SplitSeq(row[3], ";") {
			if other != "" {
				sounds = append(sounds, syllablesOf(other))
			}
		}
		if row[1] == "given" {
			first, _ := utf8.DecodeRuneInString(row[0])
			given[first] = sounds[0]
		} else {
			surnames[row[0]] = sounds
		}
	}
	return surnames, given
}

// syllablesOf turns "wan qi" into its two syllables.
func syllablesOf(pinyin string) (all []syllable) {
	for word := range strings.FieldsSeq(pinyin) {
		all = append(all, syllableOf(word))
	}
	return all
}

// soundsOf gives the sounds of a folded name.
func soundsOf(name string) []syllable {
	heads, rest := surname(name)
	var tail []syllable
	for _, r := range rest {
		tail = append(tail, read(r)...)
	}
	all := make([]syllable, 0, len(heads)*(len(tail)+3))
	for _, head := range heads {
		all = append(append(append(all, head...), tail...), orElse)
	}
	all[len(all)-1] = endSound
	return all
}

// surname splits off a surname that stands in the table. Where none does, the only head is empty.
func surname(name string) (heads [][]syllable, rest string) {
	_, one := utf8.DecodeRuneInString(name)
	_, two := utf8.DecodeRuneInString(name[one:])
	for _, end := range []int{one + two, one} {
		if heads, ok := surnames[name[:end]]; ok {
			return heads, name[end:]
		}
	}
	return [][]syllable{nil}, name
}

var (
	readings sync.Map // rune to its reading: go-pinyin strips tones by regular expressions, 1 µs each time
	toneless = pinyin.NewArgs()
)

// read is the common reading of a character inside a name: one syllable, or none.
func read(r rune) []syllable {
	if known, ok := readings.Load(r); ok {
		return known.([]syllable)
	}
	reading, ok := given[r]
	if all := pinyin.SinglePinyin(r, toneless); !ok && len(all) > 0 {
		reading = []syllable{syllableOf(all[0])}
	}
	readings.Store(r, reading)
	return reading
}

// fold is the form in which names are kept and compared: lower case, half width, without the dots inside names of minorities, and,
// beside Chinese characters, without spaces, which old registers used to pad names of two characters.
func fold(s string) string {
	han := false
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case strings.ContainsRune("·•・‧∙⋅．", r) || unicode.IsControl(r) && !unicode.IsSpace(r):
			return -1
		case unicode.Is(unicode.Han, r):
			han = true
		}
		return unicode.ToLower(r)
	}, s)
	if han {
		return strings.Join(strings.Fields(s), "")
	}
	return strings.Join(strings.Fields(s), " ")
}
