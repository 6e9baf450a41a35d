package exchange

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"youfu/catalog"
	"youfu/internal/benefit"
	"youfu/internal/benefit/entitle"
	"youfu/internal/catalogue"
	"youfu/internal/exchange/bank"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/office"
	"youfu/internal/post"
)

// banksFolder is where a catalogue keeps the profiles of banks.
const banksFolder = "banks"

// Banks are the profiles of banks by id: the shipped ones, and those of a district's overlay, which may be nil, over them.
func Banks(overlay fs.FS) (map[string]*bank.Profile, error) {
	all := map[string]*bank.Profile{}
	for _, from := range []fs.FS{catalog.Banks, overlay} {
		if from == nil {
			continue
		}
		folder, err := fs.Sub(from, banksFolder)
		if err != nil {
			return nil, fault.New(fault.Machine, "fault.machine").Because(err)
		}
		some, err := bank.LoadProfiles(folder)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, some)
	}
	return all, nil
}

// BankOf is a bank's profile by its id. NotFound where there is none.
func BankOf(overlay fs.FS, named string) (*bank.Profile, error) {
	all, err := Banks(overlay)
	if err != nil {
		return nil, err
	}
	if p := all[named]; p != nil {
		return p, nil
	}
	return nil, fault.New(fault.NotFound, "exchange.no-bank", named, strings.Join(slices.Sorted(maps.Keys(all)), ", "))
}

// Order sends a funded plan to a bank: the lines that may go now, as many as one file of the bank holds; WriteOrder makes the file. A line that
// the bank would not take as it is, is held like any other, so that what was ordered can always be written.
func Order(ctx context.Context, o office.Office, clientID, plan id.ID, p *bank.Profile, signer benefit.Signer) (office.Plan, error) {
	takes := func(scheme *catalogue.Scheme, l office.OrderLine) string {
		line, err := lineOf(p, scheme, notProvided, l) // the paying office is looked at when it is noted
		if err != nil {
			return "bad-period"
		}
		for _, r := range bank.Check(p, bank.Order{Lines: []bank.Line{line}}) {
			return r.Code
		}
		return ""
	}
	return o.OrderTo(ctx, clientID, plan, office.Bank{Profile: p.ID, Lines: p.Limits.Lines, Numbers: p.Uses(bank.ValueCitizenNumber), Takes: takes}, signer)
}

// WriteOrder writes an order that was made as the bank's file; attempt 0 is the last one. The same order gives the same bytes, as long as nobody
// changes the paying account or a person's name: it can be written as often as it is needed, and its message id tells the bank that it is one.
// NotFound where nothing was ordered.
func WriteOrder(ctx context.Context, o office.Office, w io.Writer, p *bank.Profile, plan id.ID, attempt int) (bank.Sent, error) {
	made, err := o.OrderOf(ctx, plan, attempt, p.Uses(bank.ValueCitizenNumber))
	if err != nil {
		return bank.Sent{}, err
	}
	order, err := orderOf(p, made)
	if err != nil {
		return bank.Sent{}, err
	}
	return bank.Write(w, p, order)
}

// notProvided is what payment messages say where something is not known; a bank that needs it refuses the file as a whole.
const notProvided = "NOTPROVIDED"

func orderOf(p *bank.Profile, made office.Ordered) (bank.Order, error) {
	unit := cmp.Or(made.Payer.Name, made.Unit, notProvided)
	order := bank.Order{MessageID: made.Message + messageEnd, Created: made.Made, ExecutionOn: made.On, Batch: made.Attempt, Debtor: partyOf(made.Payer, unit)}
	for _, l := range made.Lines {
		line, err := lineOf(p, made.Scheme, unit, l)
		if err != nil {
			return order, err
		}
		order.Lines = append(order.Lines, line)
	}
	return order, nil
}

// messageEnd ends a message id: an order is one file.
const messageEnd = "001"

func partyOf(a office.PayingAccount, name string) bank.Party {
	p := bank.Party{Name: cmp.Or(a.Name, name), Account: cmp.Or(a.Account, notProvided), Agent: bank.Agent{CNAPS: a.CNAPS, BIC: a.BIC, Name: a.Branch}}
	if p.Agent == (bank.Agent{}) {
		p.Agent.Name = notProvided
	}
	return p
}

// PutPayingAccount notes the account that support is paid from, by the paying body. Invalid where no bank would take it.
func PutPayingAccount(ctx context.Context, o office.Office, clientID id.ID, a office.PayingAccount) error {
	if err := o.Must(post.OrderPayments); err != nil {
		return err
	}
	if a.Name == "" || a.Account == "" || !partyOf(a, "").IsValid() {
		return fault.New(fault.Invalid, "bank.bad-debtor")
	}
	return o.PutPayingAccount(ctx, clientID, a)
}

