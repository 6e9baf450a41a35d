package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"youfu/internal/civil"
)

// grantScheme is a scheme of one step, for whoever is sixty.
const grantScheme = `id: grant
kind: cash
title: {zh: 试行补助, en: Grant}
basis: [{title: {zh: 试行办法, en: Rules}, from: 2020-01-01}]
open: {from: 2020-01-01}
subject: self
criteria:
  - id: age
    rule: p.age >= 60
    text: {zh: 年满60周岁, en: is 60 or older}
    change: {zh: 到60周岁生日那天起就符合, en: holds from the sixtieth birthday on}
    evidence: [id-card]
counting: {unit: year, pays: year}
starts: {at: confirmed}
ends: [{why: death}, {why: criterion-lost}]
layers:
  - id: base
    title: {zh: 基础标准, en: basic amount}
    kind: base
    level: county
    fund: grant
    basis: [{title: {zh: 试行办法, en: Rules}, from: 2020-01-01}]
    amounts: [{from: 2020-01-01, fen: 60000, per: year}]
steps:
  - {id: application, title: {zh: 申请, en: Application}, at: village}
  - {id: confirmation, title: {zh: 确认, en: Confirmation}, power: confirm, at: district, notice: {at: none}, within: 30d}
review: {every: 1y, window: [01-01, 02-28], sample: 5}
powers: {confirm: health-commission, fund: finance-bureau, pay: agent-bank, supervise: audit-office}
appeal:
  to: {zh: 行政复议机构, en: office for reconsideration}
  address: {zh: 行政复议窗口, en: reconsideration desk}
  days: 60
retention: 30y
`

// counter is a district on the command line.
type counter struct {
	*testing.T
	dir       string
	passwords map[string]string
}

// cli runs a command as an account ("" for none) and gives its exit code and what it printed.
func (c *counter) cli(as string, args ...string) (int, []byte, string) {
	c.Helper()
	if as != "" {
		args = append(args, "--as", as)
		c.Setenv("YOUFU_PASSWORD", c.passwords[as])
	}
	var out, said bytes.Buffer
	code := youfu(context.Background(), append(args, "--json", "--lang", "en", "--db", c.path("youfu.db"), "--catalog", c.path("catalog")), strings.NewReader(""), &out, &said)
	return code, out.Bytes(), said.String()
}

func (c *counter) path(name string) string { return filepath.Join(c.dir, name) }

// does runs a command that is to succeed, and reads its JSON.
func (c *counter) does(into any, as string, args ...string) {
	c.Helper()
	code, out, said := c.cli(as, args...)
	if code != 0 {
		c.Fatalf("%v as %s: exit %d\n%s", args, as, code, said)
	}
	if err := json.Unmarshal(out, into); err != nil {
		c.Fatalf("%v: %v in %s", args, err, out)
	}
}

// fails runs a command that is to end with an exit code.
func (c *counter) fails(code int, as string, args ...string) string {
	c.Helper()
	got, out, said := c.cli(as, args...)
	if got != code {
		c.Errorf("%v as %s: exit %d, want %d\n%s%s", args, as, got, code, out, said)
	}
	return said
}

func (c *counter) write(name, text string) string {
	c.Helper()
	if err := os.MkdirAll(filepath.Dir(c.path(name)), 0o700); err != nil {
		c.Fatal(err)
	}
	if err := os.WriteFile(c.path(name), []byte(text), 0o600); err != nil {
		c.Fatal(err)
	}
	return c.path(name)
}

// someNumber is a citizen number whose check character is right.
func someNumber(birth string, n int) string {
	head := fmt.Sprintf("110105%s%03d", birth, n)
	for _, check := range "0123456789X" {
		if n, err := civil.ParseNumber(head + string(check)); err == nil {
			return string(n)
		}
	}
	panic(head)
}

// newCounter is a district with a village, six people and the officials of the four bodies.
func newCounter(t *testing.T) *counter {
	c := &counter{t, t.TempDir(), map[string]string{}}
	c.write("catalog/schemes/grant.yaml", grantScheme)
	var made struct{ Login, Password string }
	c.does(&made, "", "init")
	for i, a := range []struct{ login, post, place, body string }{
		{"registrar", "registrar", "", ""}, {"gao", "auditor", "", ""},
	} {
		c.add(i, a.login, a.post, a.place, a.body)
	}
	var read map[string]any
	c.does(&read, "registrar", "import", "places", c.write("places.csv", "code,name,level,parent\n990101000000,清和区,district,\n990101100000,云溪镇,township,990101000000\n990101100200,柳湾村,village,990101100000\n"))
	people := "ref,name,citizen_number,sex,birth,registered_place\n"
	for i := range 6 {
		people += fmt.Sprintf("P%d,何秀芬,%s,female,1960-01-01,990101100200\n", i, someNumber("19600101", 2*i+200))
	}
	c.does(&read, "registrar", "import", "people", c.write("people.csv", people))
	for i, a := range []struct{ login, post, place, body string }{
		{"village", "village-worker", "990101100200", ""}, {"chen", "confirm-officer", "", "health-commission"}, {"sun", "confirm-officer", "", "health-commission"},
		{"local", "confirm-officer", "990101100200", "health-commission"}, {"wu", "fund-officer", "", "finance-bureau"}, {"zheng", "pay-officer", "", "agent-bank"}, {"feng", "supervisor", "", "audit-office"},
	} {
		c.add(10+i, a.login, a.post, a.place, a.body)
	}
	return c
}

