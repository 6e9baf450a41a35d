package bank

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"youfu/catalog"
	"youfu/internal/civil"
	"youfu/internal/exchange/bank"
	"youfu/internal/id"
	"youfu/internal/money"
)

var profiles = sync.OnceValue(func() map[string]*bank.Profile {
	folder, err := fs.Sub(catalog.Banks, "banks")
	if err != nil {
		panic(err)
	}
	all, err := bank.LoadProfiles(folder)
	if err != nil {
		panic(err)
	}
	return all
})

var profileNames = []string{"csv", "iso20022", "xlsx", "yikatong"}

var start = civil.MustDate("2026-11-26")

// orderOf is an order of payments whose amounts are given, each to an account of its own.
func orderOf(n int, amounts ...int64) bank.Order {
	base := id.ID{0x01, 0x99}
	o := bank.Order{MessageID: bank.MessageID(id.Derive(base, "order", n), 1), Created: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), ExecutionOn: start, Batch: n,
		Debtor: bank.Party{Name: "清河区财政局", Account: "9990001", Agent: bank.Agent{CNAPS: "999100000019"}}}
	for i, fen := range amounts {
		k := n*1_000_000 + i
		o.Lines = append(o.Lines, bank.Line{Payment: id.Derive(base, "payment", k), Fen: money.Fen(fen), Name: []string{"何秀芬", "阿依古丽·买买提", "李𠮷 & <妹>"}[i%3], Account: fmt.Sprint(6_299_000_000 + k),
			CitizenNumber: "999999198506150028", Remittance: "育儿补贴", Year: 2026, Month: 11, Project: "育儿补贴", Unit: "清河区卫生健康局"})
	}
	return o
}

func file(t testing.TB, p *bank.Profile, o bank.Order) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := bank.Write(&b, p, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func answers(t fataler, p *bank.Profile, file []byte) (all []bank.Answer) {
	t.Helper()
	f, err := bank.Open(bytes.NewReader(file), int64(len(file)), p)
	if err != nil {
		t.Fatalf("%v: %.300s", err, file)
	}
	for a, err := range f.Answers() {
		if err != nil {
			t.Fatalf("%v: %.3000s", err, file)
		}
		all = append(all, a)
	}
	return all
}

// A faithful bank pays what was ordered: what is written, taken, answered and read again is the same payments and the same fen.
func TestFaithfulBank(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := profiles()[rapid.SampledFrom(profileNames).Draw(rt, "profile")]
		amounts := rapid.SliceOfN(rapid.Int64Range(1, 5_000_000), 1, 30).Draw(rt, "fen")
		o := orderOf(1, amounts...)
		b := New(rapid.Uint64().Draw(rt, "seed"), Options{Profile: p})
		if err := b.Take(file(t, p, o)); err != nil {
			rt.Fatal(err)
		}
		paid := map[id.ID]int64{}
		for on := start; !b.Quiet(); on = on.AddDays(1) {
			for _, f := range b.Answers(on) {
				for _, a := range answers(rt, p, f) {
					switch a.Kind {
					case bank.Paid:
						paid[a.Payment] += int64(a.Fen)
					case bank.Accepted:
					default:
						rt.Fatalf("%v", a)
					}
				}
			}
		}
		want := map[id.ID]int64{}
		for _, l := range o.Lines {
			want[l.Payment] = int64(l.Fen)
		}
		if fmt.Sprint(paid) != fmt.Sprint(want) || fmt.Sprint(b.Credited()) != fmt.Sprint(want) {
			rt.Fatalf("ordered %v\nread %v\ncredited %v", want, paid, b.Credited())
		}
	})
}

// books is the least of a ledger: what is known of each payment, from answers alone.
type books struct {
	ordered  map[id.ID]int64
	accepted map[id.ID]bool
	booked   map[id.ID]map[string]bank.Answer // by the bank's reference: one booking is one, however often it is told
	rejected map[id.ID]bool
	alarms   map[id.ID]bool
	strays   int
}

