package district

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"

	"youfu/catalog"
	"youfu/internal/actor"
	"youfu/internal/catalogue"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/post"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// DefaultZone is the time zone of a district that was given none.
const DefaultZone = "Asia/Shanghai"

// KeyFileFor is where a district's key is looked for: beside the database file, or, for PostgreSQL, in the working directory.
func KeyFileFor(dsn, schema string) string {
	if !store.Postgres(dsn) {
		return strings.TrimSuffix(dsn, filepath.Ext(dsn)) + ".key"
	}
	if schema == "" {
		schema = "youfu"
	}
	return schema + ".key"
}

func (o Options) keyFile() string {
	if o.KeyFile != "" {
		return o.KeyFile
	}
	return KeyFileFor(o.DSN, o.District)
}

// Fresh is what a new district is made with.
type Fresh struct {
	Name  string // what the district is called; "" for none yet
	Zone  string // IANA name; DefaultZone where empty
	Login string // the first administrator's; "admin" where empty
	Demo  bool   // everything in it is invented: pages say so
}

// Init makes an empty district: database, key file and first administrator, whose password it gives. An existing key file is used,
// never replaced; an existing district is a Conflict. What can be wrong is looked at before anything is made. An init that the machine
// cuts off leaves nothing behind, or what the next one finishes.
func Init(ctx context.Context, o Options, f Fresh) (*District, string, error) {
	if f.Zone == "" {
		f.Zone = DefaultZone
	}
	if f.Login == "" {
		f.Login = "admin"
	}
	if _, err := time.LoadLocation(f.Zone); err != nil {
		return nil, "", fault.New(fault.Usage, "district.bad-zone", f.Zone).Because(err)
	}
	if _, _, err := catalogue.Load(catalog.FS, o.Overlay); err != nil {
		return nil, "", err
	}
	file, freshKey, err := keyFor(o.keyFile())
	if err != nil {
		return nil, "", err
	}
	err = store.Create(ctx, o.config(file))
	made := err == nil
	if fault.Is(err, fault.Conflict) && !freshKey {
		err = o.unfinished(ctx, file, err)
	}
	var d *District
	var password string
	if err == nil {
		d, password, err = o.furnish(ctx, file, f)
	}
	if err != nil {
		o.undo(made, freshKey)
		return nil, "", err
	}
	return d, password, nil
}

// unfinished is nil for a district that an init has left without anybody who could sign in, or else the error given.
func (o Options) unfinished(ctx context.Context, file seal.File, taken error) error {
	db, err := store.Open(ctx, o.config(file))
	if err != nil {
		return taken
	}
	defer db.Close()
	keys, err := seal.NewKeys(file)
	if err != nil {
		return err
	}
	accounts, err := post.New(db, keys, time.UTC, nil).List(ctx, actor.System)
	if err != nil {
		return err
	}
	if len(accounts) > 0 {
		return taken
	}
	return nil
}

// furnish makes an empty database a district.
func (o Options) furnish(ctx context.Context, file seal.File, f Fresh) (*District, string, error) {
	keys, err := seal.NewKeys(file)
	if err != nil {
		return nil, "", err
	}
	if err := settle(ctx, o.config(file), keys, f); err != nil {
		return nil, "", err
	}
	d, err := Open(ctx, o)
	if err != nil {
		return nil, "", err
	}
	password, err := d.Accounts.Add(ctx, actor.System, post.NewAccount{Login: f.Login, NewSeat: post.NewSeat{Post: actor.Administrator}, ClientID: id.New()})
	if err != nil {
		d.Close()
		return nil, "", err
	}
	return d, password, nil
}

// undo takes away what an init that failed has made. A schema stays, with the key that its login is in, for the next init.
func (o Options) undo(made, freshKey bool) {
	if made && store.Postgres(o.DSN) {
		return
	}
	if made {
		for _, suffix := range []string{"", "-wal", "-shm"} {
			os.Remove(o.DSN + suffix)
		}
	}
	if freshKey {
		os.Remove(o.keyFile()) // nothing was sealed under it
	}
}

func keyFor(path string) (file seal.File, fresh bool, err error) {
	file, err = seal.LoadFile(path)
	if !fault.Is(err, fault.NotFound) {
		return file, false, err
	}
	file = seal.NewFile()
	return file, true, file.Save(path)
}

// settle writes what a district is before anything else is written.
func settle(ctx context.Context, c store.Config, keys *seal.Keys, f Fresh) error {
	db, err := store.Open(ctx, c)
	if err != nil {
		return err
	}
	defer db.Close()
	settings := [][2]string{{SettingKey, keys.Fingerprint()}, {SettingZone, f.Zone}, {SettingName, f.Name}}
	if f.Demo {
		settings = append(settings, [2]string{SettingDemo, "yes"})
	}
	_, err = db.Write(ctx, store.Writing{Actor: actor.System, ClientID: id.New(), Kind: "init", Request: settings}, func(tx *store.Tx) error {
		for _, s := range settings {
			if err := store.PutSetting(tx, s[0], s[1]); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// contentID is the id of a write that is the same when its content is.
func contentID(content any) id.ID {
	raw, err := json.Marshal(content)
	if err != nil {
		panic(err) // only plain structs are given
	}
	return id.FromHash(raw)
}
