package exchange_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"youfu/internal/benefit"
	"youfu/internal/civil"
	"youfu/internal/demo/bank"
	"youfu/internal/exchange"
	profile "youfu/internal/exchange/bank"
	"youfu/internal/exchange/sheet"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	work "youfu/internal/office"
	"youfu/internal/person"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// Everybody who is approved is paid, however many files the bank wants, and nobody else.
func TestFiveThousandAndOneApprovedFiveThousandAndOnePaid(t *testing.T) {
	p := newPayer(t, testdb.SQLite(t))
	const many = 5001
	p.granted(many)
	to := *p.bank("csv")
	to.Limits.Lines = 2000
	plan := p.funded()
	b := bank.New(1, bank.Options{Profile: &to})
	for files := 1; ; files++ {
		made, file := p.order(plan.ID, &to)
		p.must(b.Take(file))
		if made.Left == 0 {
			if files != 3 {
				t.Errorf("%d files of 2000 lines", files)
			}
			break
		}
	}
	p.listen(b, &to)
	v := p.plan(plan.ID)
	if plan.Lines != many || v.States[benefit.PaidOut] != many || len(b.Credited()) != many || len(v.Exceptions) > 0 {
		t.Errorf("%d on the list, states %v, %d credited, exceptions %v", plan.Lines, v.States, len(b.Credited()), v.Exceptions)
	}
	for payment, fen := range b.Credited() {
		if fen != 60000 {
			t.Fatalf("%s: %d fen", payment, fen)
		}
	}
}

// csvAnswer is a bank's table: payment, amount, result, reason, note, date, number, file.
func csvAnswer(lines ...string) []byte {
	return []byte("付款编号,金额（元）,结果,原因代码,说明,日期,银行流水号,文件编号\r\n" + strings.Join(lines, "\r\n") + "\r\n")
}

// utf8Table is the shipped table in UTF-8, so that a test can write it by hand.
func (p *payer) utf8Table() *profile.Profile {
	to := *p.bank("csv")
	to.Encoding = profile.UTF8
	return &to
}

// refs are the references of what was ordered last, in their order.
func (p *payer) refs(plan id.ID) (all []string) {
	p.Helper()
	made, err := p.desks["pay"].OrderOf(p.ctx, plan, 0, false)
	p.must(err)
	for _, l := range made.Lines {
		all = append(all, profile.EndToEnd(l.EndToEnd))
	}
	return all
}

func TestAnUnknownLineDoesNotStopTheRest(t *testing.T) {
	payers(t, func(p *payer) {
		p.granted(4)
		plan, to := p.funded(), p.utf8Table()
		p.order(plan.ID, to)
		refs := p.refs(plan.ID)
		a := p.answer(to, csvAnswer(
			refs[0]+",600.00,成功,,,2026-03-05,1,",
			"FEE-2026,5.00,成功,,手续费,2026-03-05,2,",
			strings.Repeat("ab", 16)+",600.00,成功,,,2026-03-05,3,",
			refs[1]+",six hundred,成功,,,2026-03-05,4,",
			refs[2]+",600.01,成功,,,2026-03-05,5,",
			refs[3]+",600.00,成功,,,2026-03-05,6,"))
		if got := fmt.Sprint(a.Findings); got != "map[counted:2 differs:1 suspense:2]" {
			t.Errorf("findings %s", got)
		}
		if len(a.Refused) != 1 || a.Refused[0].Row != 5 || a.Refused[0].Code != "bad-amount" {
			t.Errorf("refused %v", a.Refused)
		}
		v := p.plan(plan.ID)
		if v.States[benefit.PaidOut] != 2 || v.States[benefit.Ordered] != 2 || len(v.Exceptions) != 1 { // one fen is an exception
			t.Errorf("states %v, exceptions %v", v.States, v.Exceptions)
		}
		before, _ := p.Store.Seq(p.ctx)
		again := p.answer(to, csvAnswer(
			refs[0]+",600.00,成功,,,2026-03-05,1,",
			"FEE-2026,5.00,成功,,手续费,2026-03-05,2,",
			strings.Repeat("ab", 16)+",600.00,成功,,,2026-03-05,3,",
			refs[1]+",six hundred,成功,,,2026-03-05,4,",
			refs[2]+",600.01,成功,,,2026-03-05,5,",
			refs[3]+",600.00,成功,,,2026-03-05,6,"))
		if after, _ := p.Store.Seq(p.ctx); after != before || !again.Again || fmt.Sprint(again.Findings) != fmt.Sprint(a.Findings) {
			t.Errorf("the same file again: write %d after %d, %+v", after, before, again)
		}
		p.sound()
	})
}

