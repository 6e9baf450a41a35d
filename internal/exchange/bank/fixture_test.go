package bank

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"youfu/catalog"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/money"
)

var update = flag.Bool("update", false, "write the golden files anew")

// shipped are the profiles that Youfu ships.
var shipped = sync.OnceValue(func() map[string]*Profile {
	folder, err := fs.Sub(catalog.Banks, "banks")
	if err != nil {
		panic(err)
	}
	all, err := LoadProfiles(folder)
	if err != nil {
		panic(err)
	}
	return all
})

func profile(t testing.TB, name string) *Profile {
	t.Helper()
	p := shipped()[name]
	if p == nil {
		t.Fatalf("no profile %s", name)
	}
	return p
}

func payment(n int) id.ID { return id.Derive(id.ID{0x01, 0x99}, "payment", n) }

var created = time.Date(2026, 11, 24, 9, 30, 0, 0, time.FixedZone("", 8*3600))

// order asks for three payments: a plain one, one with characters that need care, and the least that a line can be.
func order() Order {
	return Order{
		MessageID: MessageID(id.Derive(id.ID{0x01, 0x99}, "order", 1), 1), Created: created, ExecutionOn: civil.MustDate("2026-11-26"), Batch: 2,
		Debtor: Party{Name: "清河区财政局惠民补贴专户", Account: "9990001000000017", Agent: Agent{CNAPS: "999100000019", Name: "清河农村商业银行营业部"}},
		Lines: []Line{
			{Payment: payment(1), Fen: 96_000, Name: "何秀芬", Account: "6299990000000000018", Agent: Agent{CNAPS: "999100000027", Name: "清河农村商业银行城关支行"},
				CitizenNumber: "999999196003150021", Remittance: "2026年奖励扶助金", Year: 2026, Project: "农村部分计划生育家庭奖励扶助", Unit: "清河区卫生健康局"},
			{Payment: payment(2), Fen: 30_005, Name: "阿依古丽·买买提<&>𠮷", Account: "9990-002000000025", Agent: Agent{BIC: "ABCDCNBJ"},
				CitizenNumber: "999999199001010040", Remittance: "2026年11月育儿补贴 \"补发\"", Year: 2026, Month: 11, Project: "育儿补贴", Unit: "清河区卫生健康局"},
			{Payment: payment(3), Fen: 1, Name: "李敏", Account: "1", CitizenNumber: "999999198506150028", Remittance: "补差", Year: 2025, Month: 1, Project: "育儿补贴", Unit: "清河区卫生健康局"},
		},
	}
}

func written(t testing.TB, p *Profile, o Order) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := Write(&b, p, o); err != nil {
		t.Fatal(lang.Error(lang.En, err), err)
	}
	return b.Bytes()
}

// read is everything in a file, to its end or to where it cannot be read further.
func read(p *Profile, file []byte) (f *File, answers []Answer, refused []*Refusal, err error) {
	if f, err = Open(bytes.NewReader(file), int64(len(file)), p); err != nil {
		return nil, nil, nil, err
	}
	for a, e := range f.Answers() {
		switch refusal := (*Refusal)(nil); {
		case errors.As(e, &refusal):
			refused = append(refused, refusal)
		case e != nil:
			err = e
		default:
			answers = append(answers, a)
		}
	}
	return f, answers, refused, err
}

// line shows an answer for comparison.
func line(a Answer) string {
	return fmt.Sprintf("%d %s %q %v %q %s %v ref %q %s/%s %q", a.Row, [...]string{"payment", "order"}[a.Scope], a.EndToEnd, a.Kind, a.Message, a.Fen.Plain(), a.On, a.BankReference, a.Status, a.Code, a.Note)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs:\n%s\nwant\n%s", name, got, want)
	}
}

func asFault(err error, f **fault.Error) bool { return errors.As(err, f) }

func sum(lines []Line) (f money.Fen) {
	for _, l := range lines {
		f += l.Fen
	}
	return f
}