func (k *books) hear(a bank.Answer, of map[string][]id.ID) {
	if a.Scope == bank.OfOrder {
		for _, p := range of[a.Message] {
			k.accepted[p] = k.accepted[p] || a.Kind == bank.Accepted
		}
		return
	}
	fen, ours := k.ordered[a.Payment]
	if !ours {
		k.strays++
		return
	}
	switch a.Kind {
	case bank.Paid, bank.Returned:
		if k.booked[a.Payment] == nil {
			k.booked[a.Payment] = map[string]bank.Answer{}
		}
		k.booked[a.Payment][a.BankReference] = a
		k.alarms[a.Payment] = k.alarms[a.Payment] || int64(a.Fen) != fen
	case bank.Rejected:
		k.rejected[a.Payment] = true
	case bank.Unknown:
		k.alarms[a.Payment] = true
	}
}

// balance is what the bookings of a payment leave with the person.
func (k *books) balance(p id.ID) (fen int64) {
	for _, a := range k.booked[p] {
		if a.Kind == bank.Paid {
			fen += int64(a.Fen)
		} else {
			fen -= int64(a.Fen)
		}
	}
	return fen
}

// runBank orders, sends every file again where the bank did not answer, and listens until the bank is quiet.
func runBank(t fataler, b *Bank, p *bank.Profile, orders []bank.Order, files [][]byte) *books {
	k := &books{map[id.ID]int64{}, map[id.ID]bool{}, map[id.ID]map[string]bank.Answer{}, map[id.ID]bool{}, map[id.ID]bool{}, 0}
	of := map[string][]id.ID{}
	for i, o := range orders {
		for _, l := range o.Lines {
			k.ordered[l.Payment] = int64(l.Fen)
			of[o.MessageID] = append(of[o.MessageID], l.Payment)
		}
		for range 5 {
			err := b.Take(files[i])
			if err == nil {
				break
			}
			if !errors.Is(err, ErrTimeOut) {
				t.Fatalf("%v", err)
			}
		}
	}
	for on := start; !b.Quiet(); on = on.AddDays(1) {
		if on > start.AddDays(200) {
			t.Fatalf("the bank never comes to rest")
		}
		for _, f := range b.Answers(on) {
			for _, a := range answers(t, p, f) {
				k.hear(a, of)
			}
		}
	}
	return k
}

// However the bank misbehaves, what its answers add up to is what it did, or an alarm: nothing is credited twice, and what nobody was told
// of is seen to be missing.
func TestMisbehavingBankIsUnderstood(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := profiles()[rapid.SampledFrom(profileNames).Draw(rt, "profile")]
		options := All(p, rapid.SampledFrom([]int{0, 50, 300, 900}).Draw(rt, "often"))
		b := New(rapid.Uint64().Draw(rt, "seed"), options)
		var orders []bank.Order
		var files [][]byte
		for n := range rapid.IntRange(1, 3).Draw(rt, "orders") {
			o := orderOf(n, rapid.SliceOfN(rapid.Int64Range(1, 100_000), 1, 12).Draw(rt, "fen")...)
			orders, files = append(orders, o), append(files, file(t, p, o))
		}
		k := runBank(rt, b, p, orders, files)
		truth := b.Credited()
		for payment, fen := range k.ordered {
			got := truth[payment]
			if got > fen+1 {
				rt.Fatalf("%v of %v: credited more than once", got, fen)
			}
			if told := k.balance(payment); told != got {
				rt.Fatalf("%s: told %d, credited %d", payment, told, got)
			}
			if got != 0 && got != fen && !k.alarms[payment] {
				rt.Fatalf("%s: %d instead of %d, and nobody is alarmed", payment, got, fen)
			}
			if k.rejected[payment] && got != 0 {
				rt.Fatalf("%s: rejected, and credited %d", payment, got)
			}
		}
		for payment := range truth {
			if _, ours := k.ordered[payment]; !ours {
				rt.Fatalf("%s was credited and never ordered", payment)
			}
		}
	})
}