// A file that was cut off, of another kind, or that somebody else brings, moves nothing.
func TestAFileThatCannotBeReadMovesNothing(t *testing.T) {
	payers(t, func(p *payer) {
		p.granted(1)
		plan, to := p.funded(), p.bank("iso20022")
		_, order := p.order(plan.ID, to)
		b := bank.New(1, bank.Options{Profile: to})
		p.must(b.Take(order))
		before, _ := p.Store.Seq(p.ctx)
		for on := p.today; !b.Quiet(); on = on.AddDays(1) {
			for _, file := range b.Answers(on) {
				cut := file[:len(file)*2/3]
				for name, try := range map[string]struct {
					who  string
					file []byte
					kind fault.Kind
				}{"cut off": {"pay", cut, fault.Invalid}, "an order": {"pay", order, fault.Invalid}, "empty": {"pay", nil, fault.Invalid}, "the fund's": {"fund", file, fault.Refused}} {
					_, err := exchange.Answer(p.ctx, p.desks[try.who], to, bytes.NewReader(try.file), int64(len(try.file)))
					if !fault.Is(err, try.kind) {
						t.Errorf("%s: %v", name, err)
					}
				}
			}
		}
		if after, _ := p.Store.Seq(p.ctx); after != before {
			t.Errorf("write %d after %d", after, before)
		}
	})
}

// The program is killed after the order is made, and the bank does not answer in time: the file is written again, the same, and whatever is
// sent how often, each is credited once.
func TestKilledAfterSendingExactlyOneCredit(t *testing.T) {
	for _, named := range []string{"iso20022", "csv", "xlsx", "yikatong"} {
		t.Run(named, func(t *testing.T) {
			p := newPayer(t, testdb.SQLite(t))
			p.granted(5)
			plan, to := p.funded(), p.bank(named)
			client := id.New()
			_, err := exchange.Order(p.ctx, p.desks["pay"], client, plan.ID, to, p.signer())
			p.must(err) // here the program is killed: nobody has a file
			again, err := exchange.Order(p.ctx, p.desks["pay"], client, plan.ID, to, p.signer())
			if err != nil || again.Attempt != 1 {
				t.Fatalf("the same command again: %+v, %v", again, err)
			}
			if _, err := exchange.Order(p.ctx, p.desks["pay"], id.New(), plan.ID, to, p.signer()); !fault.Is(err, fault.Conflict) {
				t.Errorf("another order of the same lines: %v", err)
			}
			b := bank.New(7, bank.Options{Profile: to, TimeOut: 1000})
			first := p.file(plan.ID, to, 0)
			for range 3 {
				p.today = p.today.AddDays(1)
				file := p.file(plan.ID, to, 0)
				if !bytes.Equal(file, first) && named != "xlsx" {
					t.Error("the file written again is another one")
				}
				if err := b.Take(file); err == nil {
					t.Error("the bank answered")
				}
			}
			p.listen(b, to)
			if v := p.plan(plan.ID); v.States[benefit.PaidOut] != 5 || len(b.Credited()) != 5 {
				t.Errorf("states %v, %d credited", v.States, len(b.Credited()))
			}
			for payment, fen := range b.Credited() {
				if fen != 60000 {
					t.Errorf("%s: %d fen", payment, fen)
				}
			}
		})
	}
}

func TestAnEmptySelectionPaysNobody(t *testing.T) {
	payers(t, func(p *payer) {
		_, err := p.desks["plan"].PlanPayments(p.ctx, id.New(), "grant", "2026", p.signer())
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("a list of nobody: %v", err)
		}
		p.granted(1)
		plan, to := p.funded(), p.bank("csv")
		p.order(plan.ID, to)
		before := p.file(plan.ID, to, 0)
		if _, err := exchange.Order(p.ctx, p.desks["pay"], id.New(), plan.ID, to, p.signer()); !fault.Is(err, fault.Conflict) {
			t.Errorf("nothing is left to send: %v", err)
		}
		if !bytes.Equal(before, p.file(plan.ID, to, 0)) {
			t.Error("the order was changed")
		}
	})
}

