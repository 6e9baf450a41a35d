package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/post/passkey"
	"youfu/internal/web/page"
)

// newKey is what a browser is asked to make.
type newKey struct {
	Site       string   `json:"site"`
	Name       string   `json:"name"` // of the site
	User       []byte   `json:"user"`
	Login      string   `json:"login"`
	Shown      string   `json:"shown"`
	Challenge  []byte   `json:"challenge"`
	Algorithms []int    `json:"algorithms"`
	Held       [][]byte `json:"held"`
}

// keysBox is the reader's keys, with the forms that add one and take one back.
func (q *request) keysBox(can post.Signing, s sent) (box page.KeysBox, err error) {
	form, account := id.New(), q.actor().Account
	box.ClientID, box.EndID = form.String(), id.New().String()
	asked := newKey{Site: q.place().Site, Name: q.t("page.frame.name"), User: account[:], Login: q.actor().Login, Shown: q.actor().Name,
		Challenge: q.District.Accounts.KeyChallenge(account, form), Algorithms: passkey.Algorithms(), Held: [][]byte{}}
	box.Which = page.Field{ID: "which", Label: q.t("support.signing.key-which"), Type: page.TypeCode}
	for _, k := range can.Keys {
		box.Keys = append(box.Keys, k.Label)
		asked.Held = append(asked.Held, k.Credential)
		box.Which.Options = append(box.Which.Options, page.Option{Value: k.ID.String(), Text: k.Label})
	}
	raw, err := json.Marshal(asked)
	box.Asked = string(raw)
	typed, refused := s.of("key")
	box.Label = page.Field{ID: "label", Label: q.t("support.signing.key-label"), Hint: q.t("support.signing.key-label-hint"), Type: page.TypeLine, Auto: "off", Values: typed["label"]}
	box.Proof = q.proofField("key-", can)
	box.Wrong = q.refuse(refused, &box.Label, &box.Proof)
	_, refused = s.of("key-end")
	box.EndProof = q.proofField("end-", can)
	box.EndWrong = q.refuse(refused, &box.Which, &box.EndProof)
	return box, err
}

// proofField asks for what the reader proves herself by; begin makes its name the form's own.
func (q *request) proofField(begin string, can post.Signing) page.Field {
	if can.TOTP {
		return q.codeField(begin + "code")
	}
	return q.passwordField(begin + "password")
}

// prove takes what proofField asked for.
func (q *request) prove(form url.Values, begin string, work id.ID) error {
	can, err := q.District.Accounts.Signing(q.r.Context(), q.actor().Account)
	if err != nil {
		return err
	}
	if can.TOTP {
		_, err := q.giveCode(form, begin+"code", work)
		return err
	}
	return q.givePassword(form, begin+"password")
}

// addKey notes a key that the reader's browser has made.
func addKey(q *request) error {
	return q.sendSigning("key", func(s sent, made id.ID) error {
		if s.values.Get("label") == "" {
			return wrongField("label", "post.bad-label")
		}
		if err := q.prove(s.values, "key-", made); err != nil {
			return err
		}
		if err := q.District.Accounts.AddKey(q.r.Context(), q.actor(), s.values.Get("label"), []byte(s.values.Get("passkey")), q.place(), made); err != nil {
			return err
		}
		return q.redirect("/signing?saved=key-saved")
	})
}

// endKey takes a key of the reader's back.
func endKey(q *request) error {
	return q.sendSigning("key-end", func(s sent, made id.ID) error {
		which, err := id.Parse(s.values.Get("which"))
		if err != nil {
			return wrongField("which", "support.signing.no-key")
		}
		if err := q.prove(s.values, "end-", made); err != nil {
			return err
		}
		if err := q.District.Accounts.EndKey(q.r.Context(), q.actor(), q.actor().Login, which, made); err != nil {
			return err
		}
		return q.redirect("/signing?saved=key-ended")
	})
}

// savedSigning are the words of the page about what was just done.
var savedSigning = []string{"codes-saved", "codes-ended", "key-saved", "key-ended"}

// openSigning shows by what the reader signs.
func openSigning(q *request) error { return q.showSigning(http.StatusOK, sent{}, post.Offer{}) }

// showSigning shows the page with a form that was refused, or a secret that was just made.
func (q *request) showSigning(status int, s sent, offer post.Offer) error {
	can, err := q.District.Accounts.Signing(q.r.Context(), q.actor().Account)
	if err != nil {
		return err
	}
	v := &page.SigningShow{Frame: q.frame(q.t("support.signing.title"))}
	v.Path = "/signing"
	if saved := q.r.URL.Query().Get("saved"); slices.Contains(savedSigning, saved) {
		v.Notices = append(v.Notices, page.Notice{Tone: page.OK, Text: q.t("support.signing." + saved)})
	}
	if v.Keys, err = q.keysBox(can, s); err != nil {
		return err
	}
	if v.Codes, err = q.codesBox(can.TOTP, s, offer); err != nil {
		return err
	}
	return q.show(status, v)
}

// sendSigning does what a form of the page asks for; what was refused stands at the form.
func (q *request) sendSigning(form string, do func(sent, id.ID) error) error {
	values, err := q.form()
	if err != nil {
		return err
	}
	made, err := clientID(values)
	if err != nil {
		return err
	}
	s := sent{form: form, values: values}
	if s.refused = do(s, made); kept(s.refused) {
		return q.showSigning(fault.Status(s.refused), s, post.Offer{})
	}
	return s.refused
}
