package audit

import (
	"encoding/binary"
	"errors"
	"iter"
	"math"
	"slices"
)

// A set of people is stored as their numbers in ascending order, each as the difference to the one before, in the variable-length
// numbers of encoding/binary: 1 to 2 bytes a person on a village's list. Differences are never 0, and each number takes its shortest
// form, so that equal sets have equal bytes.

// encode gives the stored form of a set and its size. people may be in any order and hold a number twice; it is not changed.
func encode(people []uint32) (set []byte, count int) {
	sorted := people
	if !slices.IsSorted(sorted) {
		sorted = slices.Clone(people)
		slices.Sort(sorted)
	}
	set = make([]byte, 0, 2*len(sorted))
	before := uint32(0)
	for _, n := range sorted {
		if n == before { // twice, or 0, which is nobody's number
			continue
		}
		set = binary.AppendUvarint(set, uint64(n-before))
		before, count = n, count+1
	}
	return set, count
}

var errBadSet = errors.New("audit: not a set of people")

// decode reads what encode wrote, and only that.
func decode(set []byte) (people []uint32, err error) {
	for n, err := range numbers(set) {
		if err != nil {
			return nil, err
		}
		people = append(people, n)
	}
	return people, nil
}

// holds reports whether any of wanted, in ascending order, is in a set.
func holds(set []byte, wanted []uint32) (bool, error) {
	for n, err := range numbers(set) {
		for len(wanted) > 0 && wanted[0] < n {
			wanted = wanted[1:]
		}
		switch {
		case err != nil:
			return false, err
		case len(wanted) == 0:
			return false, nil
		case wanted[0] == n:
			return true, nil
		}
	}
	return false, nil
}

// numbers reads the numbers of a set one after the other, without making them a slice.
func numbers(set []byte) iter.Seq2[uint32, error] {
	return func(yield func(uint32, error) bool) {
		n := uint64(0)
		for len(set) > 0 {
			d, size := binary.Uvarint(set)
			shortest := size == 1 || size > 1 && set[size-1] != 0
			if d == 0 || !shortest || d > math.MaxUint32 || n+d > math.MaxUint32 {
				yield(0, errBadSet)
				return
			}
			n += d
			set = set[size:]
			if !yield(uint32(n), nil) {
				return
			}
		}
	}
}
