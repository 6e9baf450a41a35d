package roll

import "testing"

func TestName(t *testing.T) {
	r := New()
	r.Put(1, Entry{Name: "何秀芬"})
	r.Put(3, Entry{Name: "Ana Li"})
	r.Put(1, Entry{Name: "何秀芳"})
	r.Put(4, Entry{Name: "许兰"})
	r.Drop(4)
	for n, want := range map[uint32]string{0: "", 1: "何秀芳", 2: "", 3: fold("Ana Li"), 4: "", 900: ""} {
		if got := r.Name(n); got != want {
			t.Errorf("%d is called %q, want %q", n, got, want)
		}
	}
}
