package lang

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"

	"youfu/internal/fault"
)

func TestLanguagesHaveTheSameKeysAndPlaceholders(t *testing.T) {
	holes := regexp.MustCompile(`\{\d+\}`)
	for _, pair := range [][2]Lang{{Zh, En}, {En, Zh}} {
		for key, text := range Keys(pair[0]) {
			other, ok := Keys(pair[1])[key]
			if !ok {
				t.Errorf("%s has %q, %s has not", pair[0], key, pair[1])
				continue
			}
			for _, hole := range holes.FindAllString(text, -1) {
				if !strings.Contains(other, hole) {
					t.Errorf("%q: %s uses %s, %s does not", key, pair[0], hole, pair[1])
				}
			}
			if strings.TrimSpace(text) == "" {
				t.Errorf("%q is empty in %s", key, pair[0])
			}
		}
	}
}

func TestKeysStandInTheirArea(t *testing.T) {
	dir, _ := files.ReadDir("messages")
	for _, f := range dir {
		raw, _ := files.ReadFile("messages/" + f.Name())
		area := map[string]string{}
		if err := json.Unmarshal(raw, &area); err != nil {
			t.Fatal(err)
		}
		for key := range area {
			if !strings.HasPrefix(key, strings.Split(f.Name(), ".")[0]+".") {
				t.Errorf("%s holds %q of another area", f.Name(), key)
			}
		}
	}
}

func TestErrorShowsNothingOfAnUnknownCause(t *testing.T) {
	for _, err := range []error{errors.New("pq: password"), fault.New(fault.Machine, "fault.machine").Because(errors.New("pq: password"))} {
		if got := Error(En, err); strings.Contains(got, "password") || got != T(En, "fault.machine") {
			t.Errorf("shown: %q", got)
		}
	}
}
