package bank

import (
	"crypto/sha256"
	"errors"
	"io"
	"iter"
	"unicode/utf8"

	"youfu/internal/fault"
)

// File is an answer file being read.
type File struct {
	Hash   [sha256.Size]byte // of its bytes
	Format string            // "pain.002.001.10", "camt.053.001.08", "camt.054.001.08", "text", "csv" or "xlsx"
	ID     string            // the message's own id; known once the first answer is; "" of tables
	Passed int               // what was read and says nothing of a payment: bookings that are not done, statuses such as PART

	p       *Profile
	answers func(yield) error
}

// yield takes an answer, or a refusal of one; false ends the reading.
type yield = func(Answer, error) bool

// errEnough ends the reading where the caller wants no more.
var errEnough = errors.New("bank: enough")

// Open looks into an answer file and begins to read it. Errors are faults of kind Invalid with a key in area "bank", or of kind Machine
// where the file cannot be read.
func Open(r io.ReaderAt, size int64, p *Profile) (*File, error) {
	if size > Limit {
		return nil, fault.New(fault.Invalid, "bank.too-large", Limit>>20)
	}
	f := &File{p: p, Format: string(p.Format)}
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(r, 0, size)); err != nil {
		return nil, fault.New(fault.Machine, "fault.machine").Because(err)
	}
	f.Hash = [sha256.Size]byte(hash.Sum(nil))
	var err error
	switch p.Format {
	case ISO20022:
		err = f.openXML(io.NewSectionReader(r, 0, size))
	case Text:
		err = f.openText(io.NewSectionReader(r, 0, size))
	default:
		err = f.openSheet(r, size)
	}
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Answers reads the file to its end, once, holding one answer at a time. An error that is a *Refusal is about one answer, and the reading
// goes on; any other is a fault, says that the file cannot be read further, and is the last. What was read before it may be the beginning
// of a file that was cut off: read to the end before acting on any of it.
func (f *File) Answers() iter.Seq2[Answer, error] {
	return func(yield yield) {
		if f.answers == nil {
			return
		}
		read := f.answers
		f.answers = nil
		if err := read(yield); err != nil && !errors.Is(err, errEnough) {
			yield(Answer{}, err)
		}
	}
}

// roomOfReference is how many characters of an identifier are taken: banks' own are longer than the 35 of ISO 20022.
const roomOfReference = 64

// status gives an answer whose kind its status code says, or passes it over.
func (f *File) status(yield yield, a Answer) error {
	if f.p.status(&a) {
		f.Passed++
		return nil
	}
	return give(yield, a)
}

// give yields an answer whose identifiers keep to their room and are what they seem.
func give(yield yield, a Answer) error {
	for _, x := range []struct{ column, text string }{
		{"payment", a.EndToEnd}, {"message", a.Message}, {"statement", a.Statement}, {"account", a.Account},
		{"bank_reference", a.BankReference}, {"status", a.Status}, {"reason", a.Code},
	} {
		if utf8.RuneCountInString(x.text) > roomOfReference {
			return refuse(yield, a, x.column, "too-long", roomOfReference)
		}
		if !isPlain(x.text) {
			return refuse(yield, a, x.column, "bad-character")
		}
	}
	if !yield(a, nil) {
		return errEnough
	}
	return nil
}

// refuse yields a refusal.
func refuse(yield yield, a Answer, column, code string, args ...any) error {
	if !yield(Answer{}, &Refusal{Row: a.Row, EndToEnd: ourID(a), Column: column, Code: code, Args: args}) {
		return errEnough
	}
	return nil
}

// ourID is the payment that an answer names, in our own words: what the bank wrote in its place may be anything.
func ourID(a Answer) string {
	if a.Payment.Zero() {
		return ""
	}
	return EndToEnd(a.Payment)
}
