package web

import (
	"io/fs"
	"maps"
	"net/url"
	"slices"
	"sync"

	"youfu/catalog"
	"youfu/internal/benefit"
	"youfu/internal/exchange/bank"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/web/page"
)

// bankProfiles are the formats in which banks take orders and answer, by id.
var bankProfiles = sync.OnceValues(func() (map[string]*bank.Profile, error) {
	folder, err := fs.Sub(catalog.Banks, "banks")
	if err != nil {
		return nil, err
	}
	return bank.LoadProfiles(folder)
})

// profileField asks for a bank's format.
func (q *request) profileField(typed url.Values) (page.Field, error) {
	profiles, err := bankProfiles()
	f := page.Field{ID: "profile", Label: q.t("support.do.profile"), Type: page.TypeChoose, Values: typed["profile"]}
	for _, named := range slices.Sorted(maps.Keys(profiles)) {
		f.Options = append(f.Options, page.Option{Value: named, Text: profiles[named].Title.In(q.lang)})
	}
	return f, err
}

// bankSays is what the bank said of a payment, in words where its format knows them.
func (q *request) bankSays(r office.LineRow, sheet office.PlanSheet) string {
	profiles, err := bankProfiles()
	if err != nil || r.Code == "" {
		return r.Code
	}
	for _, a := range sheet.Acts {
		p := profiles[a.Profile]
		if a.Power != benefit.Pay || a.Attempt != r.Attempt || p == nil {
			continue
		}
		for _, title := range []lang.Text{p.Reasons[r.Code].Title, p.Statuses[r.Code].Title} {
			if title != (lang.Text{}) {
				return title.In(q.lang)
			}
		}
	}
	return r.Code
}

// orderPlan sends a funded list to the bank: what may go now.
func orderPlan(q *request) error {
	return q.sendPlan("act", "", func(plan, made id.ID, values url.Values) error {
		profiles, err := bankProfiles()
		if err != nil {
			return err
		}
		if profiles[values.Get("profile")] == nil {
			return wrongField("profile", "support.do.no-profile")
		}
		signer, err := q.signer(values)
		if err != nil {
			return err
		}
		_, err = q.office.OrderPlan(q.r.Context(), made, plan, values.Get("profile"), signer)
		return err
	})
}
