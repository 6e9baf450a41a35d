package web

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"

	"youfu/internal/benefit"
	"youfu/internal/exchange"
	"youfu/internal/exchange/bank"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/lang"
	"youfu/internal/office"
	"youfu/internal/web/page"
)

// bankProfiles are the formats in which banks take orders and answer, by id.
var bankProfiles = sync.OnceValues(func() (map[string]*bank.Profile, error) { return exchange.Banks(nil) })

// profileField asks for a bank's format.
func (q *request) profileField(control, chosen string) (page.Field, error) {
	profiles, err := bankProfiles()
	f := page.Field{ID: control, Label: q.t("support.do.profile"), Type: page.TypeChoose, Values: []string{chosen}}
	for _, named := range slices.Sorted(maps.Keys(profiles)) {
		f.Options = append(f.Options, page.Option{Value: named, Text: profiles[named].Title.In(q.lang)})
	}
	return f, err
}

// profileOf is a format by its id; the error stands at the control that asked for it.
func profileOf(control, named string) (*bank.Profile, error) {
	profiles, err := bankProfiles()
	if err == nil && profiles[named] == nil {
		err = wrongField(control, "support.do.no-profile")
	}
	return profiles[named], err
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

// orderPlan sends a funded list to the bank: what may go now, and what the bank's file has room for.
func orderPlan(q *request) error {
	return q.sendPlan("act", "", func(plan, made id.ID, values url.Values) error {
		p, err := profileOf("profile", values.Get("profile"))
		if err != nil {
			return err
		}
		signer, err := q.signer(values)
		if err != nil {
			return err
		}
		_, err = exchange.Order(q.r.Context(), q.office, made, plan, p, signer)
		return err
	})
}

// downloadOrder gives an order as the bank's file. The same order gives the same file, however often it is asked for.
func downloadOrder(q *request) error {
	plan, err := q.pathID("plan", "benefit.no-plan")
	if err != nil {
		return err
	}
	attempt, err := strconv.Atoi(q.r.PathValue("attempt"))
	if err != nil || attempt < 1 {
		return fault.New(fault.NotFound, "benefit.no-order")
	}
	sheet, err := q.office.OpenPlanSheet(q.r.Context(), plan, office.LineFilter{Most: 1})
	if err != nil {
		return err
	}
	for _, a := range sheet.Acts {
		if a.Power != benefit.Pay || a.Attempt != attempt {
			continue
		}
		p, err := profileOf("profile", a.Profile)
		if err != nil {
			return err
		}
		var file bytes.Buffer
		if _, err := exchange.WriteOrder(q.r.Context(), q.office, &file, p, plan, attempt); err != nil {
			return err
		}
		q.download("application/octet-stream", fmt.Sprintf("%s-%s-%d%s", sheet.Plan.Scheme, sheet.Period, attempt, p.Extension()))
		_, err = q.w.Write(file.Bytes())
		return err
	}
	return fault.New(fault.NotFound, "benefit.no-order")
}

// answerForm takes a bank's file.
func (q *request) answerForm(s sent) (*page.AnswerForm, error) {
	typed, refused := s.of("answers")
	profile, err := q.profileField("kind", typed.Get("kind"))
	f := &page.AnswerForm{Action: "/payments/answers", Fields: []page.Field{profile, {ID: "file", Label: q.t("support.answers.file"), Type: page.TypeFile}}}
	f.Wrong = q.refuse(refused, &f.Fields[0], &f.Fields[1])
	return f, err
}

// takeAnswers reads a bank's file and says what became of each kind of line. The same file again changes nothing, and says so.
func takeAnswers(q *request) error {
	f, err := q.uploadOf()
	if err != nil {
		return err
	}
	taken, err := q.answers(f)
	if kept(err) {
		return q.showPlans(fault.Status(err), sent{"answers", url.Values{"kind": {f.kind}}, err}, nil)
	}
	if err != nil {
		return err
	}
	return q.showPlans(http.StatusOK, sent{}, q.answersTaken(taken))
}

func (q *request) answers(f uploadForm) (exchange.Answered, error) {
	p, err := profileOf("kind", f.kind)
	if err == nil && len(f.content) == 0 {
		err = wrongField("file", "support.answers.no-file")
	}
	if err != nil {
		return exchange.Answered{}, err
	}
	return exchange.Answer(q.r.Context(), q.office, p, bytes.NewReader(f.content), int64(len(f.content)))
}

// findings are what becomes of a line of a bank's file, in the order of the page.
var findings = []string{"counted", "repeated", "differs", "out-of-order", "suspense"}

// mostUnread is how many lines that could not be read the page says one by one.
const mostUnread = 50

func (q *request) answersTaken(a exchange.Answered) *page.AnswersTaken {
	v := &page.AnswersTaken{Again: a.Again, Exceptions: len(a.Exceptions), UnreadCount: len(a.Refused)}
	v.Facts = append(v.Facts, page.Fact{Name: q.t("support.answers.count"), Text: strconv.Itoa(a.Answers)})
	for _, finding := range findings {
		if n := a.Findings[finding]; n > 0 {
			v.Facts = append(v.Facts, page.Fact{Name: q.t("support.answers." + finding), Text: strconv.Itoa(n)})
		}
	}
	for _, state := range lineStates {
		if n := a.States[string(state)]; n > 0 {
			v.Facts = append(v.Facts, page.Fact{Name: q.t("support.state." + string(state)), Text: strconv.Itoa(n)})
		}
	}
	for _, r := range a.Refused[:min(len(a.Refused), mostUnread)] {
		field := r.Field()
		v.Unread = append(v.Unread, q.t(field.Key, field.Args...))
	}
	return v
}

// payerForm notes the account that support is paid from.
func (q *request) payerForm(s sent) (*page.PayerForm, error) {
	known, err := q.office.PayingAccount(q.r.Context())
	if err != nil {
		return nil, err
	}
	typed, refused := s.of("account")
	f := &page.PayerForm{Action: "/payments/account", ClientID: id.New().String(), Known: known.Account != ""}
	for _, one := range []struct {
		name, value string
		optional    bool
	}{{"payer", known.Name, false}, {"account", known.Account, false}, {"cnaps", known.CNAPS, true}, {"bic", known.BIC, true}, {"branch", known.Branch, true}} {
		field := page.Field{ID: one.name, Label: q.t("support.payer." + one.name), Type: page.TypeLine, Auto: "off", Optional: one.optional, Values: []string{one.value}}
		if values, sent := typed[one.name]; sent {
			field.Values = values
		}
		f.Fields = append(f.Fields, field)
	}
	f.Wrong = q.refuse(refused)
	return f, nil
}

// putPayingAccount notes the account that support is paid from.
func putPayingAccount(q *request) error {
	values, err := q.form()
	if err != nil {
		return err
	}
	made, err := clientID(values)
	if err != nil {
		return err
	}
	err = exchange.PutPayingAccount(q.r.Context(), q.office, made, office.PayingAccount{Name: values.Get("payer"), Account: unspaced(values.Get("account")), CNAPS: unspaced(values.Get("cnaps")),
		BIC: unspaced(values.Get("bic")), Branch: values.Get("branch")})
	if kept(err) {
		return q.showPlans(fault.Status(err), sent{"account", values, err}, nil)
	}
	if err != nil {
		return err
	}
	return q.redirect("/payments?saved=account")
}