// No account, no line; a name or number that the bank would not take holds its own line alone.
func TestALineWithoutAnAccountOrThatTheBankWouldNotTake(t *testing.T) {
	payers(t, func(p *payer) {
		cases := p.granted(4)
		who := p.enter(1)[0]
		done, err := p.desks["village"].Apply(p.ctx, id.New(), work.ApplySupport{Scheme: "grant", Person: who})
		p.must(err)
		_, err = p.desks["confirm"].Decide(p.ctx, id.New(), work.Decision{Case: done.Case, Step: "confirmation", Outcome: benefit.Passed}, p.signer())
		p.must(err)
		p.today = p.today.AddDays(1)
		_, err = p.desks["village"].See(p.ctx, id.New(), cases[1], nil, "62 0000^1", "")
		p.must(err)
		_, err = p.desks["village"].See(p.ctx, id.New(), cases[2], nil, "6200000099", "别人")
		p.must(err)
		plan, to := p.funded(), p.bank("yikatong")
		if plan.Lines != 3 || len(plan.Refused) != 2 { // no account, and one in another's name
			t.Fatalf("%d lines, refused %v", plan.Lines, plan.Refused)
		}
		made, file := p.order(plan.ID, to)
		if len(made.Held) != 1 || made.Held[0].Code != "bank-bad-character" || bytes.Count(file, []byte("\r\n")) != 2 {
			t.Errorf("held %v, file %q", made.Held, file)
		}
		_, err = p.desks["village"].See(p.ctx, id.New(), cases[1], nil, "6200000098", "")
		p.must(err)
		if made, _ := p.order(plan.ID, to); made.Attempt != 2 || len(made.Held) != 0 {
			t.Errorf("ordered later: %+v", made)
		}
		p.sound()
	})
}

// What the bank says of an order is said of each of its payments; one that is rejected as a whole can be sent again.
func TestAnOrderThatIsRejectedAsAWhole(t *testing.T) {
	payers(t, func(p *payer) {
		p.granted(3)
		plan, to := p.funded(), p.bank("iso20022")
		p.order(plan.ID, to)
		made, err := p.desks["pay"].OrderOf(p.ctx, plan.ID, 0, false)
		p.must(err)
		report := func(message string) []byte {
			return []byte(`<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-03-05T09:00:00+08:00</CreDtTm></GrpHdr>` +
				`<OrgnlGrpInfAndSts><OrgnlMsgId>` + message + `</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>AM04</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>`)
		}
		if a := p.answer(to, report("SOMEBODY-ELSES")); fmt.Sprint(a.Findings) != "map[suspense:1]" {
			t.Errorf("an order of somebody else's: %v", a.Findings)
		}
		if a := p.answer(to, report(strings.ToUpper(made.Message)+"001")); a.States["returned"] != 3 {
			t.Errorf("%+v", a)
		}
		again, _ := p.order(plan.ID, to)
		if again.Attempt != 2 || again.States[benefit.Ordered] != 3 {
			t.Errorf("%+v", again)
		}
		p.sound()
	})
}

// An account that the bank says is closed, or another's, gets nothing more until somebody has given another one.
func TestNothingGoesTwiceToAnAccountThatTheBankDoubts(t *testing.T) {
	payers(t, func(p *payer) {
		cases := p.granted(3)
		plan, to := p.funded(), p.utf8Table()
		p.order(plan.ID, to)
		refs := p.refs(plan.ID)
		a := p.answer(to, csvAnswer(refs[0]+",600.00,失败,AC04,,2026-03-05,1,", refs[1]+",600.00,退票,BE01,,2026-03-05,2,", refs[2]+",600.00,失败,AM04,,2026-03-05,3,"))
		if a.States["returned"] != 3 {
			t.Fatalf("%+v", a)
		}
		made, _ := p.order(plan.ID, to)
		if len(made.Held) != 2 || made.Held[0].Code != benefit.NoAccount || made.States[benefit.Ordered] != 1 {
			t.Errorf("held %v, states %v", made.Held, made.States)
		}
		for i, which := range cases {
			_, err := p.desks["village"].See(p.ctx, id.New(), which, nil, fmt.Sprint(6299000000+i), "")
			p.must(err)
		}
		_, file := p.order(plan.ID, to)
		if n := bytes.Count(file, []byte("62990000")); n != 2 {
			t.Errorf("%d lines to the new accounts: %s", n, file)
		}
		p.sound()
	})
}

