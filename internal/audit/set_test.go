package audit

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSet(t *testing.T) {
	for _, test := range []struct {
		people []uint32
		set    []byte
		count  int
	}{
		{nil, []byte{}, 0},
		{[]uint32{1}, []byte{1}, 1},
		{[]uint32{300, 2, 3, 2}, []byte{2, 1, 0xa9, 0x02}, 3},
		{[]uint32{0, 5}, []byte{5}, 1}, // 0 is nobody's number
		{[]uint32{math.MaxUint32}, []byte{0xff, 0xff, 0xff, 0xff, 0x0f}, 1},
	} {
		given := slices.Clone(test.people)
		set, count := encode(test.people)
		if !bytes.Equal(set, test.set) || count != test.count {
			t.Errorf("%v: % x, %d", test.people, set, count)
		}
		if !slices.Equal(given, test.people) {
			t.Errorf("the caller's numbers were moved: %v", test.people)
		}
	}
}

func TestABadSetIsRefused(t *testing.T) {
	for name, set := range map[string][]byte{
		"a number twice":    {5, 0},
		"nobody":            {0},
		"cut":               {0x80},
		"longer than need":  {0x81, 0x00},
		"beyond 32 bits":    {0xff, 0xff, 0xff, 0xff, 0x1f},
		"sum beyond":        {0xff, 0xff, 0xff, 0xff, 0x0f, 1},
		"beyond 64 bits":    bytes.Repeat([]byte{0xff}, 11),
		"good, then broken": {1, 2, 0},
	} {
		if people, err := decode(set); err == nil {
			t.Errorf("%s: read as %v", name, people)
		}
	}
}

// A search may stop before it comes to what is broken, but must not go past it.
func TestABadSetIsNotSearched(t *testing.T) {
	for _, set := range [][]byte{{5, 0}, {0}, {1, 2, 0x80}, {0x81, 0x00}, {0xff, 0xff, 0xff, 0xff, 0x1f}} {
		if there, err := holds(set, []uint32{100}); err == nil || there {
			t.Errorf("% x: %v, %v", set, there, err)
		}
	}
}

func TestASetHoldsWhatWasPutIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.SliceOf(rapid.Uint32Range(1, math.MaxUint32)).Draw(t, "people")
		few := rapid.SliceOf(rapid.Uint32Range(1, 40)).Draw(t, "few")
		people = append(people, few...)
		set, count := encode(people)
		back, err := decode(set)
		want := slices.Compact(slices.Sorted(slices.Values(people)))
		if err != nil || count != len(want) || !slices.Equal(back, want) {
			t.Fatalf("%v, %d, %v; want %v", back, count, err, want)
		}
		wanted := slices.Sorted(slices.Values(rapid.SliceOfN(rapid.Uint32Range(1, 60), 0, 4).Draw(t, "wanted")))
		expect := slices.ContainsFunc(wanted, func(n uint32) bool { return slices.Contains(people, n) })
		if got, err := holds(set, wanted); err != nil || got != expect {
			t.Fatalf("holds %v: %v, %v", wanted, got, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, people := range [][]uint32{nil, {1}, {1, 2, 3}, {7, 700, 70_000, 7_000_000, math.MaxUint32}} {
		set, _ := encode(people)
		f.Add(set)
	}
	f.Add([]byte{0x81, 0x00})
	f.Add(bytes.Repeat([]byte{0xff}, 11))
	f.Fuzz(func(t *testing.T, set []byte) {
		people, err := decode(set)
		if err != nil {
			return
		}
		again, count := encode(people)
		if !bytes.Equal(again, set) || count != len(people) {
			t.Fatalf("% x was read as %v, which is written % x", set, people, again)
		}
	})
}

func FuzzEncode(f *testing.F) {
	f.Add([]byte{0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, raw []byte) {
		var people []uint32
		for ; len(raw) >= 4; raw = raw[4:] {
			people = append(people, binary.BigEndian.Uint32(raw))
		}
		set, count := encode(people)
		back, err := decode(set)
		if err != nil || len(back) != count || !slices.IsSorted(back) {
			t.Fatalf("%v: % x, %v, %v", people, set, back, err)
		}
		for _, n := range people {
			if _, there := slices.BinarySearch(back, n); !there && n != 0 {
				t.Fatalf("%d got lost", n)
			}
		}
	})
}

func BenchmarkHolds(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	people := make([]uint32, 50)
	for i := range people {
		people[i] = 1 + r.Uint32N(360_000)
	}
	set, _ := encode(people)
	b.SetBytes(int64(len(set)))
	for b.Loop() {
		holds(set, []uint32{400_000})
	}
}
