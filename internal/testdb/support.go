package testdb

import (
	"bytes"
	"maps"
	"strings"
)

// Row is a row of a table, as far as a story says what stands in it; other columns can hold anything, or nothing.
type Row struct {
	Table  string
	Values map[string]any
}

type values = map[string]any

// Told reports whether the rows of a table depend on each other by more than a key: random ones would break their rules, so Support tells a
// story instead.
func Told(table string) bool {
	for _, prefix := range []string{"benefit_", "ledger_", "notary_"} {
		if strings.HasPrefix(table, prefix) {
			return true
		}
	}
	return false
}

// Support tells of one person who changes her body, and of another whose case is confirmed, paid, returned and found to be wrong.
// long: one story, to be read from top to bottom.
func Support(person, cell []byte) (story []Row) {
	tell := func(table string, told ...values) {
		row := values{}
		for _, v := range told {
			maps.Copy(row, v)
		}
		story = append(story, Row{table, row})
	}
	made := byte(0)
	unlike := func(n int) []byte { // bytes that no other call gave
		made++
		return bytes.Repeat([]byte{made}, n)
	}
	who := func(n byte) []byte { return append([]byte{n}, unlike(31)...) }
	confirm, second, fund, pay, watch, her := who(1), who(2), who(3), who(4), who(5), who(6)
	bodies := values{}
	for _, power := range []string{"confirm", "fund", "pay", "supervise"} {
		bodies[power] = power + "-body"
		tell("benefit_body", values{"code": power + "-body", "power": power})
	}
	sit := func(identity []byte, n int64, sits bool, power string, more values) {
		tell("benefit_grant", values{"identity": identity, "n": n, "sits": sits, "body": bodies[power], "power": power, "day": n * 100, "seq": n}, more)
	}
	tell("benefit_voice", values{"identity": second, "n": int64(3), "by_identity": confirm, "by_n": int64(1)})
	tell("benefit_voice", values{"identity": second, "n": int64(3), "by_identity": fund, "by_n": int64(1)})
	for power, identity := range map[string][]byte{"confirm": confirm, "fund": fund, "pay": pay, "supervise": watch} {
		sit(identity, 1, true, power, nil)
	}
	sit(second, 1, true, "fund", nil)
	before := func(n int64, sits bool) values {
		return values{"prev_n": n, "prev_sits": sits, "prev_body": bodies["fund"], "prev_day": n * 100}
	}
	sit(second, 2, false, "fund", before(1, true))
	changed := before(2, false)
	maps.Copy(changed, values{"a_identity": confirm, "a_n": int64(1), "b_identity": fund, "b_n": int64(1), "voice_sits": true})
	sit(second, 3, true, "confirm", changed)

	by := func(identity []byte, n int64, power string) values {
		return values{"actor": identity, "grant_n": n, "sits": true, "power": power, "body": bodies[power], "scheme": "h", "scheme_id": "s", "track": "1"}
	}
	tell("benefit_scheme", values{"hash": "h", "id": "s"})
	for power, body := range bodies {
		tell("benefit_power", values{"scheme": "h", "power": power, "body": body})
	}
	tell("benefit_step", values{"scheme": "h", "track": "1", "n": int64(1), "step": "check", "power": "confirm", "days": int64(0), "final": false})
	tell("benefit_step", values{"scheme": "h", "track": "1", "n": int64(2), "step": "notice", "power": "supervise", "days": int64(7), "final": true})
	of := values{"case_id": unlike(16), "subject_identity": her, "payee_identity": her, "scheme_id": "s"}
	tell("benefit_case", of, values{"id": of["case_id"], "subject": person, "payee": person})
	tell("benefit_document", of, values{"cell": cell})
	tell("benefit_matter", of, values{"scheme": "h", "track": "1", "matter": int64(1), "kind": "application"})
	tell("benefit_act", of, by(confirm, 1, "confirm"), values{"step": "check", "days": int64(0), "final": false, "outcome": "passed", "on_date": "2026-01-01", "until_on": ""})
	tell("benefit_act", of, by(watch, 1, "supervise"), values{"n": int64(2), "step": "notice", "days": int64(7), "outcome": "passed", "on_date": "2026-01-02", "until_on": "2026-01-09",
		"prev_n": int64(1), "prev_outcome": "passed", "prev_until": ""})
	refused := values{"case_id": unlike(16), "subject_identity": who(7), "payee_identity": her, "scheme_id": "s"}
	tell("benefit_case", refused, values{"id": refused["case_id"], "subject": person, "payee": person})
	tell("benefit_matter", refused, values{"scheme": "h", "track": "1", "matter": int64(1), "kind": "application"})
	tell("benefit_act", refused, by(confirm, 1, "confirm"), values{"step": "check", "days": int64(0), "final": false, "outcome": "refused", "on_date": "2026-01-01", "until_on": "", "reason": cell})
	tell("benefit_round", refused, values{"round": int64(2), "refused_round": int64(1), "refused_n": int64(1), "refused": "refused", "words": cell})
	tell("benefit_review", of, values{"found": "matched"})
	tell("benefit_objection", of, values{"n": int64(2), "state": "open", "words": cell})
	tell("benefit_freeze", by(watch, 1, "supervise"), values{"kind": "case", "reason": cell})

	tell("ledger_account", values{"code": "a", "kind": "treasury"})
	tell("ledger_account", values{"code": "b", "kind": "scheme"})
	moved := unlike(16)
	tell("ledger_transfer", values{"id": moved, "debit": "a", "credit": "b", "fen": int64(600), "seq": int64(1)})
	tell("ledger_transfer", values{"debit": "b", "credit": "a", "fen": int64(600), "reverses": moved, "seq": int64(2)})
	account := values{"payee_identity": her, "account_rev": int64(1), "own_name": true, "account_state": "verified"}
	tell("benefit_bank_account", account, values{"cell": cell, "state": "verified"})
	plan := values{"plan": unlike(16), "list_hash": unlike(32), "lines": int64(1), "fen": int64(600), "confirmed_by": confirm, "funded_by": fund}
	tell("benefit_plan", plan, by(confirm, 1, "confirm"), values{"id": plan["plan"], "period": "2026", "on_date": "2026-02-01"})
	payment := values{"payment": unlike(16)}
	tell("benefit_payable", plan, of, account, values{"id": payment["payment"], "scheme": "h", "plan_period": "2026", "plan_on": "2026-02-01", "n": int64(2), "outcome": "passed",
		"until_on": "2026-01-09", "identity": her})
	tell("benefit_refusal", plan, values{"case_id": refused["case_id"]})
	tell("benefit_funding", plan, by(fund, 1, "fund"))
	tell("benefit_order", plan, by(pay, 1, "pay"), values{"sent_lines": int64(1), "sent_fen": int64(600)})
	tell("benefit_sending", plan, payment)
	file := values{"statement": unlike(32)}
	tell("benefit_statement", values{"hash": file["statement"]})
	tell("benefit_answer", file, payment, values{"attempt": int64(1), "kind": "paid", "finding": "counted"})
	tell("benefit_answer", file, values{"line": int64(2), "kind": "unknown", "finding": "suspense"})
	tell("benefit_recovery", payment, by(confirm, 1, "confirm"), values{"kind": "found", "reason": cell})
	tell("benefit_closing", by(fund, 1, "fund"))
	tell("benefit_tally", values{"state": "confirmed"})
	tell("notary_leaf", nil)
	return story
}
