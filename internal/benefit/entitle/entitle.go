// Package entitle says what somebody is owed: for a confirmed entitlement and a period, each layer's amount to the fen, with the months
// and the reason. It is pure, and knows no scheme: which months count, what they are worth and when they are due is the definition's.
//
// All of it stands on months. An entitlement is a run of months; each is worth a share of each layer that holds, and is due in one period.
// So the periods of a scheme part the whole between them: nothing is paid twice and nothing is lost, whatever the period.
package entitle

import (
	"slices"

	"youfu/internal/benefit/assess"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/money"
	"youfu/internal/rule"
)

// Entitlement is what was confirmed. Facts are those that hold for the period that is asked about; papers count whenever they were seen.
type Entitlement struct {
	Scheme    *catalogue.Scheme
	Facts     assess.Facts // of the subject; a death in them ends what the scheme ends with death
	Confirmed civil.Date   // zero: nothing was confirmed, and nothing is owed
	Ended     civil.Date   // zero: it goes on
	Why       string       // of Ended: catalogue.EndsMovedAway and its like
}

// Reasons why a line has the months that it has.
const (
	Whole      = "whole"        // every month of the period, or a whole block paid ahead
	FromStart  = "from-start"   // from the first month that is owed
	ToEnd      = "to-end"       // up to the last
	StartToEnd = "start-to-end" // both
	Partly     = "partly"       // those months for which there is an amount and the layer's rule holds
	Once       = "once"         // paid once
)

// EndsMonths is why an entitlement ends whose months are used up: it is no end of the scheme's list.
const EndsMonths = "months"

// Line is what one layer owes for a period: one payment.
type Line struct {
	Layer    string
	Fund     string
	Fen      money.Fen
	From, To Month // first and last month, both paid
	Months   int
	Reason   string // one of the reasons above
	Why      string // of a line up to the end: why it ended
	Parts    []Part // the months with one amount, in order; their fen add up to Fen
}

// Part is a run of months with one amount.
type Part struct {
	From, To Month
	Months   int
	Amount   money.Fen // of the definition
	Per      string    // what Amount is for: catalogue.PerMonth, PerYear or PerOnce
	Fen      money.Fen
}

// Held is a layer that waits for a fact: whether it is owed is not known, so that nothing of it is paid.
type Held struct {
	Layer   string
	From    Month
	Missing []string
}

// Owed are the lines of a period, and what waits for a fact.
type Owed struct {
	Lines []Line
	Held  []Held
}

// Fen is the sum of the lines.
func (o Owed) Fen() (sum money.Fen) {
	for _, l := range o.Lines {
		sum += l.Fen // amounts and months are bounded when a scheme is loaded
	}
	return sum
}

// Lines are what is owed for a period: one of the scheme's payments, or any run of months whose worth is asked for.
func Lines(e Entitlement, p Period) Owed {
	var owed Owed
	a := newAccount(e)
	first, last := a.months(p)
	for _, layer := range e.Scheme.Layers {
		line := Line{Layer: layer.ID, Fund: layer.Fund}
		a.pay(layer, first, last, func(m Month, amount catalogue.Amount, fen money.Fen) {
			line.add(m, amount, fen)
		}, func(m Month, missing []string) {
			if n := len(owed.Held); n == 0 || owed.Held[n-1].Layer != layer.ID {
				owed.Held = append(owed.Held, Held{layer.ID, m, missing})
			}
		})
		if line.Fen > 0 {
			a.explain(&line, p)
			owed.Lines = append(owed.Lines, line)
		}
	}
	if len(a.missing) > 0 {
		owed.Held = append(owed.Held, Held{Missing: a.missing})
	}
	return owed
}

func (l *Line) add(m Month, amount catalogue.Amount, fen money.Fen) {
	if l.Months == 0 {
		l.From = m
	}
	l.To, l.Months, l.Fen = m, l.Months+1, l.Fen+fen
	if n := len(l.Parts); n > 0 && l.Parts[n-1].Amount == amount.Fen && l.Parts[n-1].To == m-1 {
		part := &l.Parts[n-1]
		part.To, part.Months, part.Fen = m, part.Months+1, part.Fen+fen
		return
	}
	l.Parts = append(l.Parts, Part{m, m, 1, amount.Fen, amount.Per, fen})
}

// account is one entitlement being counted.
type account struct {
	Entitlement
	reader      *assess.Reader
	first, last Month // the run of months that are owed
	why         string
	missing     []string // facts without which it is not known which months are owed
}

// never is later than any month.
const never = Month(1 << 30)

func newAccount(e Entitlement) *account {
	a := &account{Entitlement: e, last: never}
	a.Facts.Documents = slices.Clone(e.Facts.Documents)
	for i := range a.Facts.Documents {
		a.Facts.Documents[i].On = 0 // confirmed means seen
	}
	if e.Confirmed.Zero() {
		a.last = -1
		return a
	}
	a.first = a.start()
	a.span()
	a.end(e.Ended, e.Why)
	a.end(e.Facts.Death, catalogue.EndsDeath)
	if a.last < a.first {
		return a
	}
	if e.Scheme.Counting.Unit == catalogue.ByYear {
		a.first = a.first / 12 * 12
		if a.last < never {
			a.last = a.last/12*12 + 11
		}
	}
	return a
}