func lineOf(p *bank.Profile, scheme *catalogue.Scheme, unit string, l office.OrderLine) (bank.Line, error) {
	period, err := entitle.ParsePeriod(scheme, l.Period)
	if err != nil {
		return bank.Line{}, err
	}
	last := int(period.To() - 1) // the month in which what it is for ends
	line := bank.Line{Payment: l.EndToEnd, Fen: l.Fen, Name: l.Name, Account: l.Account, CitizenNumber: l.Number, Year: last / 12, Month: last%12 + 1,
		Project: scheme.Title.Zh, Unit: unit, Remittance: remittance(p, scheme.Title.Zh, l.Period)}
	if period.Months == 12 {
		line.Month = 0
	}
	return line, nil
}

// remittance is what the person reads beside the amount: the scheme and the period, the scheme's name shortened where the bank has no room.
func remittance(p *bank.Profile, scheme, period string) string {
	most := p.Limits.Remittance
	if most == 0 {
		most = 140
	}
	name := []rune(scheme)
	room := max(0, most-utf8.RuneCountInString(period)-1)
	return strings.TrimSpace(strings.TrimSpace(string(name[:min(len(name), room)])) + " " + period)
}

// Answered is what became of a bank's file. Lines that could not be read are refused, each with its place, and the others count.
type Answered struct {
	benefit.Taken
	Format  string
	Fen     money.Fen // that the file says was paid, to whomever
	Passed  int       // statuses and bookings that say nothing of a payment
	Refused []*bank.Refusal
}

// Answer takes in a file of the bank's, by the paying body. It is read to its end before anything of it counts; the same file again changes
// nothing. What names no payment of ours stands in suspense.
//
// Errors are about the file as a whole: kind Invalid, area "bank".
func Answer(ctx context.Context, o office.Office, p *bank.Profile, file io.ReaderAt, size int64) (Answered, error) {
	if err := o.Must(post.OrderPayments); err != nil {
		return Answered{}, err
	}
	f, err := bank.Open(file, size, p)
	if err != nil {
		return Answered{}, err
	}
	a := Answered{Format: f.Format}
	var said []bank.Answer
	for one, err := range f.Answers() {
		var refusal *bank.Refusal
		switch {
		case errors.As(err, &refusal):
			a.Refused = append(a.Refused, refusal)
		case err != nil:
			return a, err
		default:
			said = append(said, one)
			if one.Kind == bank.Paid {
				a.Fen += one.Fen // each is bounded by what a file can hold
			}
		}
	}
	a.Passed = f.Passed
	a.Findings, a.States, a.Exceptions = map[string]int{}, map[string]int{}, []string{}
	answers, err := spread(ctx, o, said)
	if err != nil || len(answers) == 0 { // nothing is said of any payment
		return a, err
	}
	a.Taken, err = o.TakeAnswers(ctx, p.ID, f.Hash[:], answers)
	return a, err
}

// spread makes what a bank says of orders and payments answers about payments. What it says of an order is said of each of its payments that
// the file does not speak of by itself.
func spread(ctx context.Context, o office.Office, said []bank.Answer) ([]benefit.Answer, error) {
	own := map[id.ID]bool{}
	for _, a := range said {
		if a.Scope == bank.OfPayment && !a.Payment.Zero() {
			own[a.Payment] = true
		}
	}
	today := o.District.Today()
	var all []benefit.Answer
	for _, a := range said {
		one := benefit.Answer{EndToEnd: a.Payment, Kind: a.Kind.String(), Fen: a.Fen, On: cmp.Or(a.On, today), Code: cmp.Or(a.Code, a.Status), Booking: a.BankReference, Doubt: a.Doubt, Words: wordsOf(a)}
		refs := []id.ID{a.Payment}
		if a.Scope == bank.OfOrder {
			var err error
			if refs, err = sentUnder(ctx, o, a.Message); err != nil {
				return nil, err
			}
			refs = slices.DeleteFunc(refs, func(ref id.ID) bool { return own[ref] })
		}
		for _, ref := range refs {
			one.EndToEnd, one.Line = ref, len(all)+1
			all = append(all, one)
		}
	}
	return all, nil
}

// sentUnder are the payments of an order that the bank names by its message id; a zero one, which stands in suspense, where it is none of ours.
func sentUnder(ctx context.Context, o office.Office, message string) ([]id.ID, error) {
	refs, err := o.SentUnder(ctx, strings.ToLower(strings.TrimSuffix(message, messageEnd)))
	if err == nil && len(refs) == 0 {
		refs = []id.ID{{}}
	}
	return refs, err
}

// wordsOf are the bank's own words; where it names no payment of ours, with how it names it, so that somebody can find it.
func wordsOf(a bank.Answer) string {
	if !a.Payment.Zero() {
		return a.Note
	}
	return strings.Join(slices.DeleteFunc([]string{a.EndToEnd, a.Message, a.Note}, func(s string) bool { return s == "" }), " · ")
}