// Each kind of misbehaviour does happen, by itself, and nothing else does.
func TestEachMisbehaviour(t *testing.T) {
	amounts := make([]int64, 40)
	for i := range amounts {
		amounts[i] = 60_000 + int64(i)
	}
	for _, name := range profileNames {
		p := profiles()[name]
		for _, c := range []struct {
			name    string
			options Options
			check   func(k *books, b *Bank) bool
		}{
			{"time-out", Options{TimeOut: 1000}, func(k *books, b *Bank) bool { return all(k, b, 1) }},
			{"partial", Options{Partial: 500}, func(k *books, b *Bank) bool { return all(k, b, 1) && days(k) > 3 }},
			{"lost", Options{Lost: 1000}, func(k *books, b *Bank) bool { return all(k, b, 0) && len(k.booked)+len(k.rejected) == 0 }},
			{"late return", Options{LateReturn: 1000}, func(k *books, b *Bank) bool { return all(k, b, 0) && days(k) > 5 && len(k.booked) == 40 }},
			{"wrong amount", Options{WrongAmount: 1000}, func(k *books, b *Bank) bool { return len(k.alarms) == 40 && alarmed(k) == 40 }},
			{"closed", Options{ClosedAccount: 1000}, func(k *books, b *Bank) bool {
				return all(k, b, 0) && len(k.rejected) > 5 && len(k.booked) > 5 && len(k.rejected)+len(k.booked) == 40
			}},
			{"name", Options{NameMismatch: 1000}, func(k *books, b *Bank) bool { return all(k, b, 0) && len(k.rejected) == 40 }},
			{"duplicate", Options{Duplicate: 1000}, func(k *books, b *Bank) bool { return all(k, b, 1) }},
			{"wrong order", Options{WrongOrder: 500, LateReturn: 500}, func(k *books, b *Bank) bool { return len(k.booked) == 40 }},
			{"unknown reference", Options{UnknownReference: 1000}, func(k *books, b *Bank) bool { return all(k, b, 1) && k.strays > 0 }},
		} {
			t.Run(name+" "+c.name, func(t *testing.T) {
				c.options.Profile = p
				b := New(7, c.options)
				o := orderOf(1, amounts...)
				k := runBank(t, b, p, []bank.Order{o}, [][]byte{file(t, p, o)})
				if !c.check(k, b) {
					t.Errorf("booked %d, rejected %d, alarms %d, strays %d, days %d, credited %d", len(k.booked), len(k.rejected), alarmed(k), k.strays, days(k), len(b.Credited()))
				}
				var sum int64
				for _, fen := range b.Balances() {
					sum += fen
				}
				for _, fen := range b.Credited() {
					sum -= fen
				}
				if sum != 0 {
					t.Errorf("accounts and payments differ by %d fen", sum)
				}
			})
		}
	}
}

// all reports whether every payment was credited so many times its amount, and the books say so too.
func all(k *books, b *Bank, times int64) bool {
	truth := b.Credited()
	for p, fen := range k.ordered {
		if truth[p] != times*fen || k.balance(p) != times*fen {
			return false
		}
	}
	return len(k.ordered) > 0
}

func alarmed(k *books) (n int) {
	for _, yes := range k.alarms {
		if yes {
			n++
		}
	}
	return n
}

// days is how many days have bookings.
func days(k *books) int {
	seen := map[civil.Date]bool{}
	for _, all := range k.booked {
		for _, a := range all {
			seen[a.On] = true
		}
	}
	return len(seen)
}

// The same file, the same payments in another file, and a file sent again weeks later credit once.
func TestSentTwiceIsCreditedOnce(t *testing.T) {
	for _, name := range profileNames {
		p := profiles()[name]
		b := New(1, Options{Profile: p})
		o := orderOf(1, 60_000, 70_000)
		other := o
		other.MessageID = bank.MessageID(id.Derive(id.ID{9}, "order", 9), 1)
		var kinds []string
		for i, f := range [][]byte{file(t, p, o), file(t, p, o), file(t, p, other), file(t, p, o)} {
			if err := b.Take(f); err != nil {
				t.Fatal(err)
			}
			for _, f := range b.Answers(start.AddDays(10 * i)) {
				if again := i == 1 || i == 3; name == "iso20022" && bytes.Contains(f, []byte("DU01")) != again && bytes.Contains(f, []byte("pain.002")) {
					t.Errorf("file %d is answered %s", i, f)
				}
				for _, a := range answers(t, p, f) {
					if i > 0 {
						kinds = append(kinds, a.Kind.String())
					}
				}
			}
		}
		for _, f := range b.Answers(start.AddDays(100)) {
			_ = answers(t, p, f)
		}
		if got := b.Credited(); !b.Quiet() || got[o.Lines[0].Payment] != 60_000 || got[o.Lines[1].Payment] != 70_000 || len(got) != 2 {
			t.Errorf("%s: credited %v", name, got)
		}
		slices.Sort(kinds)
		if kinds = slices.Compact(kinds); slices.Contains(kinds, "rejected") {
			t.Errorf("%s: a repetition reads as a rejection: %v", name, kinds)
		}
	}
}

