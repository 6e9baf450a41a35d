package bank

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"youfu/internal/fault"
	"youfu/internal/lang"
)

// The YAML of a profile.
type (
	profileForm struct {
		ID            string
		Title         lang.Text
		Format        Format
		Encoding      Encoding
		Separator     string
		CitizenNumber bool `yaml:"citizen_number"`
		Limits        limitsForm
		Order, Answer Layout
		Statuses      []statusForm
		Reasons       []reasonForm
	}
	limitsForm struct {
		Lines                     int
		Amount                    string // yuan
		Name, Account, Remittance int
	}
	statusForm struct {
		Code    string
		Kind    string
		Account string // what it says of the person's account
		Title   lang.Text
	}
	reasonForm struct {
		Code    string
		Kind    string // instead of the status's
		Account string
		Title   lang.Text
	}
)

// LoadProfiles reads every *.yaml of a folder and gives the profiles by id. The error is a fault of kind Invalid with a field for each
// thing wrong in any file: its name, the line where it is known, and the key of what is wrong.
func LoadProfiles(folder fs.FS) (map[string]*Profile, error) {
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		return nil, fault.New(fault.Machine, "fault.machine").Because(err)
	}
	all := map[string]*Profile{}
	var wrong []fault.Field
	for _, name := range names {
		raw, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fault.New(fault.Machine, "fault.machine").Because(err)
		}
		l := loading{file: name}
		p := l.load(raw)
		wrong = append(wrong, l.wrong...)
		all[p.ID] = p
	}
	if wrong != nil {
		return nil, fault.New(fault.Invalid, "bank.profiles", len(wrong)).With(wrong...)
	}
	return all, nil
}

// loading is one file and what is wrong with it.
type loading struct {
	file  string
	wrong []fault.Field
}

func (l *loading) say(bad bool, code string, args ...any) {
	if bad {
		l.add(0, code, args...)
	}
}

func (l *loading) add(line int, code string, args ...any) {
	l.wrong = append(l.wrong, fault.Field{Name: l.file, Row: line, Code: code, Key: "bank.profile-" + code, Args: append([]any{l.file}, args...)})
}

func (l *loading) load(raw []byte) *Profile {
	var f profileForm
	if err := yaml.Load(raw, &f, yaml.WithKnownFields()); err != nil {
		l.yaml(err)
		return &Profile{}
	}
	p := &Profile{ID: f.ID, Title: f.Title, Format: f.Format, Encoding: f.Encoding, CitizenNumber: f.CitizenNumber, Order: f.Order, Answer: f.Answer,
		Limits: Limits{Lines: f.Limits.Lines, Name: f.Limits.Name, Account: f.Limits.Account, Remittance: f.Limits.Remittance}}
	l.say(f.ID+".yaml" != path.Base(l.file), "id", f.ID)
	l.text("title", f.Title)
	l.limits(f.Limits, p)
	l.statuses(f, p)
	l.say(f.Encoding != UTF8 && f.Encoding != GB18030, "one-of", "encoding", "utf-8 gb18030")
	switch f.Format {
	case ISO20022:
		l.iso(f)
	case Text, CSV, XLSX:
		l.table(f, p)
	default:
		l.add(0, "one-of", "format", "iso20022 text csv xlsx")
	}
	return p
}

func (l *loading) yaml(err error) {
	var many *yaml.LoadErrors
	if !errors.As(err, &many) {
		l.add(0, "yaml", err.Error())
		return
	}
	for _, e := range many.Errors {
		l.add(e.Mark.Line, "yaml", e.Error())
	}
}

// text says where a language is missing.
func (l *loading) text(where string, t lang.Text) {
	l.say(strings.TrimSpace(t.Zh) == "" || strings.TrimSpace(t.En) == "", "text", where)
}

func (l *loading) limits(f limitsForm, p *Profile) {
	l.say(min(f.Lines, f.Name, f.Account, f.Remittance) < 0, "limits")
	if f.Amount == "" {
		return
	}
	fen, code := amountOf(f.Amount)
	l.say(code != "", "limits")
	p.Limits.Fen = fen
}

