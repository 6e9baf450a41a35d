// Package district opens one district: its store, its keys, the catalogue in force, and the views that are folded from its writes. A
// process hosts many of them; each is opened when first asked for, migrated by itself and fails by itself.
package district

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"sync"
	"time"
	_ "time/tzdata" // an office computer may have no zone files

	"youfu/catalog"
	"youfu/internal/actor"
	"youfu/internal/benefit"
	"youfu/internal/care"
	"youfu/internal/catalogue"
	"youfu/internal/catalogue/inforce"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/person"
	"youfu/internal/place"
	"youfu/internal/post"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Options say where a district and its key are.
type Options struct {
	DSN      string // a file, or postgres://…
	District string // PostgreSQL schema; "youfu" where empty
	KeyFile  string // KeyFileFor(DSN, District) where empty
	Overlay  fs.FS  // the district's own catalogue; nil: none
}

// District is one open district. Safe for use by many goroutines.
type District struct {
	Store    *store.District
	Keys     *seal.Keys
	Accounts *post.Accounts
	Register *person.Register
	Names    *person.Names
	Diary    *care.Diary
	Zone     *time.Location

	lock      sync.Mutex
	walled    store.Config    // of the handle of benefits
	behind    *store.District // once opened
	tree      *place.Tree
	practices map[store.Seq]*catalogue.Catalogue // by the write that brought them into force
}

// Settings of a district.
const (
	SettingName = "district-name"
	SettingZone = "time-zone"
	SettingKey  = "key" // the fingerprint of the key that its cells are sealed under
	SettingDemo = "demo"
)

// Open opens a district and brings the catalogue that the program ships, and the overlay, into force where they changed.
func Open(ctx context.Context, o Options) (*District, error) {
	file, err := seal.LoadFile(o.keyFile())
	if err != nil {
		return nil, err
	}
	keys, err := seal.NewKeys(file)
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, o.config(file))
	if err != nil {
		return nil, err
	}
	d := &District{Store: db, Keys: keys, Register: person.NewRegister(), Names: person.NewNames(), practices: map[store.Seq]*catalogue.Catalogue{}, walled: o.walled(file)}
	if err := d.begin(ctx, o); err != nil {
		db.Close()
		return nil, err
	}
	return d, nil
}

func (o Options) config(f seal.File) store.Config {
	return store.Config{DSN: o.DSN, District: o.District, Login: f.Login, Password: f.Password, Secret: f.RequestKey()}
}

// walled is the handle of benefits: it reaches no service record (R2).
func (o Options) walled(f seal.File) store.Config {
	c := o.config(f)
	c.Login, c.Password = f.Behind("benefit")
	c.Wall = benefit.Tables
	return c
}

func (d *District) begin(ctx context.Context, o Options) error {
	if err := d.settings(ctx); err != nil {
		return err
	}
	if err := d.practise(ctx, o.Overlay); err != nil {
		return err
	}
	d.Accounts = post.New(d.Store, d.Keys, d.Zone, bodies{})
	practice, err := d.Practice(ctx)
	if err == nil {
		d.Diary = care.NewDiary(practice)
	}
	return err
}

func (d *District) settings(ctx context.Context) error {
	return d.Store.Read(ctx, func(tx *store.Tx) error {
		print, err := store.Setting(tx, SettingKey)
		if err != nil {
			return err
		}
		switch print {
		case "":
			return fault.New(fault.Conflict, "district.unfinished")
		case d.Keys.Fingerprint():
		default:
			return fault.New(fault.Refused, "seal.wrong-key")
		}
		zone, err := store.Setting(tx, SettingZone)
		if err != nil {
			return err
		}
		d.Zone, err = time.LoadLocation(zone)
		return err
	})
}

// practise brings the shipped catalogue and the overlay into force where they differ from what is.
func (d *District) practise(ctx context.Context, overlay fs.FS) error {
	_, loaded, err := catalogue.Load(catalog.FS, overlay)
	if err != nil {
		return err
	}
	var now []catalogue.Definition
	var since store.Seq
	err = d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		if now, err = inforce.At(tx, tx.Seq); err == nil {
			since, err = inforce.Since(tx, tx.Seq)
		}
		return err
	})
	changes := inforce.Changes(now, loaded)
	if err != nil || len(changes) == 0 {
		return err
	}
	// What stays in force from an overlay that is not at hand must fit with what is new: nothing comes into force that cannot be read.
	merged, err := catalogue.FromDefinitions(inforce.With(now, changes))
	if err != nil {
		return fault.New(fault.Invalid, "district.practice-clash").Because(err)
	}
	// The write's id names the state it changes: of two programs that start at once, one brings the definitions into force.
	request := struct {
		Since  store.Seq
		Hashes []string
	}{since, hashes(changes)}
	_, err = d.Store.Write(ctx, store.Writing{Actor: actor.System, ClientID: contentID(request), Kind: "catalogue", Request: request},
		func(tx *store.Tx) error {
			if err := inforce.Put(tx, changes); err != nil {
				return err
			}
			return adopt(tx, merged, changes)
		})
	return err
}

