package benefit_test

import (
	"bytes"
	"testing"
	"time"

	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/post/passkey"
	"youfu/internal/store"
)

// TestCodesThatNobodyGaveAreNamed: an act signed by a one-time code is sound while that code was taken and was the actor's own.
func TestCodesThatNobodyGaveAreNamed(t *testing.T) {
	each(t, func(b *bureau) {
		accounts := post.New(b.District, b.keys, time.UTC, nil)
		_, err := accounts.Add(ctx, actor.System, post.NewAccount{Login: "qian", CitizenNumber: "11010519491231002X", NewSeat: post.NewSeat{Post: actor.Manager}, ClientID: id.New()})
		b.must(err)
		all, err := accounts.List(ctx, actor.System)
		b.must(err)
		b.at["qian"] = b.keys.Digest("citizen-number", "11010519491231002X")
		b.write(func(tx *store.Tx) error { return benefit.Sit(tx, b.at["qian"], "health", b.today, all[0].ID) })
		use := post.CodeUse{TOTP: id.New(), Step: 7}
		b.write(func(tx *store.Tx) error {
			secret := tx.ID("secret", 0)
			if err := b.keys.In(tx).Put(secret, "JBSWY3DP", nil); err != nil {
				return err
			}
			if err := tx.Insert("post_totp", "id", "rev", "seq", "account", "state", "secret").Row(use.TOTP, 1, tx.Seq, all[0].ID, "offered", secret); err != nil {
				return err
			}
			return tx.Insert("post_code", "totp", "step", "work", "at").Row(use.TOTP, use.Step, id.New(), int64(1))
		})
		review := func(name string, signer benefit.Signer) {
			b.Helper()
			which := b.apply(name)
			b.must(b.try(func(tx *store.Tx) error {
				seat, err := benefit.SeatOf(tx, b.at["qian"], all[0].ID)
				if err != nil {
					return err
				}
				_, err = b.desk().Act(tx, seat, benefit.Deciding{Case: which, Step: "review", Outcome: benefit.Passed, Result: benefit.Met}, signer)
				return err
			}))
			if got := b.load(which).Last().Acts[0].Signer; got != signer.Kind() || !signer.Weak() {
				b.Errorf("signed by %s", got)
			}
		}
		review("陈秀英", benefit.Code{Keys: b.keys, Use: use})
		b.sound()
		review("何秀芬", benefit.Code{Keys: b.keys, Use: post.CodeUse{TOTP: use.TOTP, Step: 8}})
		b.finds("forged")
	})
	each(t, func(b *bureau) {
		for name, forged := range map[string]benefit.Signer{"another kind": forger{"oath", []byte("sworn")}, "a key of nobody": forger{benefit.ByPasskey, []byte(`{"credential":"AAAA"}`)}, "no key at all": forger{benefit.ByPasskey, []byte("x")}, "no code at all": forger{benefit.ByCode, []byte("123456")}, "a code of nobody": benefit.Code{Keys: b.keys, Use: post.CodeUse{TOTP: id.New(), Step: 7}}} {
			before := len(b.examined()["forged"])
			which := b.apply(name)
			b.must(b.try(func(tx *store.Tx) error {
				seat, err := benefit.SeatOf(tx, b.at["sun"], id.New())
				if err != nil {
					return err
				}
				_, err = b.desk().Act(tx, seat, benefit.Deciding{Case: which, Step: "review", Outcome: benefit.Passed, Result: benefit.Met}, forged)
				return err
			}))
			if after := len(b.examined()["forged"]); after != before+1 {
				b.Errorf("%s: %d acts found, %d before", name, after, before)
			}
		}
	})
}

// forger signs with whatever it is given.
type forger struct {
	kind string
	sign []byte
}

func (f forger) Kind() string                { return f.kind }
func (f forger) Weak() bool                  { return false }
func (f forger) Sign([]byte) ([]byte, error) { return f.sign, nil }

// TestAKeySignsWhatWasPrepared: an act that is another one than was shown is not signed.
func TestAKeySignsWhatWasPrepared(t *testing.T) {
	prepared := &benefit.Prepare{}
	for _, digest := range []string{"one", "two"} {
		if _, err := prepared.Sign([]byte(digest)); err != nil {
			t.Fatal(err)
		}
	}
	_, paths := passkey.Join(prepared.Digests)
	key := benefit.Passkey{Digests: prepared.Digests, Paths: paths}
	if signature, err := key.Sign([]byte("two")); err != nil || key.Weak() || !bytes.Contains(signature, []byte(`"path":[{"left":true`)) {
		t.Errorf("%s, %v", signature, err)
	}
	if _, err := key.Sign([]byte("three")); !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
	if _, err := (benefit.Passkey{}).Sign([]byte("one")); !fault.Is(err, fault.Conflict) {
		t.Errorf("nothing was prepared: %v", err)
	}
}