func (l *loading) statuses(f profileForm, p *Profile) {
	p.Statuses, p.Reasons = map[string]Status{}, map[string]Reason{}
	for _, s := range f.Statuses {
		_, twice := p.Statuses[s.Code]
		l.code(s.Code, twice, s.Title)
		kind, isPassed := l.kind(s.Kind, kindNames)
		p.Statuses[s.Code] = Status{Kind: kind, Passed: isPassed, Account: l.account(s.Account), Title: s.Title}
	}
	for _, r := range f.Reasons {
		_, twice := p.Reasons[r.Code]
		l.code(r.Code, twice, r.Title)
		reason := Reason{Overrides: r.Kind != "", Account: l.account(r.Account), Title: r.Title}
		if reason.Overrides { // a reason can take certainty away, never give it
			reason.Kind, reason.Passed = l.kind(r.Kind, kindNames[:1])
		}
		p.Reasons[r.Code] = reason
	}
	l.say(len(f.Statuses) == 0, "no-statuses")
}

func (l *loading) account(says string) string {
	l.say(says != "" && says != AccountClosed && says != AccountMismatch, "one-of", "account", AccountClosed+" "+AccountMismatch)
	return says
}

func (l *loading) code(code string, twice bool, title lang.Text) {
	l.say(twice || code == "", "code", code)
	l.text(code, title)
}

func (l *loading) kind(name string, known []string) (kind Kind, isPassed bool) {
	i := slices.Index(known, name)
	l.say(i < 0 && name != passed, "one-of", "kind", strings.Join(slices.Concat(known, []string{passed}), " "))
	return Kind(max(i, 0)), name == passed
}

// passed is the kind of a status that says nothing of any one payment.
const passed = "none"

// settled are the only payment statuses of ISO 20022 that can mean that a person has been paid (external code set
// ExternalPaymentTransactionStatus1Code, 2025): settled on either account, or picked up. Accepted is not paid, whatever a profile says.
var settled = []string{"ACCC", "ACSC", "CPUC"}

func (l *loading) iso(f profileForm) {
	l.say(len(f.Order.Columns)+len(f.Answer.Columns) > 0 || f.Separator != "", "iso-columns")
	for _, s := range f.Statuses {
		l.say(s.Kind == kindNames[Paid] && !slices.Contains(settled, s.Code), "accepted-is-not-paid", s.Code)
	}
}

func (l *loading) table(f profileForm, p *Profile) {
	r, size := utf8.DecodeRuneInString(f.Separator)
	switch {
	case f.Format != Text:
		l.say(f.Separator != "", "separator")
	case size != len(f.Separator) || r > unicode.MaxASCII || r != '\t' && !unicode.IsPunct(r) && !unicode.IsSymbol(r) || strings.ContainsRune(`.-"`, r):
		l.add(0, "separator")
	}
	p.Separator = r
	l.say(f.CitizenNumber, "citizen-number")
	l.say(f.Format == XLSX && f.Encoding == GB18030, "xlsx-encoding")
	l.say(f.Format != Text && !(f.Order.Header && f.Answer.Header), "header")
	l.layout("order", f.Order, orderValues, ValuePayment, ValueName, ValueAccount)
	l.layout("answer", f.Answer, answerValues, ValuePayment, ValueStatus)
}

// layout holds the columns of a file against what it can and must hold. An amount must be there, in yuan or in fen.
func (l *loading) layout(file string, layout Layout, known []Value, needed ...Value) {
	values, titles := map[Value]bool{}, map[string]bool{}
	for _, c := range layout.Columns {
		l.say(titles[c.Title] || strings.TrimSpace(c.Title) == "", "column-title", file, c.Title)
		titles[c.Title] = true
		l.say(c.Value != "" && (!slices.Contains(known, c.Value) || values[c.Value] || c.Text != ""), "column-value", file, c.Value)
		l.say(file == "answer" && c.Text != "", "column-value", file, c.Text)
		values[c.Value] = true
	}
	for _, v := range needed {
		l.say(!values[v], "column-missing", file, v)
	}
	l.say(values[ValueAmount] == values[ValueFen], "column-missing", file, ValueAmount)
}