func TestTheSameSeedMisbehavesTheSame(t *testing.T) {
	for _, name := range profileNames {
		p := profiles()[name]
		var runs []string
		for _, seed := range []uint64{3, 3, 4} {
			b := New(seed, All(p, 300))
			var said bytes.Buffer
			for n := range 3 {
				err := b.Take(file(t, p, orderOf(n, 100, 200, 300, 400, 500)))
				fmt.Fprintln(&said, err)
			}
			for on := start; on < start.AddDays(90); on = on.AddDays(1) {
				for _, f := range b.Answers(on) {
					said.Write(f)
				}
			}
			runs = append(runs, said.String())
		}
		if runs[0] != runs[1] || runs[0] == runs[2] {
			t.Errorf("%s: same %v, other seed same %v", name, runs[0] == runs[1], runs[0] == runs[2])
		}
	}
}

// Fates do not hang on when one asks: every day, or once at the end.
func TestAskingSeldomTellsTheSame(t *testing.T) {
	p := profiles()["iso20022"]
	options := All(p, 300)
	options.TimeOut, options.WrongOrder, options.UnknownReference = 0, 0, 0
	var truths []map[id.ID]int64
	for _, step := range []int{1, 7, 120} {
		b := New(5, options)
		if err := b.Take(file(t, p, orderOf(1, 100, 200, 300, 400, 500, 600, 700, 800))); err != nil {
			t.Fatal(err)
		}
		for on := start; on <= start.AddDays(240); on = on.AddDays(step) {
			b.Answers(on)
		}
		truths = append(truths, b.Credited())
	}
	if fmt.Sprint(truths[0]) != fmt.Sprint(truths[1]) || fmt.Sprint(truths[0]) != fmt.Sprint(truths[2]) {
		t.Errorf("%v\n%v\n%v", truths[0], truths[1], truths[2])
	}
}

func TestOrdersThatAreNotTaken(t *testing.T) {
	iso, text := profiles()["iso20022"], profiles()["yikatong"]
	good := string(file(t, iso, orderOf(1, 60_000, 70_000)))
	line := string(file(t, text, orderOf(1, 60_000)))
	for name, c := range map[string]struct {
		profile *bank.Profile
		file    string
	}{
		"nothing": {iso, ""}, "half": {iso, good[:len(good)/2]}, "another sum": {iso, strings.Replace(good, "1300.00", "1300.01", 1)},
		"another count": {iso, strings.Replace(good, "<NbOfTxs>2", "<NbOfTxs>3", 1)}, "dollars": {iso, strings.Replace(good, `"CNY"`, `"USD"`, 1)},
		"another message": {iso, strings.Replace(good, "pain.001.001.09", "pain.001.001.03", 1)},
		"no amount":       {text, strings.Replace(line, "600.00", "", 1)}, "half a fen": {text, strings.Replace(line, "600.00", "600.005", 1)}, "a payment twice": {text, line + line},
		"an empty table": {text, ""},
	} {
		b := New(1, Options{Profile: c.profile})
		if err := b.Take([]byte(c.file)); err == nil || errors.Is(err, ErrTimeOut) {
			t.Errorf("%s is taken: %v", name, err)
		}
		if b.Answers(start); !b.Quiet() || len(b.Credited()) > 0 {
			t.Errorf("%s: something came of it", name)
		}
	}
}

func BenchmarkTakeAndAnswer10000(b *testing.B) {
	p := profiles()["iso20022"]
	amounts := make([]int64, 10_000)
	for i := range amounts {
		amounts[i] = 60_000
	}
	f := file(b, p, orderOf(1, amounts...))
	for b.Loop() {
		x := New(1, All(p, 20))
		if err := x.Take(f); err != nil && !errors.Is(err, ErrTimeOut) {
			b.Fatal(err)
		}
		for on := start; !x.Quiet(); on = on.AddDays(1) {
			x.Answers(on)
		}
	}
}
