package post

import (
	"context"
	"math"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestGeneratedPasswords(t *testing.T) {
	form := regexp.MustCompile(`^([a-z2-9]{4}-){3}[a-z2-9]{4}$`)
	seen := map[string]bool{}
	count := map[rune]int{}
	const all = 4000
	for range all {
		p := generate()
		if !form.MatchString(p) || strings.ContainsAny(p, "ilo01") {
			t.Fatalf("%q", p)
		}
		if seen[p] {
			t.Fatalf("%q came twice", p)
		}
		seen[p] = true
		for _, r := range p {
			count[r]++
		}
	}
	if bits := 16 * math.Log2(float64(len(readable))); bits < 75 {
		t.Errorf("%.0f bits", bits)
	}
	for _, r := range readable { // 2,065 of each are expected, with a deviation of 45
		if n := count[r]; n < 1700 || n > 2450 {
			t.Errorf("%q came %d times of %d", r, n, all*16)
		}
	}
}

func TestRefusePassword(t *testing.T) {
	about := []string{"hexiufen", "何秀芬", "999901198505121024"}
	for password, code := range map[string]string{
		"":                           "too-short",
		"k7mq-3fdt-9":                "too-short", // eleven
		"春眠不觉晓处处闻啼鸟夜":                "too-short",
		"春眠不觉晓处处闻啼鸟夜来":               "",
		"k7mq-3fdt-9x":               "",
		"correct horse battery":      "",
		"wo jia you san zhi mao":     "",
		strings.Repeat("k7mq3", 26):  "too-long",
		"k7mq-3fdt\n9xwz":            "bad-text",
		"k7mq-3fdt\xff9xwz":          "bad-text",
		"aaaaaaaaaaaaaaaa":           "guessable",
		"abcdefghijklmnop":           "guessable",
		"123456789012":               "guessable",
		"qwertyuiop[]":               "guessable",
		"1qaz2wsx3edc4rfv":           "guessable",
		"q1w2e3r4t5y6u7":             "guessable",
		"k7mk7mk7mk7mk7m":            "guessable",
		"Password1234!":              "guessable",
		"woaini5201314!":             "guessable",
		"admin@youfu2026":            "guessable",
		"hexiufen1983":               "guessable",
		"HeXiuFen-2026":              "guessable",
		"何秀芬何秀芬何秀芬何秀芬":               "guessable",
		"秀芬我爱你秀芬我爱你2026":             "guessable",
		"999901198505121024":         "guessable",
		"19850512198505":             "guessable",
		"hexiufen likes aubergines ": "",
	} {
		wrong := refusePassword(password, about...)
		got := ""
		if wrong != nil {
			got = wrong.Code
		}
		if got != code {
			t.Errorf("%q: %q, want %q", password, got, code)
		}
	}
}

// What is known of the owner can only make a password worse.
func TestKnowingMoreNeverHelps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password := rapid.StringN(12, 40, -1).Draw(t, "password")
		about := rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, "about")
		if before, after := refusePassword(password), refusePassword(password, about...); before != nil && after == nil {
			t.Fatalf("%v became acceptable", before)
		}
	})
}

func init() { HashCheaply() }

func TestHash(t *testing.T) {
	memory = dear
	defer HashCheaply()
	ctx := context.Background()
	h, err := hashPassword(ctx, "k7mq-3fdt-9xwz-hp4n")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(h.String(), "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("a guess costs %s", h)
	}
	again, err := hashPassword(ctx, "k7mq-3fdt-9xwz-hp4n")
	if err != nil || again.String() == h.String() {
		t.Error("equal passwords have equal hashes")
	}
	read, err := parseHash(h.String())
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{"k7mq-3fdt-9xwz-hp4n": true, "k7mq-3fdt-9xwz-hp4m": false, "K7MQ-3FDT-9XWZ-HP4N": false, "": false} {
		if got, err := read.matches(ctx, password); err != nil || got != want {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	if right, _ := decoy().matches(ctx, ""); right {
		t.Error("the decoy has a password")
	}
}

// Were the slots not waited for, each of many sign-ins at once would take its 19 MiB.
func TestHashingWaitsItsTurn(t *testing.T) {
	for range cap(hashers) {
		hashers <- struct{}{}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := hashPassword(ctx, "k7mq-3fdt-9xwz-hp4n")
	for range cap(hashers) {
		<-hashers
	}
	if err == nil {
		t.Error("hashed beside the others")
	}
	if _, err := hashPassword(context.Background(), "k7mq-3fdt-9xwz-hp4n"); err != nil {
		t.Error(err)
	}
}

func FuzzParseHash(f *testing.F) {
	f.Add(decoy().String())
	f.Add("$argon2id$v=19$m=4194304,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$$")
	f.Add("$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parseHash(s)
		if err != nil {
			if strings.Contains(err.Error(), s) && len(s) > 8 {
				t.Errorf("the error shows %q", s)
			}
			return
		}
		if h.String() != s || h.memory > mostMemory {
			t.Errorf("%q was read as %q", s, h)
		}
	})
}
