package benefit

import (
	"bytes"
	"fmt"
	"time"

	"youfu/internal/civil"
	"youfu/internal/store"
)

// ForgedVoices are the consents to a seat that nobody committed to, by the person whom the seat was for.
func ForgedVoices(tx *store.Tx) (all []string, err error) {
	err = tx.Each(`select v.identity, v.by_identity, v.n, v.digest, v.signature, t.at, l.seq from benefit_voice v join store_tx t on t.seq = v.seq
		left join notary_leaf l on l.digest = v.digest and l.seq = v.seq`, nil, func(scan func(...any) error) error {
		var c voiceContent
		var digest, signature []byte
		var at int64
		var leaf *int64
		if err := scan(&c.Identity, &c.By, &c.N, &digest, &signature, &at, &leaf); err != nil {
			return err
		}
		committed, err := c.committed(digest, civil.On(time.UnixMicro(at), time.UTC))
		if !committed || leaf == nil || len(signature) == 0 {
			all = append(all, fmt.Sprintf("%x/%d", c.Identity, c.N))
		}
		return err
	})
	return all, err
}

// committed reports whether a digest is the consent's. The day that was signed is the district's: one of those that it was somewhere at the
// instant of the write.
func (c voiceContent) committed(digest []byte, utc civil.Date) (bool, error) {
	for day := -1; day <= 1; day++ {
		c.On = utc.AddDays(day)
		want, err := digestOf("voice", c)
		if err != nil || bytes.Equal(want, digest) {
			return err == nil, err
		}
	}
	return false, nil
}