func hashes(definitions []catalogue.Definition) []string {
	var all []string
	for _, d := range definitions {
		all = append(all, d.Kind+"/"+d.ID+"/"+d.Hash)
	}
	return all
}

// Practice is the catalogue in force now.
func (d *District) Practice(ctx context.Context) (*catalogue.Catalogue, error) {
	var c *catalogue.Catalogue
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		c, err = d.PracticeAt(tx, tx.Seq)
		return err
	})
	return c, err
}

// PracticeAt is the catalogue that was in force at a seq.
func (d *District) PracticeAt(tx *store.Tx, seq store.Seq) (*catalogue.Catalogue, error) {
	since, err := inforce.Since(tx, seq)
	if err != nil {
		return nil, err
	}
	d.lock.Lock()
	c := d.practices[since]
	d.lock.Unlock()
	if c != nil {
		return c, nil
	}
	definitions, err := inforce.At(tx, seq)
	if err != nil {
		return nil, err
	}
	if c, err = catalogue.FromDefinitions(definitions); err != nil {
		return nil, fault.New(fault.Machine, "district.bad-practice").Because(err)
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	d.practices[since] = c
	return c, nil
}

// TreeAt is the area tree as known at a seq; zero means now.
func (d *District) TreeAt(tx *store.Tx, seq store.Seq) (*place.Tree, error) {
	if seq != 0 && seq < tx.Known() {
		return place.Load(tx, seq)
	}
	d.lock.Lock()
	tree := d.tree
	d.lock.Unlock()
	if tree != nil && tree.Seq >= tx.Known() {
		return tree, nil
	}
	if tree != nil {
		if changed, err := place.Changed(tx, tree.Seq); err != nil || !changed {
			return tree, err
		}
	}
	tree, err := place.Load(tx, tx.Known())
	if err != nil {
		return nil, err
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.tree == nil || d.tree.Seq < tree.Seq {
		d.tree = tree
	}
	return tree, nil
}

// Tree is the area tree now.
func (d *District) Tree(ctx context.Context) (*place.Tree, error) {
	var tree *place.Tree
	err := d.Store.Read(ctx, func(tx *store.Tx) (err error) {
		tree, err = d.TreeAt(tx, 0)
		return err
	})
	return tree, err
}

// Today is the day in the district's time zone.
func (d *District) Today() civil.Date { return civil.On(d.Store.Now(), d.Zone) }

// Desk is where services are recorded, under the catalogue in force.
func (d *District) Desk(tx *store.Tx) (care.Desk, care.Where, error) {
	practice, err := d.PracticeAt(tx, tx.Known())
	if err != nil {
		return care.Desk{}, care.Where{}, err
	}
	tree, err := d.TreeAt(tx, 0)
	return care.Desk{Catalogue: practice, Keys: d.Keys}, care.Where{Tree: tree, Today: d.Today()}, err
}

// Close closes the district.
func (d *District) Close() error {
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.behind != nil {
		return errors.Join(d.behind.Close(), d.Store.Close())
	}
	return d.Store.Close()
}

// Warm folds the views, so that the first page that needs them does not wait.
func (d *District) Warm(ctx context.Context) error {
	return d.Store.Read(ctx, func(tx *store.Tx) error {
		practice, err := d.PracticeAt(tx, tx.Known())
		if err != nil {
			return err
		}
		if err := d.follow(tx, practice); err != nil {
			return err
		}
		return d.Names.Follow(tx, d.Keys)
	})
}

// follow brings the views up to what the transaction knows, with what the rules of a catalogue read.
func (d *District) follow(tx *store.Tx, practice *catalogue.Catalogue) error {
	if err := d.Register.FollowTx(tx); err != nil {
		return err
	}
	return d.Diary.Follow(tx, d.Register, practice)
}

// FindIn finds people by what an office remembers of them, or by a whole citizen number. keep is asked of each; it must be quick.
func (d *District) FindIn(s State, text string, limit int, keep func(n uint32) bool) (found []uint32, more bool, err error) {
	if err := d.Names.Follow(s.Tx, d.Keys); err != nil {
		return nil, false, err
	}
	canonical := func(n uint32) bool { return s.People.Canonical(n) == n && keep(n) }
	if number, err := civil.ParseNumber(text); err == nil {
		holders, err := person.Holders(s.Tx, d.Keys, person.Identifier{System: person.Number, Value: string(number)})
		if err != nil {
			return nil, false, err
		}
		for _, h := range holders {
			if n := s.People.Canonical(s.People.N(h)); canonical(n) && !slices.Contains(found, n) && len(found) < limit {
				found = append(found, n)
			}
		}
		return found, false, nil
	}
	found, more = d.Names.Roll.Find(text, limit, canonical)
	return found, more, nil
}
