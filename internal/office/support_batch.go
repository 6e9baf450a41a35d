package office

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"youfu/internal/benefit"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Batch is many lines of work that are given together. They are done some at a time, each of those whole or not at all, so that nobody else
// waits long; the same batch given again goes on where it stopped, and does nothing twice.
type Batch struct {
	ID       id.ID
	Progress func(done, total int) // lines; may be nil
}

// BatchDone is what became of a batch: each line is done, or refused with its reason.
type BatchDone struct {
	Lines   int // that were looked at: fewer than there are where the batch was cut off
	Done    int
	Refused []BatchRefusal
	Cases   []id.ID // of the lines that were done, in their order
}

// BatchRefusal is a line that was not done, and why.
type BatchRefusal struct {
	Line int // from 1
	Why  *fault.Error
}

// batchLines is how many lines one write does: well under half a second.
const batchLines = 500

// ActMany does the next steps of many cases, as Decide does one. A line that is refused is in the answer and stops no other. An error ends
// the batch: the machine's, or the context's where somebody stopped it; what was done before stays.
func (o Office) ActMany(ctx context.Context, b Batch, lines []Decision, signer benefit.Signer) (BatchDone, error) {
	if !o.May(post.Decide) && !o.May(post.Notice) {
		return BatchDone{}, o.may(post.Decide)
	}
	return batch(ctx, o, b, "benefit-acts", lines, func(s supportState, some []Decision, part *batchPart) error {
		work, err := s.deciding(signer)
		if err != nil {
			return err
		}
		which := make([]id.ID, len(some))
		for i, d := range some {
			which[i] = d.Case
		}
		cases, err := benefit.LoadSome(s.Tx, which)
		if err != nil {
			return err
		}
		before := map[id.ID]bool{}
		for i, d := range some {
			if err := part.take(i, d.Case, s.subjectOf(cases[d.Case]), work.decideOnce(cases[d.Case], d, before)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s supportState) subjectOf(c *benefit.Case) uint32 {
	if c == nil {
		return 0
	}
	return s.People.N(c.Subject)
}

// decideOnce is decide for the lines of a batch; before has the cases of earlier ones, which are not what they were when they were read.
func (w *deciding) decideOnce(c *benefit.Case, d Decision, before map[id.ID]bool) error {
	switch {
	case c == nil || !w.meetsCase(c):
		return fault.New(fault.NotFound, "benefit.no-case")
	case before[d.Case]:
		return fault.New(fault.Conflict, "office.line-twice")
	}
	before[d.Case] = true
	return w.decide(c, d)
}

// ApplyMany enters many applications, as Apply does one.
func (o Office) ApplyMany(ctx context.Context, b Batch, lines []ApplySupport) (BatchDone, error) {
	if err := o.may(post.ApplySupport); err != nil {
		return BatchDone{}, err
	}
	return batch(ctx, o, b, "benefit-applications", lines, func(s supportState, some []ApplySupport, part *batchPart) error {
		for i, a := range some {
			done, err := s.enter(a, i)
			if err := part.take(i, done.Case, s.People.N(a.Person), err); err != nil {
				return err
			}
		}
		return nil
	})
}

// batchPart is what became of the lines of one write, as it is kept with the write.
type batchPart struct {
	Cases   []id.ID       `json:"cases"` // of the lines that were done
	Refused []keptRefusal `json:"refused"`
	people  []uint32
}

type keptRefusal struct {
	Line int        `json:"line"` // of the write, from 0
	Kind fault.Kind `json:"kind"`
	Key  string     `json:"key"`
	Args []any      `json:"args,omitempty"`
}

// take notes what became of a line. What is the machine's doing is an error of the whole write.
func (p *batchPart) take(line int, which id.ID, who uint32, err error) error {
	if err != nil {
		return p.refuse(line, err)
	}
	p.Cases, p.people = append(p.Cases, which), append(p.people, who)
	return nil
}

func (p *batchPart) refuse(line int, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind == fault.Machine {
		return err
	}
	if len(f.Fields) > 0 { // the cell says more than the line
		f = fault.New(f.Kind, f.Fields[0].Key, f.Fields[0].Args...)
	}
	p.Refused = append(p.Refused, keptRefusal{line, f.Kind, f.Key, f.Args})
	return nil
}

// batch does lines part by part, each in a write of its own whose id hangs on the batch's.
func batch[Line any](ctx context.Context, o Office, b Batch, kind string, lines []Line, do func(supportState, []Line, *batchPart) error) (done BatchDone, err error) {
	for part := 0; part*batchLines < len(lines); part++ {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		first := part * batchLines
		some := lines[first:min(first+batchLines, len(lines))]
		one, err := o.batchPart(ctx, id.Derive(b.ID, "part", part), kind, some, func(s supportState, p *batchPart) error { return do(s, some, p) })
		if err != nil {
			return done, err
		}
		done.Lines, done.Done, done.Cases = first+len(some), done.Done+len(one.Cases), append(done.Cases, one.Cases...)
		for _, r := range one.Refused {
			done.Refused = append(done.Refused, BatchRefusal{first + r.Line + 1, fault.New(r.Kind, r.Key, r.Args...)})
		}
		if b.Progress != nil {
			b.Progress(done.Lines, len(lines))
		}
	}
	return done, nil
}

func (o Office) batchPart(ctx context.Context, clientID id.ID, kind string, request any, do func(supportState, *batchPart) error) (part batchPart, err error) {
	receipt, err := o.supporting(ctx, clientID, kind, request, func(s supportState) error {
		part = batchPart{}
		if err := do(s, &part); err != nil {
			return err
		}
		if len(part.Cases) == 0 {
			return store.ErrNothing // what was refused alone can be tried again
		}
		return s.Tx.SetOutcome(part)
	})
	if err != nil {
		return part, err
	}
	if receipt.Again {
		return part, json.Unmarshal(receipt.Outcome, &part)
	}
	slices.Sort(part.people)
	return part, o.listed(ctx, post.OpenCase, kind, 0, slices.Compact(part.people))
}
