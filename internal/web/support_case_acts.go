package web

import (
	"encoding/hex"

	"youfu/internal/benefit"
	"youfu/internal/catalogue"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/web/page"
)

// matters are the acts of a case, one matter after the other, the newest open.
func (q *request) matters(v *page.CaseShow, sheet *office.CaseSheet, b book) error {
	for i := len(sheet.Matters) - 1; i >= 0; i-- {
		m := &sheet.Matters[i]
		rows := page.MatterRows{Title: q.t("support.acts."+m.Kind, m.Year), Open: i == len(sheet.Matters)-1}
		for _, a := range m.Acts {
			row, err := q.actRow(sheet, a, b)
			if err != nil {
				return err
			}
			rows.Rows = append(rows.Rows, row)
		}
		if next := sheet.Progress; rows.Open && next.N > 0 {
			rows.Next = &page.ActRow{Title: q.stepTitle(sheet.Scheme, next.Next), Power: string(next.Next.Power),
				Body: q.bodyName(b, sheet.Scheme.Powers.Body(catalogue.Power(next.Next.Power))), Result: q.t("support.acts.next")}
		}
		v.Matters = append(v.Matters, rows)
		for _, a := range m.Appeals {
			v.Appeal.Lodged = append(v.Appeal.Lodged, page.AppealRow{On: a.LodgedOn, Words: sheet.Words[a.Words]})
		}
	}
	v.Objects = q.objectionRows(sheet)
	q.noticeOf(v, sheet)
	return nil
}

// shortMark is how much of an act's digest a line shows, in bytes.
const shortMark = 4

func (q *request) actRow(sheet *office.CaseSheet, a benefit.Act, b book) (page.ActRow, error) {
	by, err := q.official(a.Account)
	row := page.ActRow{On: a.On, Title: q.stepTitle(sheet.Scheme, benefit.Step{ID: a.Step, Power: a.Power}), Power: string(a.Power), Body: q.bodyName(b, a.Body), By: by,
		Result: q.t("support.acts." + a.Outcome), Until: a.Until, Reason: sheet.Words[a.Reason], Signer: a.Signer, Mark: hex.EncodeToString(a.Digest[:min(shortMark, len(a.Digest))])}
	if a.Power == benefit.Supervise && a.Outcome == benefit.Passed {
		row.Result = q.t("support.acts.put-up")
	}
	if a.Round > 1 {
		row.Title = q.t("support.acts.round", a.Round, row.Title)
	}
	return row, err
}

func (q *request) objectionRows(sheet *office.CaseSheet) (rows []page.ObjectionRow) {
	for _, o := range sheet.Objections {
		row := page.ObjectionRow{On: o.On, Words: sheet.Words[o.ID], State: o.State}
		if o.State != benefit.Open {
			row.Answer = sheet.Words[o.Words]
		}
		rows = append(rows, row)
	}
	return rows
}

// noticeOf leads from a case that is up to its notice.
func (q *request) noticeOf(v *page.CaseShow, sheet *office.CaseSheet) {
	if until := sheet.Progress.Until; !sheet.Posted.Zero() {
		v.Notice = &page.NoticeRow{Href: noticePath(sheet.Posted, sheet.Scheme.ID, until.String()), Until: until}
	}
}

func noticePath(at id.ID, scheme, until string) string {
	return "/notices/" + at.String() + "/" + scheme + "/" + until
}