func (c *counter) add(n int, login, post, place, body string) {
	c.Helper()
	args := []string{"account", "add", login, "--post", post}
	if place != "" {
		args = append(args, "--place", place)
	}
	if body != "" {
		args = append(args, "--body", body, "--citizen-number", someNumber("19700101", n))
	}
	var made struct{ Login, Password string }
	c.does(&made, "", args...)
	c.passwords[login] = made.Password
}

type shownCase struct {
	Case, State string
	Matter      int
	Criteria    []struct {
		ID, Result string
		Fact, Date *string
	}
	Acts     []struct{ Step, Power, Body, Actor, On string }
	Payments []struct {
		Payment, State string
		Fen            int64
	}
}

func (c *counter) person(ref int) string {
	c.Helper()
	var found []struct{ ID string }
	c.does(&found, "village", "person", "find", someNumber("19600101", 2*ref+200))
	if len(found) != 1 {
		c.Fatalf("found %v", found)
	}
	return found[0].ID
}

func TestSupportFromTheCommandLine(t *testing.T) {
	c := newCounter(t)
	who := c.person(0)
	c.fails(3, "chen", "benefit", "apply", "grant", "--person", who)
	c.fails(3, "wu", "benefit", "apply", "no-such-scheme", "--person", who) // refused comes before not found
	c.fails(4, "village", "benefit", "apply", "no-such-scheme", "--person", who)
	c.fails(2, "village", "benefit", "apply", "grant", "--person", "somebody")
	var v shownCase
	c.does(&v, "village", "benefit", "apply", "grant", "--person", who, "--evidence", "id-card=seen", "--account", "6217000001")
	if v.State != "waiting" || v.Matter != 1 || len(v.Criteria) != 1 || v.Criteria[0].Result != "met" || v.Criteria[0].Fact == nil || len(v.Acts) != 0 {
		t.Errorf("applied: %+v", v)
	}
	c.fails(5, "village", "benefit", "apply", "grant", "--person", who)
	c.fails(3, "local", "benefit", "act", v.Case, "confirmation", "--decision", "passed")
	c.fails(3, "feng", "benefit", "act", v.Case, "confirmation", "--decision", "passed")
	c.fails(2, "chen", "benefit", "act", v.Case, "confirmation", "--decision", "perhaps")
	c.fails(1, "chen", "benefit", "act", v.Case, "confirmation", "--decision", "refuse") // without a reason
	c.fails(5, "chen", "benefit", "act", v.Case, "another-step", "--decision", "passed")
	c.does(&v, "chen", "benefit", "act", v.Case, "confirmation", "--decision", "confirm")
	if v.State != "granted" || len(v.Acts) != 1 || v.Acts[0].Power != "confirm" || v.Acts[0].Body != "health-commission" {
		t.Errorf("confirmed: %+v", v)
	}
	c.many()
	c.money(v.Case)
}

// many enters and confirms five more from files.
func (c *counter) many() {
	c.Helper()
	file := "ref,account,id-card\n"
	for i := range 6 {
		file += fmt.Sprintf("P%d,621700000%d,seen\n", i, i)
	}
	code, out, _ := c.cli("village", "benefit", "applications", "grant", c.write("village.csv", file+"P9,1,seen\n"))
	var done struct {
		Lines, Done int
		Cases       []string
		Refused     []struct {
			Row           int
			Code, Message string
		}
	}
	if err := json.Unmarshal(out, &done); err != nil || code != 1 || done.Done != 5 || done.Lines != 7 || len(done.Refused) != 2 || done.Refused[0].Code != "case-exists" || done.Refused[1].Row != 8 {
		c.Fatalf("exit %d, %s, %v", code, out, err)
	}
	acts := "case,step,decision,reason\n"
	for i, which := range done.Cases {
		decision := "passed,"
		if i == 4 {
			decision = "refused,not seen" // but it is met: this is for the official to say
		}
		acts += which + ",confirmation," + decision + "\n"
	}
	c.does(&done, "sun", "benefit", "acts", c.write("acts.csv", acts))
	if done.Done != 5 {
		c.Errorf("%+v", done)
	}
	c.does(&done, "sun", "benefit", "acts", c.path("acts.csv")) // the same file again
	c.fails(3, "zheng", "benefit", "acts", c.path("nowhere.csv"))
	var v shownCase
	c.fails(5, "village", "benefit", "appeal", done.Cases[0], "--reason", "x") // nothing was refused
	c.does(&v, "village", "benefit", "appeal", done.Cases[4], "--reason", "it was not read")
	c.fails(3, "sun", "benefit", "act", done.Cases[4], "confirmation", "--decision", "passed") // she refused it
	c.does(&v, "chen", "benefit", "act", done.Cases[4], "confirmation", "--decision", "passed")
	if v.State != "granted" || len(v.Acts) != 2 {
		c.Errorf("after the appeal: %+v", v)
	}
	c.fails(5, "feng", "benefit", "object", done.Cases[4], "--reason", "x") // no notice stands
}

