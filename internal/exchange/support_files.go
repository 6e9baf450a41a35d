package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"youfu/internal/benefit"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/post"
	"youfu/internal/store"
)

// Lines is a file with many lines of work in the matter of support. Each line is done, or refused with its reason; the same file again goes on
// where it was cut off, and does nothing twice.
type Lines struct {
	Name     string // of the file; only its ending matters
	File     io.ReaderAt
	Size     int64
	Progress func(done, total int) // may be nil
}

// LinesDone is what became of a file of lines.
type LinesDone struct {
	Lines   int
	Done    int
	Refused []LineRefusal // in the order of the file
	Unknown []string      // headings that name no column: these columns are not read
	Cases   []id.ID       // of the lines that were done
}

// LineRefusal is a line that was not done.
type LineRefusal struct {
	Row  int    // of the file, as a spreadsheet program numbers it
	Code string // stable, for scripts: the last part of Key
	Key  string
	Args []any
}

// Headings of the columns of such files.
var (
	actColumns   = map[string][]string{"case": {"case", "件号"}, "step": {"step", "环节"}, "decision": {"decision", "决定"}, "reason": {"reason", "理由"}}
	applyColumns = map[string][]string{"person": {"person"}, "ref": {"ref", "编号"}, "citizen_number": {"citizen_number", "身份证号"}, "child": {"child"},
		"child_ref": {"child_ref", "孩子编号"}, "child_number": {"child_number", "孩子身份证号"}, "account": {"account", "账号"}, "holder": {"holder", "户名"}}
)

// decisions are the words for a decision in a file.
var decisions = map[string]string{"": benefit.Passed, "passed": benefit.Passed, "通过": benefit.Passed, "refused": benefit.Refused, "不通过": benefit.Refused}

// Acts does the next steps of many cases from a file: columns case and step, and if they are there decision (passed where it is empty) and
// reason.
func Acts(ctx context.Context, o office.Office, l Lines, signer benefit.Signer) (LinesDone, error) {
	if !o.May(post.Notice) {
		if err := o.Must(post.Decide); err != nil {
			return LinesDone{}, err
		}
	}
	t, err := l.open(actColumns, "case", "step")
	if err != nil {
		return LinesDone{}, err
	}
	var acts []office.Decision
	err = t.each(func(cell func(string) string) error {
		which, err := id.Parse(cell("case"))
		if err != nil {
			return fault.New(fault.Invalid, "exchange.line-no-case")
		}
		outcome, known := decisions[cell("decision")]
		if !known {
			return fault.New(fault.Invalid, "benefit.bad-decision", cell("decision"))
		}
		acts = append(acts, office.Decision{Case: which, Step: cell("step"), Outcome: outcome, Reason: cell("reason")})
		return nil
	})
	if err != nil {
		return t.done, err
	}
	batch, err := l.batch("acts", acts)
	if err != nil {
		return t.done, err
	}
	done, err := o.ActMany(ctx, batch, acts, signer)
	return t.result(done), err
}

// Applications enters many applications for a scheme from a file. A person is named by her id, a ref or her citizen number, the child that it is
// about likewise; a column that is named as a kind of paper holds what that paper says of itself, and is empty where it was not seen.
func Applications(ctx context.Context, o office.Office, l Lines, scheme string) (LinesDone, error) {
	if err := o.Must(post.ApplySupport); err != nil {
		return LinesDone{}, err
	}
	practice, err := o.District.Practice(ctx)
	if err != nil {
		return LinesDone{}, err
	}
	columns := map[string][]string{}
	for name, headings := range applyColumns {
		columns[name] = headings
	}
	for _, e := range practice.Evidence {
		columns[paperColumn+e.ID] = []string{e.ID, e.Title.Zh, e.Title.En}
	}
	t, err := l.open(columns)
	if err != nil {
		return LinesDone{}, err
	}
	var all []office.ApplySupport
	err = o.District.Store.Read(ctx, func(tx *store.Tx) error {
		return t.each(func(cell func(string) string) error {
			a, err := applicationOf(tx, o, practice, scheme, cell)
			if err == nil {
				all = append(all, a)
			}
			return err
		})
	})
	if err != nil {
		return t.done, err
	}
	batch, err := l.batch("applications", all)
	if err != nil {
		return t.done, err
	}
	done, err := o.ApplyMany(ctx, batch, all)
	return t.result(done), err
}

const paperColumn = "paper "

func applicationOf(tx *store.Tx, o office.Office, practice *catalogue.Catalogue, scheme string, cell func(string) string) (a office.ApplySupport, err error) {
	a = office.ApplySupport{Scheme: scheme, Papers: map[string]string{}, Account: cell("account"), Holder: cell("holder")}
	for _, e := range practice.Evidence {
		if says := cell(paperColumn + e.ID); says != "" {
			a.Papers[e.ID] = says
		}
	}
	if a.Person, err = whoIs(tx, o, cell("person"), cell("ref"), cell("citizen_number")); err != nil {
		return a, err
	}
	if cell("child")+cell("child_ref")+cell("child_number") == "" {
		return a, nil
	}
	a.Child, err = whoIs(tx, o, cell("child"), cell("child_ref"), cell("child_number"))
	return a, err
}

