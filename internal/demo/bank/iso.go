package bank

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"youfu/internal/civil"
	"youfu/internal/exchange/bank"
)

const isoSpace = "urn:iso:std:iso:20022:tech:xsd:"

// element writes <name>…</name> with text inside; nothing for no text.
func element(name, text string) string {
	if text == "" {
		return ""
	}
	var b strings.Builder
	must(xml.EscapeText(&b, []byte(text)))
	return "<" + name + ">" + b.String() + "</" + name + ">"
}

func amount(fen int64) string { return `<Amt Ccy="CNY">` + yuan(fen) + `</Amt>` }

// report is a pain.002.001.10 about one order.
func (b *Bank) report(on civil.Date, events []event) []byte {
	message := events[0].message
	b.made++
	var group, all strings.Builder
	for _, e := range events {
		status := map[bank.Kind]string{bank.Accepted: "ACSP", bank.Rejected: "RJCT"}[e.kind]
		why := ""
		if e.reason.code != "" {
			why = "<StsRsnInf><Rsn>" + element("Cd", e.reason.code) + "</Rsn>" + element("AddtlInf", e.reason.note) + "</StsRsnInf>"
		}
		if e.whole {
			if e.kind == bank.Accepted {
				status = wholeStatus(events)
			}
			group.WriteString(element("GrpSts", status) + why)
			continue
		}
		all.WriteString("<TxInfAndSts>" + element("OrgnlEndToEndId", e.endToEnd) + element("TxSts", status) + why +
			"<OrgnlTxRef><Amt><InstdAmt Ccy=\"CNY\">" + yuan(e.fen) + "</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>\n")
	}
	body := header(b.made, on) + "<OrgnlGrpInfAndSts>" + element("OrgnlMsgId", message) + element("OrgnlMsgNmId", "pain.001.001.09") + group.String() + "</OrgnlGrpInfAndSts>"
	if all.Len() > 0 {
		body += "<OrgnlPmtInfAndSts>" + element("OrgnlPmtInfId", message) + all.String() + "</OrgnlPmtInfAndSts>"
	}
	return []byte(xml.Header + `<Document xmlns="` + isoSpace + `pain.002.001.10"><CstmrPmtStsRpt>` + body + "</CstmrPmtStsRpt></Document>\n")
}

// wholeStatus is what an order that was taken is called: partly accepted where some of its payments are not.
func wholeStatus(events []event) string {
	if slices.ContainsFunc(events, func(e event) bool { return e.kind == bank.Rejected }) {
		return "PART"
	}
	return "ACTC"
}

func header(n int, on civil.Date) string {
	return "<GrpHdr>" + element("MsgId", fmt.Sprintf("QH-%s-%d", on, n)) + element("CreDtTm", on.String()+"T20:00:00+08:00") + "</GrpHdr>\n"
}

// statement is a camt.053.001.08, or now and then a camt.054.001.08, about a day's bookings: each by itself, or all debits in one entry.
func (b *Bank) statement(on civil.Date, events []event) []byte {
	b.made++
	message, root, part, balance := "camt.053.001.08", "BkToCstmrStmt", "Stmt", `<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>`+amount(0)+`<CdtDbtInd>CRDT</CdtDbtInd><Dt>`+element("Dt", on.String())+`</Dt></Bal>`
	if b.files.IntN(4) == 0 {
		message, root, part, balance = "camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn", ""
	}
	var entries strings.Builder
	var together []event
	inOne := b.files.IntN(2) == 0
	for _, e := range events {
		if inOne && e.kind == bank.Paid && e.on == on {
			together = append(together, e)
		} else {
			entries.WriteString(entry(e))
		}
	}
	if len(together) > 0 {
		entries.WriteString(entry(together...))
	}
	return []byte(xml.Header + `<Document xmlns="` + isoSpace + message + `"><` + root + ">" + header(b.made, on) + "<" + part + ">" + element("Id", fmt.Sprintf("QH-%d", b.made)) +
		"<Acct><Id><Othr><Id>9990001000000017</Id></Othr></Id></Acct>" + balance + "\n" + entries.String() + "</" + part + "></" + root + "></Document>\n")
}

// entry is one booking with the details of its payments, which all go the same way on the same day.
func entry(events ...event) string {
	direction := "DBIT"
	if events[0].kind == bank.Returned {
		direction = "CRDT"
	}
	var sum int64
	var all strings.Builder
	for _, e := range events {
		sum += e.fen
		why := ""
		if e.reason.code != "" {
			why = "<RtrInf><Rsn>" + element("Cd", e.reason.code) + "</Rsn>" + element("AddtlInf", e.reason.note) + "</RtrInf>"
		}
		refs := element("MsgId", e.message) + element("AcctSvcrRef", reference(e)) + element("EndToEndId", e.endToEnd)
		all.WriteString("<TxDtls><Refs>" + refs + "</Refs>" + amount(e.fen) + element("CdtDbtInd", direction) + why + "</TxDtls>\n")
	}
	return "<Ntry>" + amount(sum) + element("CdtDbtInd", direction) + "<Sts><Cd>BOOK</Cd></Sts><BookgDt>" + element("Dt", events[0].on.String()) + "</BookgDt>" +
		"<BkTxCd><Prtry><Cd>DF</Cd></Prtry></BkTxCd><NtryDtls><Btch>" + element("NbOfTxs", fmt.Sprint(len(events))) + "</Btch>\n" + all.String() + "</NtryDtls></Ntry>\n"
}