type shownPlan struct {
	Plan, ListHash string `json:"-"`
	ID             string `json:"plan"`
	Hash           string `json:"list_hash"`
	Lines          int
	Fen            int64
	States         map[string]int
	Refused        []struct{ Case, Code string }
	Exceptions     []string
	Files          []struct {
		File  string
		Lines int
	}
}

func (c *counter) money(which string) {
	c.Helper()
	year := fmt.Sprint(thisYear())
	var p shownPlan
	c.fails(3, "wu", "pay", "plan", "grant", "--period", year)
	c.fails(1, "chen", "pay", "plan", "grant", "--period", "2026-Q1") // it pays by the year
	c.does(&p, "chen", "pay", "plan", "grant", "--period", year)
	if p.Lines != 6 || p.Fen != 360000 || len(p.Hash) != 64 || p.States["planned"] != 6 {
		c.Fatalf("planned: %+v", p)
	}
	c.fails(1, "sun", "pay", "plan", "grant", "--period", year) // nobody is left
	c.fails(3, "chen", "pay", "fund", p.ID)
	c.fails(5, "wu", "pay", "fund", p.ID, "--list", strings.Repeat("0", 64))
	order := c.path("order.csv")
	c.fails(5, "zheng", "pay", "order", p.ID, "--bank", "csv", "-o", order) // not funded
	c.does(&p, "wu", "pay", "fund", p.ID)
	c.fails(3, "wu", "pay", "order", p.ID, "--bank", "no-such-bank", "-o", order)
	c.fails(4, "zheng", "pay", "order", p.ID, "--bank", "no-such-bank", "-o", order)
	c.does(&map[string]any{}, "zheng", "pay", "account", "--name", "清和区财政局", "--account", "9990001", "--cnaps", "999100000019")
	c.does(&p, "zheng", "pay", "order", p.ID, "--bank", "csv", "-o", order)
	if p.States["ordered"] != 6 || len(p.Files) != 1 || p.Files[0].Lines != 6 {
		c.Fatalf("ordered: %+v", p)
	}
	first, err := os.ReadFile(order)
	if err != nil {
		c.Fatal(err)
	}
	c.fails(5, "zheng", "pay", "order", p.ID, "--bank", "csv", "-o", order)
	c.does(&p, "zheng", "pay", "order", p.ID, "--bank", "csv", "-o", order, "--attempt", "1")
	if again, _ := os.ReadFile(order); !bytes.Equal(again, first) {
		c.Error("the same order gives another file")
	}
	c.bank(p.ID, year)
	c.closing(p.ID, which, year)
}

// bank has the misbehaving bank answer the order, and takes its files in.
func (c *counter) bank(plan, year string) {
	c.Helper()
	var made struct {
		Files    []string
		Credited int
	}
	c.does(&made, "", "demo", "bank", c.path("order.csv"), "--bank", "csv", "-o", c.path("answers"), "--faithful")
	if made.Credited != 6 || len(made.Files) == 0 {
		c.Fatalf("the bank: %+v", made)
	}
	var a struct {
		Lines    int
		Findings map[string]int
		Again    bool
	}
	c.fails(3, "wu", "pay", "answer", c.path("nowhere.csv"), "--bank", "csv")
	c.fails(4, "zheng", "pay", "answer", c.path("nowhere.csv"), "--bank", "csv")
	c.fails(1, "zheng", "pay", "answer", c.path("people.csv"), "--bank", "csv")
	for _, file := range made.Files {
		c.does(&a, "zheng", "pay", "answer", file, "--bank", "csv")
	}
	c.does(&a, "zheng", "pay", "answer", made.Files[0], "--bank", "csv")
	if !a.Again {
		c.Errorf("the same file again: %+v", a)
	}
	var p shownPlan
	c.does(&p, "gao", "pay", "show", plan)
	if p.States["paid"] != 6 || len(p.Exceptions) != 0 {
		c.Errorf("answered: %+v", p)
	}
}