// start is the first month by the scheme's start.
func (a *account) start() Month {
	s := a.Scheme.Starts
	m := MonthOf(a.Confirmed)
	switch s.At {
	case catalogue.StartsDate:
		m = MonthOf(s.On)
	case catalogue.StartsCriterion:
		m = a.held(m, MonthOf(a.Confirmed.AddDays(-s.Back.Days).AddMonths(-12*s.Back.Years-s.Back.Months)))
	}
	return m + Month(s.After)
}

// held goes back from the month of the confirmation while the criteria held on the last day of the month before. Of the facts only what
// hangs on a birth is another then.
func (a *account) held(m, least Month) Month {
	f := a.Facts
	f.Applied = a.Confirmed
	for m > least {
		if v, _ := a.read(&f, (m - 1).Last()).Verdict(a.Scheme); v != assess.Met {
			break
		}
		m--
	}
	return m
}

// span narrows the months to those that the birth gives.
func (a *account) span() {
	spans := a.Scheme.Counting.Births
	if len(spans) == 0 {
		return
	}
	born := MonthOf(a.Facts.Birth.Earliest())
	if born == 0 || born != MonthOf(a.Facts.Birth.Latest()) {
		a.last, a.missing = -1, []string{"p.born"}
		return
	}
	for _, s := range spans {
		if s.Born.Contains(born.First()) {
			first := born + Month(s.First)
			a.last, a.why = first+Month(s.Count)-1, EndsMonths
			a.first = max(a.first, first)
			return
		}
	}
	a.last = -1
}

// end closes the run where something ended it.
func (a *account) end(on civil.Date, why string) {
	if on.Zero() || why == catalogue.EndsDeath && a.Scheme.End(why) == nil {
		return
	}
	last := MonthOf(on)
	if end := a.Scheme.End(why); end != nil && end.Through == catalogue.ThroughBlock && last >= a.first {
		last = a.block(last) + Month(a.Scheme.Counting.Ahead) - 1
	}
	if last < a.last {
		a.last, a.why = last, why
	}
}

// block is the first month of the block that a month belongs to.
func (a *account) block(m Month) Month {
	n := Month(a.Scheme.Counting.Ahead)
	return a.first + (m-a.first)/n*n
}

// months are the first and last month that are due in a period; last < first where none is.
func (a *account) months(p Period) (first, last Month) {
	if a.Scheme.Counting.Ahead == 0 {
		return max(a.first, p.From), min(a.last, p.To()-1)
	}
	n := Month(a.Scheme.Counting.Ahead)
	first = a.first
	if p.From > a.first {
		first = a.first + (p.From-a.first+n-1)/n*n
	}
	last = first - 1
	for begins := first; begins < p.To() && begins <= a.last; begins += n {
		last = min(begins+n-1, a.last)
	}
	return first, last
}

// pay gives the months of a layer from first to last with what each is worth, and those of which it is not known.
func (a *account) pay(layer *catalogue.Layer, first, last Month, pay func(Month, catalogue.Amount, money.Fen), hold func(Month, []string)) {
	for m := first; m <= last; m++ {
		amount, ok := inForce(layer.Amounts, m)
		if !ok || amount.Per == catalogue.PerOnce && m != a.first {
			continue
		}
		switch v, missing := a.holds(layer.When, m); v {
		case assess.Met:
			pay(m, amount, share(amount, m))
		case assess.Unknown:
			hold(m, missing)
		}
	}
}

// holds asks a layer's rule on the last day of the month, or of the year where whole years are counted: what comes to hold within it counts.
func (a *account) holds(rl *rule.Rule, m Month) (assess.Verdict, []string) {
	if rl == nil {
		return assess.Met, nil
	}
	if a.Scheme.Counting.Unit == catalogue.ByYear {
		m = m/12*12 + 11
	}
	return a.read(&a.Facts, m.Last()).Holds(rl)
}

// read turns to facts on a day. Most entitlements have no rule to ask, and so need no reader.
func (a *account) read(f *assess.Facts, on civil.Date) *assess.Reader {
	if a.reader == nil {
		a.reader = assess.NewReader()
	}
	a.reader.Read(f, on)
	return a.reader
}

// inForce is the amount of a month. Amounts change between months only.
func inForce(amounts []catalogue.Amount, m Month) (catalogue.Amount, bool) {
	for i := range amounts {
		if amounts[i].Contains(m.First()) {
			return amounts[i], true
		}
	}
	return catalogue.Amount{}, false
}

// share is what a month is worth. The twelve shares of a year add up to it exactly, whichever month one begins with.
func share(a catalogue.Amount, m Month) money.Fen {
	if a.Per != catalogue.PerYear {
		return a.Fen
	}
	k := money.Fen(int(m) % 12)
	return a.Fen*(k+1)/12 - a.Fen*k/12
}

// explain says why the line has the months that it has.
func (a *account) explain(l *Line, p Period) {
	first, last := a.months(p)
	starts, ends := first == a.first && first > p.From, last == a.last && last < p.To()-1
	if n := a.Scheme.Counting.Ahead; n > 0 {
		starts, ends = false, last == a.last && (int(last-first)+1)%n != 0
	}
	switch {
	case l.Parts[0].Per == catalogue.PerOnce:
		l.Reason = Once
	case l.Months < int(last-first)+1:
		l.Reason = Partly
	case starts && ends:
		l.Reason = StartToEnd
	case starts:
		l.Reason = FromStart
	case ends:
		l.Reason = ToEnd
	default:
		l.Reason = Whole
	}
	if ends {
		l.Why = a.why
	}
}