// whoIs is the entry of the register that a line names. Nobody, or several: it says the same as for somebody out of the actor's reach.
func whoIs(tx *store.Tx, o office.Office, named, ref, number string) (id.ID, error) {
	unknown := fault.New(fault.NotFound, "person.not-found")
	if named != "" {
		who, err := id.Parse(named)
		if err != nil {
			return who, unknown
		}
		return who, nil
	}
	one := person.Identifier{System: person.Ref, Value: ref}
	if ref == "" {
		parsed, err := civil.ParseNumber(number)
		if err != nil {
			return id.ID{}, fault.New(fault.Invalid, "exchange.line-bad-number")
		}
		one = person.Identifier{System: person.Number, Value: string(parsed)}
	}
	holders, err := person.Holders(tx, o.District.Keys, one)
	if err != nil {
		return id.ID{}, err
	}
	var found []id.ID
	for _, entry := range holders {
		who, err := person.Canonical(tx, entry)
		if err != nil {
			return who, err
		}
		if !slices.Contains(found, who) {
			found = append(found, who)
		}
	}
	if len(found) != 1 {
		return id.ID{}, unknown
	}
	return found[0], nil
}

// lineTable is a file of lines being read.
type lineTable struct {
	sheet   *sheet.Sheet
	columns map[string]int
	rows    []int // of the lines that could be read
	done    LinesDone
}

func (l Lines) open(names map[string][]string, needed ...string) (*lineTable, error) {
	s, err := sheet.Open(l.File, l.Size, l.Name)
	if err != nil {
		return nil, err
	}
	header, err := s.Next()
	if err != nil {
		return nil, err
	}
	t := &lineTable{sheet: s, columns: map[string]int{}}
	for i, c := range header.Cells {
		known := false
		for name, headings := range names {
			if slices.Contains(headings, strings.ToLower(c.Text)) || slices.Contains(headings, c.Text) {
				t.columns[name], known = i, true
			}
		}
		if !known && c.Text != "" {
			t.done.Unknown = append(t.done.Unknown, c.Text)
		}
	}
	for _, name := range needed {
		if _, there := t.columns[name]; !there {
			return nil, fault.New(fault.Invalid, "exchange.no-columns", name)
		}
	}
	return t, nil
}

// each reads the lines. A line that read refuses, or whose text cannot be read, is refused by itself.
func (t *lineTable) each(read func(cell func(string) string) error) error {
	for {
		row, err := t.sheet.Next()
		var f *fault.Error
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &f) && len(f.Fields) == 1 && f.Fields[0].Code == "bad-text":
			t.refuse(f.Fields[0].Row, "exchange.bad-text")
			continue
		case err != nil:
			return err
		}
		if slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool { return c.Float }) {
			t.refuse(row.N, "exchange.number-as-float")
			continue
		}
		err = read(func(name string) string {
			column, there := t.columns[name]
			if !there {
				return ""
			}
			return row.At(column).Text
		})
		switch {
		case err == nil:
			t.rows = append(t.rows, row.N)
		case errors.As(err, &f) && f.Kind != fault.Machine:
			t.refuse(row.N, f.Key, f.Args...)
		default:
			return err
		}
	}
}

func (t *lineTable) refuse(row int, key string, args ...any) {
	t.done.Lines++
	t.done.Refused = append(t.done.Refused, LineRefusal{row, key[strings.LastIndexByte(key, '.')+1:], key, args})
}

// batch is the work of a file. The same lines, as they were understood, have the same id: where the register came to know somebody meanwhile,
// the file is another batch, in which what was done before is refused.
func (l Lines) batch(kind string, lines any) (office.Batch, error) {
	text, err := json.Marshal(lines)
	return office.Batch{ID: id.FromHash(append([]byte(kind+"\x00"), text...)), Progress: l.Progress}, err
}

func (t *lineTable) result(b office.BatchDone) LinesDone {
	t.done.Lines += b.Lines
	t.done.Done, t.done.Cases = b.Done, b.Cases
	for _, r := range b.Refused {
		t.refuse(t.rows[r.Line-1], r.Why.Key, r.Why.Args...)
		t.done.Lines-- // it was counted
	}
	slices.SortStableFunc(t.done.Refused, func(a, b LineRefusal) int { return a.Row - b.Row })
	return t.done
}

// Message says why a line was refused.
func (r LineRefusal) Message(l lang.Lang) string { return lang.T(l, r.Key, r.Args...) }
