package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestKindsAtTheBorder(t *testing.T) {
	for _, c := range []struct {
		err          error
		exit, status int
	}{
		{nil, 0, 200},
		{errors.New("disk"), 6, 500},
		{New(Usage, "k"), 2, 400},
		{New(Invalid, "k"), 1, 422},
		{fmt.Errorf("wrapped: %w", New(Refused, "k")), 3, 403},
		{New(NotFound, "k").Because(New(Refused, "inner")), 4, 404},
		{New(Conflict, "k"), 5, 409},
		{&Error{Key: "zero"}, 6, 500},
	} {
		if Exit(c.err) != c.exit || Status(c.err) != c.status {
			t.Errorf("%v: exit %d status %d, want %d %d", c.err, Exit(c.err), Status(c.err), c.exit, c.status)
		}
	}
}

func TestWithDoesNotShareFields(t *testing.T) {
	base := New(Invalid, "k").With(Field{Name: "a"})
	one, two := base.With(Field{Name: "b"}), base.With(Field{Name: "c"})
	if len(base.Fields) != 1 || one.Fields[1].Name != "b" || two.Fields[1].Name != "c" {
		t.Errorf("fields are shared: %v %v %v", base.Fields, one.Fields, two.Fields)
	}
}
