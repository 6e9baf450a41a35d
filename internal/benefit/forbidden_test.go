package benefit_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/store"
)

var attempts = flag.Int("attempts", 10_000, "forbidden acts that are tried in SQL")

type row = map[string]any

// insert runs raw SQL, as somebody at the database would, and rolls back what stood: an act that stands is a failure.
func (b *bureau) insert(table string, values row) error {
	stood := fault.New(fault.Usage, "test.stood")
	if err := b.force(table, values, stood); err != stood {
		return err
	}
	return nil
}

// force runs raw SQL and ends the write with an error; nil lets what stood stay.
func (b *bureau) force(table string, values row, end error) error {
	columns := slices.Sorted(maps.Keys(values))
	var marks []string
	var args []any
	for i, c := range columns {
		marks, args = append(marks, fmt.Sprintf("$%d", i+1)), append(args, values[c])
	}
	return b.try(func(tx *store.Tx) error {
		values["seq"] = tx.Seq
		for i, c := range columns {
			args[i] = values[c]
		}
		if _, err := tx.Exec(fmt.Sprintf("insert into %s (%s) values (%s)", table, strings.Join(columns, ", "), strings.Join(marks, ", ")), args...); err != nil {
			return err
		}
		return end
	})
}

// nextAct is a row that stands: the next step of a case by an official who may.
func (b *bureau) nextAct(which id.ID, name, outcome string) row {
	b.Helper()
	c := b.load(which)
	m := c.Last()
	p := c.Progress(m, b.today)
	seat := b.seat(name)
	values := row{"seq": 0, "case_id": c.ID, "matter": m.N, "round": p.Round, "n": p.N, "scheme": m.Scheme, "track": m.Track, "step": p.Next.ID, "power": string(p.Next.Power), "days": p.Next.Days,
		"final": p.N == len(m.Steps), "outcome": outcome, "on_date": b.today.String(), "until_on": "", "prev_n": nil, "prev_outcome": nil, "prev_until": nil,
		"appeal_round": nil, "appeal_n": nil, "appeal_outcome": nil, "subject_identity": c.SubjectIdentity, "payee_identity": c.PayeeIdentity,
		"actor": seat.Identity, "grant_n": seat.N, "sits": true, "body": seat.Body, "account": id.New(), "reason": nil, "finding": "", "digest": []byte{1}, "signer": "forged", "signature": []byte{1}}
	if p.Next.Days > 0 {
		values["until_on"] = b.today.AddDays(9).String()
	}
	if len(m.Acts) > 0 {
		last := m.Acts[len(m.Acts)-1]
		values["prev_n"], values["prev_outcome"], values["prev_until"] = last.N, last.Outcome, ""
		if !last.Until.Zero() {
			values["prev_until"] = last.Until.String()
		}
	}
	return values
}

func (b *bureau) seat(name string) (s benefit.Seat) {
	b.Helper()
	b.read(func(tx *store.Tx) (err error) {
		s, err = benefit.SeatOf(tx, b.at[name], id.New())
		return err
	})
	return s
}

// forgery makes a row that stands into one that must not. It says what it forged; "" where it does not apply.
type forgery func(r *rand.Rand, b *bureau, values row) string

