package district

import (
	"context"
	"strings"

	"youfu/internal/care"
	"youfu/internal/catalogue/inforce"
	"youfu/internal/custody"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Examine looks whether the district is whole: what custody examines of any district; that the practice on record is as it came into
// force; that events stay with their person; that the views are what the tables say, and the figures what a count of the tables gives;
// and that support was decided and paid by those who might, as the rules of the day said.
func (d *District) Examine(ctx context.Context) ([]custody.Check, error) {
	checks := append([]custody.Examine{keyFits, definitions, episodes, d.register, d.diary, d.names, d.figures}, d.benefits()...)
	return custody.Doctor(ctx, d.Store, d.Keys, checks...)
}

// verdict is a check that found what is wrong, or nothing.
func verdict(name string, wrong ...string) custody.Check {
	c := custody.Check{Name: name, OK: len(wrong) == 0, Key: "custody.sound", Places: wrong}
	if !c.OK {
		c.Key, c.Args = "district.doctor-"+name, []any{strings.Join(wrong, ", ")}
	}
	return c
}

// keyFits: the district's cells were sealed under the key that is in use.
func keyFits(tx *store.Tx, keys *seal.Keys) (custody.Check, error) {
	print, err := store.Setting(tx, SettingKey)
	if print != keys.Fingerprint() {
		return verdict("key", print), err
	}
	return verdict("key"), err
}

// definitions: each is as it came into force, and those in force can be read together.
func definitions(tx *store.Tx, _ *seal.Keys) (custody.Check, error) {
	altered, err := inforce.Altered(tx)
	return verdict("definitions", altered...), err
}

// episodes: the revisions of an event stand in one episode of one person.
func episodes(tx *store.Tx, _ *seal.Keys) (custody.Check, error) {
	strays, err := care.Strays(tx)
	if strays > 0 {
		return verdict("episodes", counted(strays)), err
	}
	return verdict("episodes"), err
}
