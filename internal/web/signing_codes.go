package web

import (
	"net/http"

	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/web/page"
)

// codesBox is the reader's one-time codes: the form that begins them, the secret with the form that confirms it, or the form that takes them back.
func (q *request) codesBox(held bool, s sent, offer post.Offer) (box page.CodesBox, err error) {
	box.Held, box.ClientID = held, id.New().String()
	form := "start"
	switch {
	case held:
		form, box.Action, box.Proof = "end", "/signing/codes/end", q.codeField("code")
	case offer.Secret != "" || s.form == "confirm":
		form, box.Action, box.Proof, box.Offer = "confirm", "/signing/codes/confirm", q.codeField("code"), offer.ID.String()
		box.Secret = inFours(offer.Secret)
		if s.form == form {
			box.Offer = s.values.Get("offer")
		}
	default:
		box.Action, box.Proof = "/signing/codes", q.passwordField("password")
	}
	box.Form = form
	if offer.Secret != "" {
		if box.Code, err = page.Code(post.KeyURI(q.t("page.frame.name")+" "+q.name, q.actor().Login, offer.Secret)); err != nil {
			return box, err
		}
	}
	_, refused := s.of(form)
	box.Wrong = q.refuse(refused, &box.Proof)
	return box, nil
}

// inFours is a secret as people type it off a page.
func inFours(secret string) string {
	var parted []byte
	for i := range secret {
		if i > 0 && i%4 == 0 {
			parted = append(parted, ' ')
		}
		parted = append(parted, secret[i])
	}
	return string(parted)
}

// offerCodes makes the secret of one-time codes, and shows it this once.
func offerCodes(q *request) error {
	return q.sendSigning("start", func(s sent, made id.ID) error {
		if err := q.givePassword(s.values, "password"); err != nil {
			return err
		}
		offer, err := q.District.Accounts.OfferTOTP(q.r.Context(), q.actor(), made)
		if err != nil {
			return err
		}
		return q.showSigning(http.StatusOK, sent{}, offer)
	})
}

// confirmCodes begins one-time codes with the first of them.
func confirmCodes(q *request) error {
	return q.sendSigning("confirm", func(s sent, made id.ID) error {
		offer, err := id.Parse(s.values.Get("offer"))
		if err != nil {
			return fault.New(fault.NotFound, "post.no-totp")
		}
		if s.values.Get("code") == "" {
			return wrongField("code", "support.sign.no-code")
		}
		if err := q.District.Accounts.ConfirmTOTP(q.r.Context(), q.actor(), offer, s.values.Get("code"), q.clientAddress(), made); err != nil {
			return codeRefused("code", err)
		}
		return q.redirect("/signing?saved=codes-saved")
	})
}

// endCodes takes the reader's one-time codes back; the last of them says that it is she.
func endCodes(q *request) error {
	return q.sendSigning("end", func(s sent, made id.ID) error {
		if _, err := q.giveCode(s.values, "code", made); err != nil {
			return err
		}
		if err := q.District.Accounts.EndTOTP(q.r.Context(), q.actor(), q.actor().Login, made); err != nil {
			return err
		}
		return q.redirect("/signing?saved=codes-ended")
	})
}
