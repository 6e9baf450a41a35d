package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"youfu/internal/district"
	"youfu/internal/id"
	"youfu/internal/post"
)

// codeAt is what an authenticator app shows (RFC 6238), written from nothing of ours.
func codeAt(secret string, at time.Time) string {
	key, err := base32.StdEncoding.DecodeString(secret)
	if err != nil {
		panic(err)
	}
	m := hmac.New(sha1.New, key)
	_ = binary.Write(m, binary.BigEndian, at.Unix()/30)
	sum := m.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[19]&15:])&0x7fffffff%1000000)
}

// TestSigningByCodeFromTheCommandLine: whoever has one-time codes signs with one, and the powers say so until they are taken back.
func TestSigningByCodeFromTheCommandLine(t *testing.T) {
	c := newCounter(t)
	var v shownCase
	c.does(&v, "village", "benefit", "apply", "grant", "--person", c.person(0), "--evidence", "id-card=seen", "--account", "6217000001")
	secret := c.phoned("chen")
	c.fails(3, "chen", "benefit", "act", v.Case, "confirmation", "--decision", "passed")
	c.fails(3, "chen", "benefit", "act", v.Case, "confirmation", "--decision", "passed", "--totp", codeAt(secret, time.Now())) // it began them
	c.does(&v, "chen", "benefit", "act", v.Case, "confirmation", "--decision", "passed", "--totp", codeAt(secret, time.Now().Add(30*time.Second)))
	var held struct {
		Officials []struct {
			Login, Signs string
			Weak         bool
		}
	}
	c.does(&held, "gao", "powers")
	for _, o := range held.Officials {
		if want := map[bool]string{true: "totp", false: "password"}[o.Login == "chen"]; o.Signs != want || !o.Weak {
			t.Errorf("%+v", o)
		}
	}
	if len(held.Officials) != 6 {
		t.Errorf("%+v", held)
	}
	var left struct{ TOTP bool }
	if c.does(&left, "", "account", "signing", "chen"); !left.TOTP {
		t.Error("no codes")
	}
	if c.does(&left, "", "account", "signing", "chen", "--end", "totp"); left.TOTP {
		t.Error("the codes were not taken back")
	}
	c.fails(4, "", "account", "signing", "chen", "--end", "totp")
	var doctor any
	c.does(&doctor, "", "doctor")
}

// phoned begins one-time codes of an account.
func (c *counter) phoned(login string) string {
	c.Helper()
	ctx := context.Background()
	d, err := district.Open(ctx, district.Options{DSN: c.path("youfu.db")})
	if err != nil {
		c.Fatal(err)
	}
	defer d.Close()
	who, err := d.Accounts.Authenticate(ctx, post.Credentials{Login: login, Password: c.passwords[login]})
	if err != nil {
		c.Fatal(err)
	}
	offer, err := d.Accounts.OfferTOTP(ctx, who, id.New())
	if err != nil {
		c.Fatal(err)
	}
	if err := d.Accounts.ConfirmTOTP(ctx, who, offer.ID, codeAt(offer.Secret, time.Now()), "", id.New()); err != nil {
		c.Fatal(err)
	}
	return offer.Secret
}
