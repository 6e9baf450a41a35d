package post

import (
	"cmp"
	"crypto/rand"
	"slices"
	"strings"
	"unicode/utf8"

	"youfu/internal/fault"
)

// MinPassword and MaxPassword bound a password's length in characters. There are no rules of composition and no expiry (NIST
// SP 800-63B rev. 4, 3.1.1.2); what others could guess does not count (ASVS 5.0, 6.2.4, 6.2.11).
const (
	MinPassword = 12
	MaxPassword = 128
)

// minUnguessed is how many characters must remain when all that can be guessed is taken away: it refuses 3 in 5 of the long passwords
// on published lists of leaked ones, and 3 in 100 random ones of twelve letters and digits.
const minUnguessed = 7

// readable are the characters of generated passwords: none that is taken for another on paper.
const readable = "abcdefghjkmnpqrstuvwxyz23456789"

// generate makes a password of four groups such as "k7mq-3fdt-9xwz-hp4n": 16 characters of 31, 79 bits.
func generate() string {
	var b strings.Builder
	for n := 0; n < 16; {
		var one [1]byte
		rand.Read(one[:]) // never fails (crypto/rand, Go 1.24)
		if int(one[0]) >= 256/len(readable)*len(readable) {
			continue // the first few characters would come more often
		}
		if n > 0 && n%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(readable[int(one[0])%len(readable)])
		n++
	}
	return b.String()
}

// refusePassword says what is wrong with a new password as the field "new"; nil where nothing is. about are things known of its owner:
// login, name, citizen number.
func refusePassword(password string, about ...string) *fault.Field {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password) || strings.ContainsFunc(password, func(r rune) bool { return r < ' ' }):
		return &fault.Field{Name: "new", Code: "bad-text", Key: "post.password-text"}
	case n < MinPassword:
		return &fault.Field{Name: "new", Code: "too-short", Key: "post.password-short", Args: []any{MinPassword}}
	case n > MaxPassword:
		return &fault.Field{Name: "new", Code: "too-long", Key: "post.password-long", Args: []any{MaxPassword}}
	case unguessed(password, about) < minUnguessed:
		return &fault.Field{Name: "new", Code: "guessable", Key: "post.password-guessable"}
	}
	return nil
}

// unguessed counts the characters that a guesser does not get for nothing, by whichever way serves the guesser best: knowing no words,
// the common ones, or these and what is known of the owner.
func unguessed(password string, about []string) int {
	s := strings.ToLower(password)
	least := surprises(s)
	for _, words := range [][]string{commonWords, slices.Concat(commonWords, partsOf(about))} {
		least = min(least, surprises(without(s, words)))
	}
	return least
}

// cut stands where a word was.
const cut = '\x00'

// without cuts words out of s, the longest first.
func without(s string, words []string) string {
	words = slices.Clone(words)
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, w := range words {
		s = strings.ReplaceAll(s, w, string(cut))
	}
	return s
}

// surprises counts the characters that do not only go on from the one before: the same again, the next in the alphabet, a neighbour on
// the keyboard, or a pair that came before.
func surprises(s string) int {
	count, before, seen := 0, cut, map[[2]rune]bool{}
	for _, r := range s {
		pair := [2]rune{before, r}
		if r != cut && !seen[pair] && !goesOn(before, r) {
			count++
		}
		seen[pair] = true
		before = r
	}
	return count
}

// partsOf are the words by which somebody who knows the owner would begin: what is given, its parts, and the given name of a Chinese name.
func partsOf(about []string) []string {
	var parts []string
	add := func(s string, least int) {
		if utf8.RuneCountInString(s) >= least {
			parts = append(parts, s)
		}
	}
	for _, a := range about {
		a = strings.ToLower(a)
		add(a, 2)
		for _, part := range strings.FieldsFunc(a, func(r rune) bool { return strings.ContainsRune(" .-_·", r) }) {
			add(part, 3)
		}
		if first, size := utf8.DecodeRuneInString(a); first > 0x2e7f { // CJK
			add(a[size:], 2)
		}
		if len(a) == 18 && strings.Trim(a[:17], "0123456789") == "" { // a citizen number: its birth date and its end
			parts = append(parts, a[6:14], a[8:14], a[12:])
		}
	}
	return parts
}

func goesOn(a, b rune) bool {
	if b-a >= -1 && b-a <= 1 {
		return true
	}
	ra, ca := key(a)
	rb, cb := key(b)
	return ra >= 0 && rb >= 0 && ra-rb <= 1 && rb-ra <= 1 && ca-cb <= 1 && cb-ca <= 1
}

// key is the row and column of a character on the keyboard; -1 where it has none.
func key(r rune) (row, column int) {
	for i, keys := range []string{"1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"} {
		if c := strings.IndexRune(keys, r); c >= 0 {
			return i, c
		}
	}
	return -1, -1
}

// commonWords are the words that lead the published lists of leaked passwords, with those that come to mind first in this office.
var commonWords = strings.Fields(`
	password passwort passw0rd p@ssw0rd p@ssword pa55word pass1234 passwd admin administrator root guest user login letmein welcome
	changeme default secret private access master superman batman iloveyou ilovemy loveyou lover princess sunshine monkey dragon
	football baseball basketball soccer computer internet windows microsoft samsung iphone huawei xiaomi google baidu tencent taobao
	alibaba starwars pokemon naruto minecraft michael jordan jennifer jessica charlie freedom whatever trustno1 shadow killer hunter
	mustang harley nothing forever summer winter spring autumn hello test temp demo sample office server system database oracle
	finalfantasy playstation residentevil warhammer counterstrike needforspeed mortalkombat devilmaycry justinbieber michaeljackson
	avrillavigne sonyericsson greenlantern ticketmaster sanfrancisco peanutbutter fucktheworld fuckyou bitch jamesbond websolutions
	leavemealone schoolgirl chickenwing punksnotdead systemofadown stratocaster ingodwetrust digitalpro christopher massimiliano
	woaini woaiwojia woaiwo aini wangyi zhongguo beijing shanghai guangzhou woshishui woshi nihao mima zhanghao yonghu guanli guanliyuan
	youfu fuwu weisheng jiankang jisheng jihuashengyu weishengju weijian weijianju weijianwei fuyou renkou yiyuan zhongxin xitong gongzuo
	china health family clinic hospital district station service screening
	5201314 1314520 520520 1314521 147258369 147258 159357 159753 741852 789456 456123 0123456789 112233 102030 010203
	密码 我爱你 优服 计生 卫生 健康 服务 管理员 中国`)