func (c *counter) closing(plan, which, year string) {
	c.Helper()
	var v struct {
		Hash     string `json:"list_hash"`
		Lines    int
		Fen      int64
		States   map[string]int
		Balanced bool
		Places   []struct{ Place string }
		Signed   []struct{ Power, Body string }
	}
	c.fails(3, "feng", "pay", "close", "grant", "--period", year)
	c.fails(5, "wu", "pay", "close", "grant", "--period", year)
	for i, who := range []string{"chen", "wu", "zheng"} {
		c.does(&v, who, "pay", "close", "grant", "--period", year)
		if len(v.Signed) != i+1 || !v.Balanced || v.Lines != 6 || v.Fen != 360000 || v.States["paid"] != 6 {
			c.Errorf("closed by %s: %+v", who, v)
		}
	}
	c.does(&v, "gao", "pay", "close", "grant", "--period", year, "--check", "-o", c.path("closing.xlsx"))
	c.does(&v, "gao", "pay", "close", "grant", "--period", year, "--check", "-o", c.path("closing.docx"))
	c.fails(2, "gao", "pay", "close", "grant", "--period", year, "--check", "-o", c.path("closing.txt"))
	if info, err := os.Stat(c.path("closing.xlsx")); err != nil || info.Size() == 0 || len(v.Signed) != 3 {
		c.Errorf("%v, %+v", err, v)
	}
	c.exported()
	var shown shownCase
	c.does(&shown, "village", "benefit", "show", which)
	if len(shown.Payments) != 1 || shown.Payments[0].State != "paid" || shown.Payments[0].Fen != 60000 {
		c.Fatalf("%+v", shown)
	}
	var same struct {
		Equal bool
		Parts []map[string]any
	}
	for _, id := range []string{which, shown.Payments[0].Payment} {
		c.does(&same, "village", "benefit", "replay", id)
		if !same.Equal {
			c.Errorf("%s asked again is another answer", id)
		}
	}
	c.does(&same, "wu", "benefit", "replay", shown.Payments[0].Payment)
	if len(same.Parts) != 1 || same.Parts[0]["amount"] != 60000. {
		c.Errorf("the parts of a payment: %v", same.Parts)
	}
	c.fails(4, "village", "benefit", "replay", plan)
	c.fails(3, "registrar", "benefit", "replay", which)
	var powers struct {
		Bodies []struct {
			Code, Power string
			People      int
		}
		Alone []any
	}
	c.does(&powers, "gao", "powers")
	if len(powers.Bodies) != 4 || powers.Alone == nil || len(powers.Alone) != 0 {
		c.Errorf("%+v", powers)
	}
	c.fails(3, "registrar", "powers")
	var doctor struct {
		Checks []struct {
			Name string
			OK   bool
		}
	}
	c.does(&doctor, "", "doctor")
}

// exported counts a year's payments with nothing of ours but the file.
func (c *counter) exported() {
	c.Helper()
	var made map[string]any
	year := thisYear()
	c.does(&made, "gao", "pay", "export", "grant", "--from", fmt.Sprintf("%d-01-01", year), "--to", fmt.Sprintf("%d-01-01", year+1), "-o", c.path("payments.csv"))
	text, err := os.ReadFile(c.path("payments.csv"))
	if err != nil {
		c.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 7 || strings.Join(rows[0], ",") != "payment,case,scheme,layer,period,fen,state,ordered_on,answered_on,reason" {
		c.Fatalf("%v, %q", err, rows)
	}
	var sum int64
	for _, row := range rows[1:] {
		if row[5] != "60000" || row[6] != "paid" || row[7] == "" || row[8] == "" {
			c.Errorf("%q", row)
		}
		fen, err := strconv.ParseInt(row[5], 10, 64)
		if err != nil {
			c.Fatal(err)
		}
		sum += fen
	}
	var closing struct {
		Total struct{ Confirmed, Allocated, Ordered, Paid, Held, Returned, Pending struct{ Lines, Fen int64 } }
	}
	c.does(&closing, "gao", "pay", "close", "grant", "--period", fmt.Sprint(year), "--check")
	t, counted := closing.Total, struct{ Lines, Fen int64 }{int64(len(rows) - 1), sum}
	if t.Confirmed != counted || t.Allocated != counted || t.Ordered != counted || t.Paid != counted || t.Held.Lines+t.Returned.Lines+t.Pending.Lines != 0 {
		c.Errorf("the file adds up to %+v, the closing statement says %+v", counted, t)
	}
}

// thisYear is the year in the district's time zone.
func thisYear() int { return time.Now().In(time.FixedZone("", 8*60*60)).Year() }
