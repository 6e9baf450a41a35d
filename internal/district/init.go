package district

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"youfu/internal/actor"
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
// never replaced; an existing district is a Conflict.
func Init(ctx context.Context, o Options, f Fresh) (d *District, password string, err error) {
	file, fresh, err := keyFor(o.keyFile())
	if err != nil {
		return nil, "", err
	}
	if err := store.Create(ctx, o.config(file)); err != nil {
		if fresh {
			os.Remove(o.keyFile()) // nothing was sealed under it
		}
		return nil, "", err
	}
	keys, err := seal.NewKeys(file)
	if err != nil {
		return nil, "", err
	}
	if err := settle(ctx, o.config(file), keys, f); err != nil {
		return nil, "", err
	}
	if d, err = Open(ctx, o); err != nil {
		return nil, "", err
	}
	login := f.Login
	if login == "" {
		login = "admin"
	}
	password, err = d.Accounts.Add(ctx, actor.System, post.NewAccount{Login: login, NewSeat: post.NewSeat{Post: actor.Administrator}, ClientID: id.New()})
	return d, password, err
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
	if f.Zone == "" {
		settings[1][1] = DefaultZone
	}
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