// Who died between the list and the order gets no line in the file; nobody outside the confirmed list does.
func TestNobodyOutsideTheConfirmedListIsPaid(t *testing.T) {
	payers(t, func(p *payer) {
		cases := p.granted(3)
		plan, to := p.funded(), p.bank("csv")
		p.granted(2) // confirmed after the list was frozen
		v, err := p.desks["confirm"].OpenCase(p.ctx, cases[0])
		p.must(err)
		p.write(func(tx *store.Tx) error {
			book, err := person.In(tx, p.Keys)
			if err != nil {
				return err
			}
			facts := v.Subject.Facts
			facts.Death = p.today.AddYears(-1)
			return book.Revise(v.Subject.ID, 1, facts, person.Card{Name: v.Subject.Name})
		})
		made, _ := p.order(plan.ID, to)
		if made.States[benefit.Ordered] != 2 || len(made.Held) != 1 || plan.Lines != 3 {
			t.Errorf("ordered %v of %d, held %v", made.States, plan.Lines, made.Held)
		}
		p.sound()
	})
}

// However a bank misbehaves, each payment ends final or in an alarm, what is paid by our books is what the bank credited, and nobody is credited
// twice.
func TestEveryPaymentEndsFinalOrInAnAlarm(t *testing.T) {
	for i, named := range []string{"iso20022", "csv", "xlsx", "yikatong"} {
		t.Run(named, func(t *testing.T) {
			p := newPayer(t, testdb.SQLite(t))
			p.granted(60)
			plan, to := p.funded(), p.bank(named)
			b := bank.New(uint64(i), bank.All(to, 120))
			for range 6 {
				made, err := exchange.Order(p.ctx, p.desks["pay"], id.New(), plan.ID, to, p.signer())
				if fault.Is(err, fault.Conflict) {
					break
				}
				p.must(err)
				for range 5 {
					if b.Take(p.file(plan.ID, to, made.Attempt)) == nil {
						break
					}
				}
				p.listen(b, to)
			}
			p.reconcile(plan.ID, b)
		})
	}
}

// reconcile holds our books against what the bank did.
func (p *payer) reconcile(plan id.ID, b *bank.Bank) {
	p.Helper()
	p.today = p.today.AddDays(30) // a bank that is quiet may have fallen silent yesterday
	lines, err := p.desks["pay"].OpenPlanSheet(p.ctx, plan, work.LineFilter{})
	p.must(err)
	credited := b.Credited()
	alarms := 0
	for _, l := range lines.Rows {
		var fen int64
		for attempt := 1; attempt <= l.Attempt; attempt++ {
			fen += credited[benefit.EndToEnd(l.Line.ID, attempt)]
		}
		switch alarm := l.Alarm || l.Late; {
		case alarm:
			alarms++
		case l.State == benefit.PaidOut && fen != int64(l.Fen):
			p.Errorf("%s is paid by our books, and %d fen were credited", l.Line.ID, fen)
		case l.State == benefit.Returned && fen != 0:
			p.Errorf("%s came back by our books, and %d fen were credited", l.Line.ID, fen)
		case l.State == benefit.Ordered:
			p.Errorf("%s is neither final nor in an alarm", l.Line.ID)
		}
		if fen > int64(l.Fen)+1 {
			p.Errorf("%s was credited twice: %d", l.Line.ID, fen)
		}
	}
	if v := p.plan(plan); v.States[benefit.PaidOut] < 20 || alarms == 0 || alarms > 40 {
		p.Errorf("states %v, alarms %d: nothing was tried", v.States, alarms)
	}
	p.recounted()
	p.sound()
}

// recounted fails unless somebody who has the exported files alone comes to the closing statement, to the fen.
func (p *payer) recounted() {
	p.Helper()
	lines, err := p.desks["pay"].ExportPayments(p.ctx, "grant", civil.MustDate("2026-01-01"), civil.MustDate("2027-01-01"))
	p.must(err)
	closing, err := p.desks["pay"].OpenClosing(p.ctx, "grant", "2026")
	p.must(err)
	var payments, statement bytes.Buffer
	p.must(exchange.WritePayments(&payments, lines))
	p.must(exchange.WriteClosing(&statement, sheet.CSV, closing, lang.En))
	got, err := recount(&payments)
	p.must(err)
	want, err := readClosing(&statement)
	p.must(err)
	got["allocated"] = got["confirmed"] // who gave the money is not in the table of payments
	for name, sum := range want {
		if got[name] != sum {
			p.Errorf("%s: recounted %+v, the closing statement says %+v", name, got[name], sum)
		}
	}
	if len(want) != 7 || want["paid"].lines == 0 || want["returned"].lines+want["pending"].lines == 0 {
		p.Errorf("%+v: nothing was tried", want)
	}
}
