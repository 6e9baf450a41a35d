package office_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/store"
)

// elders are people who meet the scheme but for its papers, entered together.
func (b *bureau) elders(first, n int) (all []id.ID) {
	b.Helper()
	birth, _ := civil.ParseBirth("1960-01-01")
	b.write("people", func(tx *store.Tx) error {
		book, err := person.In(tx, b.Keys)
		if err != nil {
			return err
		}
		for i := range n {
			who := id.New()
			all = append(all, who)
			if _, err := book.Add(person.New{ID: who, Facts: person.Facts{Sex: "female", Birth: birth}, Card: person.Card{Name: fmt.Sprint("resident ", first+i)},
				Identifiers: []person.Identifier{{System: person.Number, Value: number(first + i)}},
				Stays:       []person.Stay{{Role: person.Registered, Place: b.ids[village], Nature: "agricultural"}}}); err != nil {
				return err
			}
			for _, name := range []string{"living-children", "living-daughters"} {
				if err := book.PutAttribute(person.Attribute{ID: id.New(), Person: who, Name: name, Code: "1", Source: "household book"}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return all
}

func (b *bureau) seq() store.Seq {
	b.Helper()
	seq, err := b.Store.Seq(b.ctx)
	if err != nil {
		b.Fatal(err)
	}
	return seq
}

// A batch is done once whatever happens: it can be stopped and given again, and each line that was refused says why.
func TestABatchReportsEveryRefusedLineAndIsDoneOnce(t *testing.T) {
	bureaus(t, func(b *bureau) {
		const many = 520 // more than one write takes
		var lines []office.ApplySupport
		for i, who := range b.elders(100, many) {
			a := office.ApplySupport{Scheme: scheme, Person: who, Papers: papers, Account: fmt.Sprint(6200000 + i)}
			if i == 3 {
				a.Papers = map[string]string{"id-card": "seen"}
			}
			lines = append(lines, a)
		}
		lines[10].Person, lines[511] = id.New(), lines[0] // nobody, and somebody twice
		batch := office.Batch{ID: id.New()}
		applied, err := b.desks["village"].ApplyMany(b.ctx, batch, lines)
		if err != nil || applied.Lines != many || applied.Done != many-2 || len(applied.Cases) != many-2 || len(applied.Refused) != 2 {
			t.Fatalf("%d lines, %d done, refused %v, %v", applied.Lines, applied.Done, applied.Refused, err)
		}
		for i, want := range []struct {
			line int
			key  string
		}{{11, "person.not-found"}, {512, "benefit.case-exists"}} {
			if got := applied.Refused[i]; got.Line != want.line || got.Why.Key != want.key {
				t.Errorf("refused %d: %v, want %+v", got.Line, got.Why, want)
			}
		}
		b.stoppedBatch(applied.Cases)
	})
}

func (b *bureau) stoppedBatch(cases []id.ID) {
	var acts []office.Decision
	for _, which := range cases {
		acts = append(acts, office.Decision{Case: which, Step: "village-review", Outcome: benefit.Passed})
	}
	acts = append(acts, office.Decision{Case: cases[0], Step: "village-review", Outcome: benefit.Passed}, office.Decision{Case: id.New(), Step: "village-review", Outcome: benefit.Passed})
	ctx, stop := context.WithCancel(b.ctx)
	batch := office.Batch{ID: id.New(), Progress: func(done, total int) { stop() }}
	signer, desk := benefit.Password{Keys: b.Keys}, b.desks["reviewer"]
	part, err := desk.ActMany(ctx, batch, acts, signer)
	if !errors.Is(err, context.Canceled) || part.Lines >= len(acts) || part.Done == 0 {
		b.Fatalf("stopped: %d of %d lines, %v", part.Lines, len(acts), err)
	}
	batch.Progress = nil
	whole, err := desk.ActMany(b.ctx, batch, acts, signer)
	if err != nil || whole.Lines != len(acts) || whole.Done != len(acts)-3 || len(whole.Refused) != 3 {
		b.Fatalf("%d lines, %d done, refused %v, %v", whole.Lines, whole.Done, whole.Refused, err)
	}
	for i, key := range []string{"benefit.undecided", "benefit.acted-before", "benefit.no-case"} {
		if whole.Refused[i].Why.Key != key {
			b.Errorf("refused: %v, want %s", whole.Refused[i], key)
		}
	}
	before := b.seq()
	again, err := desk.ActMany(b.ctx, batch, acts, signer)
	if err != nil || again.Done != whole.Done || fmt.Sprint(again.Refused) != fmt.Sprint(whole.Refused) || b.seq() != before {
		b.Errorf("given again: %d done, refused %v, %v, write %d after %d", again.Done, again.Refused, err, b.seq(), before)
	}
	acts[0].Outcome = benefit.Refused
	if _, err := desk.ActMany(b.ctx, batch, acts, signer); !fault.Is(err, fault.Conflict) {
		b.Errorf("another batch under the same id: %v", err)
	}
	if _, err := b.desks["fund"].ActMany(b.ctx, office.Batch{ID: id.New()}, acts, signer); !fault.Is(err, fault.Refused) {
		b.Errorf("decided by the fund's body: %v", err)
	}
	if v, err := b.desks["village"].OpenCase(b.ctx, cases[1]); err != nil || len(v.Last().Acts) != 1 {
		b.Errorf("%+v, %v", v, err)
	}
}