func pick[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// forgeries of an act, by what nobody may do.
var forgeries = []forgery{
	func(r *rand.Rand, b *bureau, v row) string { // the wrong power for the step
		other := pick(r, []string{"confirm", "fund", "pay", "supervise", "admin", ""})
		if other == v["power"] {
			return ""
		}
		v["power"] = other
		return "wrong power " + other
	},
	func(r *rand.Rand, b *bureau, v row) string { // a borrowed power: somebody of another body signs for this one
		name := pick(r, []string{"wu", "zheng", "wang", "feng", "qian"})
		s := b.seat(name)
		if s.Body == v["body"] {
			return ""
		}
		v["actor"], v["grant_n"] = s.Identity, s.N
		return "borrowed power of " + v["body"].(string) + " by " + name
	},
	func(r *rand.Rand, b *bureau, v row) string { // a power that was never granted
		v["actor"] = fresh()
		return "ungranted power"
	},
	func(r *rand.Rand, b *bureau, v row) string { // a seat that is none: another number, or one that was left
		v["grant_n"] = v["grant_n"].(int) + 1 + r.IntN(3)
		return "a seat that is none"
	},
	func(r *rand.Rand, b *bureau, v row) string {
		v["sits"] = false
		return "without a seat"
	},
	func(r *rand.Rand, b *bureau, v row) string { // own case
		v[pick(r, []string{"subject_identity", "payee_identity"})] = v["actor"]
		return "forged into the own case"
	},
	func(r *rand.Rand, b *bureau, v row) string { // a forged beneficiary
		v[pick(r, []string{"subject_identity", "payee_identity"})] = fresh()
		return "forged beneficiary"
	},
	func(r *rand.Rand, b *bureau, v row) string { // a skipped step
		n := v["n"].(int) + 1 + r.IntN(3)
		v["n"] = n
		if r.IntN(2) == 0 {
			v["prev_n"], v["prev_outcome"], v["prev_until"] = n-1, "passed", ""
		}
		return "skipped step"
	},
	func(r *rand.Rand, b *bureau, v row) string { // the last step at once
		if v["n"].(int) >= 3 {
			return ""
		}
		v["step"], v["power"], v["body"], v["final"], v["n"], v["days"] = "confirmation", "confirm", "health", true, 3, 0
		s := b.seat("li")
		v["actor"], v["grant_n"] = s.Identity, s.N
		return "the last step at once"
	},
	func(r *rand.Rand, b *bureau, v row) string { // called final before it is
		if v["final"] == true {
			return ""
		}
		v["final"] = true
		return "final too early"
	},
	func(r *rand.Rand, b *bureau, v row) string { // a skipped round
		v["round"] = v["round"].(int) + 1 + r.IntN(3)
		return "skipped round"
	},
	func(r *rand.Rand, b *bureau, v row) string { // a matter that is none
		v["matter"] = v["matter"].(int) + 1
		return "no such matter"
	},
	func(r *rand.Rand, b *bureau, v row) string { // before the notice has run out
		if v["prev_until"] == nil || v["prev_until"] == "" {
			return ""
		}
		v["on_date"] = pick(r, []string{v["prev_until"].(string), "2020-01-01"})
		return "before the notice ended"
	},
	func(r *rand.Rand, b *bureau, v row) string { // a notice that does not stand
		if v["days"] == 0 {
			return ""
		}
		v[pick(r, []string{"until_on", "days"})] = map[bool]any{true: "", false: "2020-01-01"}[r.IntN(2) == 0]
		return "a notice that does not stand"
	},
	func(r *rand.Rand, b *bureau, v row) string { // another text of the scheme
		v[pick(r, []string{"scheme", "track"})] = "another"
		return "another scheme"
	},
	func(r *rand.Rand, b *bureau, v row) string { // another case's history
		v["case_id"] = id.New()
		return "no such case"
	},
	func(r *rand.Rand, b *bureau, v row) string {
		v["outcome"] = pick(r, []string{"", "waived", "paid", "auto"})
		return "no such outcome"
	},
}

// Somebody at the database with the rights of the serving login tries what nobody may do: nothing of it stands.
func TestForbiddenActsDoNotStand(t *testing.T) {
	each(t, func(b *bureau) {
		r := rand.New(rand.NewPCG(1, 2))
		begun, reviewed, noticed, refused := b.apply("何秀芬"), b.apply("陈秀英"), b.apply("周玉兰"), b.apply("吴桂英")
		b.must(b.act("qian", reviewed, "review", benefit.Passed))
		b.must(b.act("qian", noticed, "review", benefit.Passed))
		b.must(b.act("wang", noticed, "notice", benefit.Passed))
		b.must(b.act("qian", refused, "review", benefit.Refused))
		b.today = b.today.AddDays(20)
		valid := map[string]row{"fresh": b.nextAct(begun, "sun", "passed"), "reviewed": b.nextAct(reviewed, "wang", "passed"), "noticed": b.nextAct(noticed, "sun", "passed")}
		for _, values := range valid {
			b.must(b.insert("benefit_act", maps.Clone(values)))
		}
		twice := b.nextAct(noticed, "qian", "passed") // who reviewed confirms
		after := maps.Clone(valid["reviewed"])        // a step after a refusal
		after["case_id"], after["subject_identity"], after["payee_identity"], after["prev_outcome"] = refused, b.load(refused).SubjectIdentity, b.load(refused).PayeeIdentity, "passed"
		for name, values := range map[string]row{"a second act in a matter": twice, "after a refusal": after} {
			if b.insert("benefit_act", values) == nil {
				b.Errorf("stands: %s", name)
			}
		}
		names, tried := slices.Sorted(maps.Keys(valid)), map[string]int{}
		for n := 0; n < *attempts; {
			name := pick(r, names)
			values := maps.Clone(valid[name])
			what := ""
			for range 1 + r.IntN(2) {
				what += pick(r, forgeries)(r, b, values)
			}
			if what == "" || fmt.Sprint(values) == fmt.Sprint(valid[name]) { // one forgery took back the other
				continue
			}
			n++
			tried[what]++
			if b.insert("benefit_act", values) == nil {
				b.Fatalf("stands: %s of %s: %v", what, name, values)
			}
		}
		if len(tried) < 2*len(forgeries) {
			b.Errorf("only %d ways were tried", len(tried))
		}
	})
}

// Lists, money and seats that must not be.
func TestForbiddenMoneyDoesNotStand(t *testing.T) {
	each(t, func(b *bureau) {
		line := b.line(b.granted("陈秀英"), "2026", 60000)
		waiting := b.load(b.apply("何秀芬"))
		b.today = b.today.AddDays(1)
		p, err := b.plan("zhou", "2026", line)
		b.must(err)
		by := func(name, power string) row {
			s := b.seat(name)
			return row{"seq": 0, "actor": s.Identity, "grant_n": s.N, "sits": true, "body": s.Body, "power": power, "digest": []byte{1}, "signer": "x", "signature": []byte{1}}
		}
		with := func(base row, more row) row {
			all := maps.Clone(base)
			maps.Copy(all, more)
			return all
		}
		payable := row{"seq": 0, "id": id.New(), "plan": p.ID, "scheme": p.Scheme, "scheme_id": p.SchemeID, "plan_period": p.Period, "plan_on": p.On.String(), "case_id": line.Case, "matter": line.Matter, "round": line.Round,
			"n": line.N, "outcome": "passed", "until_on": "", "final": true, "identity": line.Identity, "payee_identity": line.PayeeIdentity, "layer": "base", "period": "2027", "fund": "f", "fen": 60000,
			"account_rev": 1, "own_name": true, "account_state": "verified", "place": nil, "reason": ""}
		b.must(b.insert("benefit_payable", maps.Clone(payable)))
		for name, more := range map[string]row{
			"a second time for the period":  {"period": "2026"},
			"an unconfirmed case":           {"case_id": waiting.ID, "identity": waiting.SubjectIdentity, "payee_identity": waiting.PayeeIdentity},
			"an act that is not final":      {"n": 1},
			"called not final":              {"final": false},
			"somebody else's identity":      {"identity": waiting.SubjectIdentity},
			"no identity":                   {"identity": []byte{}},
			"an identity of nobody":         {"identity": nil},
			"somebody else is paid":         {"payee_identity": waiting.PayeeIdentity},
			"no account":                    {"account_rev": 2},
			"an account of somebody else":   {"own_name": false},
			"an account that is not looked": {"account_state": "mismatch"},
			"nothing":                       {"fen": 0},
			"less than nothing":             {"fen": -1},
			"a plan of another day":         {"plan_on": "2030-01-01"},
			"another plan":                  {"plan": id.New()},
		} {
			if b.insert("benefit_payable", with(payable, more)) == nil {
				b.Errorf("payable stands: %s", name)
			}
		}
		funding := with(by("wu", "fund"), row{"plan": p.ID, "scheme": p.Scheme, "list_hash": p.Hash, "lines": p.Lines, "fen": int64(p.Fen), "confirmed_by": p.Actor, "on_date": b.today.String()})
		b.must(b.insert("benefit_funding", maps.Clone(funding)))
		for name, more := range map[string]row{
			"another list":       {"list_hash": []byte{1}},
			"one fen more":       {"fen": int64(p.Fen) + 1},
			"one line more":      {"lines": p.Lines + 1},
			"by confirmation":    by("zhou", "confirm"),
			"a borrowed power":   by("zheng", "fund"),
			"a hidden confirmer": {"confirmed_by": b.at["sun"]},
		} {
			if b.insert("benefit_funding", with(funding, more)) == nil {
				b.Errorf("funding stands: %s", name)
			}
		}
		order := with(by("zheng", "pay"), row{"plan": p.ID, "attempt": 1, "scheme": p.Scheme, "list_hash": p.Hash, "lines": p.Lines, "fen": int64(p.Fen), "confirmed_by": p.Actor, "funded_by": b.at["wu"],
			"profile": "x", "message": "m", "sent_lines": 1, "sent_fen": 60000, "on_date": b.today.String()})
		if b.insert("benefit_order", maps.Clone(order)) == nil {
			b.Error("ordered before it was funded")
		}
		b.must(b.fund("wu", p))
		b.must(b.insert("benefit_order", maps.Clone(order)))
		for name, more := range map[string]row{
			"another list":     {"list_hash": []byte{1}},
			"more than funded": {"sent_fen": 60001},
			"no line":          {"sent_lines": 0},
			"by the fund":      by("wu", "fund"),
			"a borrowed power": by("wu", "pay"),
		} {
			if b.insert("benefit_order", with(order, more)) == nil {
				b.Errorf("order stands: %s", name)
			}
		}
		o, err := b.order("zheng", p)
		b.must(err)
		sending := row{"seq": 0, "payment": line.ID, "attempt": 1, "plan": p.ID, "fen": 60000, "end_to_end": id.New(), "account_rev": 1}
		for name, more := range map[string]row{"a second sending": {}, "another amount": {"attempt": 2, "fen": 1}, "a payment of nobody": {"payment": id.New()}, "an attempt that is none": {"attempt": 2}} {
			if b.insert("benefit_sending", with(sending, more)) == nil {
				b.Errorf("sending stands: %s", name)
			}
		}
		var moved id.ID
		b.read(func(tx *store.Tx) error {
			_, err := tx.One(`select id from ledger_transfer where subject = $1`, []any{o.Lines[0].ID}, &moved)
			return err
		})
		back := row{"seq": 0, "id": id.New(), "debit": "scheme/support/treasury", "credit": "transit/support", "fen": 60000, "act": "x", "subject": line.ID, "reverses": moved}
		b.must(b.insert("ledger_transfer", maps.Clone(back)))
		for name, more := range map[string]row{"another amount": {"fen": 59999}, "the same way": {"debit": "transit/support", "credit": "scheme/support/treasury"}, "nothing": {"fen": 0}, "to itself": {"credit": "scheme/support/treasury"},
			"an account that is none": {"debit": "pocket"}, "the same transfer": {"id": moved}} {
			if b.insert("ledger_transfer", with(back, more)) == nil {
				b.Errorf("reversal stands: %s", name)
			}
		}
	})
}

// What was done is not edited or removed, whoever tries: every table of support has a row, and keeps it as it is.
func TestActsStay(t *testing.T) {
	each(t, func(b *bureau) {
		b.everything()
		for _, table := range store.Tables() {
			if !strings.HasPrefix(table.Name, "benefit_") && !strings.HasPrefix(table.Name, "ledger_") && table.Name != "notary_leaf" {
				continue
			}
			rows := 0
			b.read(func(tx *store.Tx) error { _, err := tx.One(`select count(*) from `+table.Name, nil, &rows); return err })
			if rows == 0 {
				b.Errorf("%s is empty: nothing was tried", table.Name)
			}
			for _, statement := range []string{"delete from " + table.Name, fmt.Sprintf("update %s set %s = %[2]s", table.Name, table.Columns[0].Name)} {
				n := int64(0)
				if err := b.try(func(tx *store.Tx) (err error) { n, err = tx.Exec(statement); return err }); err == nil {
					b.Errorf("%s touched %d rows", statement, n)
				}
			}
		}
	})
}

// everything does everything once, so that every table of support has a row.
func (b *bureau) everything() {
	b.Helper()
	paid, refused := b.granted("陈秀英"), b.apply("何秀芬")
	b.must(b.act("li", refused, "review", benefit.Refused))
	b.write(func(tx *store.Tx) error { return b.desk().Lodge(tx, refused, 60, "x") })
	b.must(b.act("sun", refused, "review", benefit.Passed))
	b.must(b.act("wang", refused, "notice", benefit.Passed))
	b.write(func(tx *store.Tx) error { _, err := b.desk().Object(tx, refused, "x"); return err })
	feng, wu, zhou := b.seat("feng"), b.seat("wu"), b.seat("zhou")
	b.write(func(tx *store.Tx) error {
		return b.desk().Freeze(tx, feng, benefit.FreezeCase, refused.String(), true, "x")
	})
	line := b.line(paid, "2026", 60000)
	b.today = b.today.AddDays(1)
	var p benefit.Plan
	b.write(func(tx *store.Tx) (err error) {
		p, _, err = b.desk().Plan(tx, zhou, b.rules, "2026", []benefit.Line{line}, []benefit.Refusal{{Case: refused, Code: benefit.NotGranted}}, b.signer())
		return err
	})
	b.must(b.fund("wu", p))
	o, err := b.order("zheng", p)
	b.must(err)
	_, err = b.take("file", answer(o, 0, "paid", b.today))
	b.must(err)
	b.write(func(tx *store.Tx) error {
		return b.desk().Recover(tx, zhou, line.ID, benefit.Recovery{Kind: benefit.Found, Fen: 1, Instalments: 1}, "x")
	})
	b.write(func(tx *store.Tx) error {
		_, err := b.desk().Match(tx, b.rules, "1", 2027, []benefit.Match{{Case: paid, Found: benefit.Matched}})
		return err
	})
	_, err = b.close("sun")
	b.must(err)
	b.write(func(tx *store.Tx) error { return benefit.Leave(tx, b.at["qian"], b.today, id.New()) })
	b.write(func(tx *store.Tx) error { return b.desk().Speak(tx, wu, b.at["qian"], b.signer()) })
}

// A seat in another body without its waiting time or voices.
func TestForbiddenSeatsDoNotStand(t *testing.T) {
	each(t, func(b *bureau) {
		left := b.today
		b.write(func(tx *store.Tx) error { return benefit.Leave(tx, b.at["qian"], left, id.New()) })
		b.today = b.today.AddDays(benefit.CoolingDays)
		for _, name := range []string{"wu", "wang"} {
			seat := b.seat(name)
			b.write(func(tx *store.Tx) error { return b.desk().Speak(tx, seat, b.at["qian"], b.signer()) })
		}
		voices := [][]byte{b.at["wu"], b.at["wang"]}
		slices.SortFunc(voices, slices.Compare)
		seat := row{"seq": 0, "identity": b.at["qian"], "n": 3, "sits": true, "body": "finance", "power": "fund", "day": int64(b.today), "prev_n": 2, "prev_sits": false, "prev_body": "health", "prev_day": int64(left),
			"a_identity": voices[0], "a_n": 1, "b_identity": voices[1], "b_n": 1, "voice_sits": true}
		b.must(b.insert("benefit_grant", maps.Clone(seat)))
		for name, more := range map[string]row{
			"a day too early":          {"day": int64(b.today) - 1},
			"a forged leaving day":     {"prev_day": int64(left) - 1},
			"one voice":                {"b_identity": nil, "b_n": nil},
			"one voice twice":          {"b_identity": voices[0]},
			"no voices":                {"a_identity": nil, "a_n": nil, "b_identity": nil, "b_n": nil, "voice_sits": nil},
			"a voice never given":      {"b_identity": b.at["zheng"]},
			"a first seat again":       {"n": 1, "prev_n": nil, "prev_sits": nil, "prev_body": nil, "prev_day": nil},
			"a leap":                   {"n": 5, "prev_n": 4},
			"another power":            {"power": "pay"},
			"two powers for a body":    {"body": "health", "power": "fund"},
			"sitting at an even count": {"n": 4, "prev_n": 3},
		} {
			forged := maps.Clone(seat)
			maps.Copy(forged, more)
			if b.insert("benefit_grant", forged) == nil {
				b.Errorf("stands: %s", name)
			}
		}
		if b.insert("benefit_body", row{"seq": 0, "code": "health", "power": "fund"}) == nil {
			b.Error("a body took a second power")
		}
	})
}

// fresh are bytes that name nobody.
func fresh() []byte {
	one := id.New()
	return one[:]
}
