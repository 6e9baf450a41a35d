package district

import (
	"context"
	"os"

	"youfu/internal/custody"
	"youfu/internal/fault"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Copy copies a district, which may be in use, into another, empty place under the same key, writes the key file there, and gives the
// copy's digest. A copy that was cut off is taken up by the next.
//
// Errors: Conflict where the place is not empty or has another key; Machine "custody.differs" where something else arrived.
func Copy(ctx context.Context, d *District, from, to Options) (custody.Digest, error) {
	file, err := seal.LoadFile(from.keyFile())
	if err != nil {
		return custody.Digest{}, err
	}
	fresh, err := to.withKey(file)
	if err != nil {
		return custody.Digest{}, err
	}
	if err := custody.Copy(ctx, d.Store, to.config(file)); err != nil {
		if fresh {
			os.Remove(to.keyFile()) // the key is still where it was
		}
		return custody.Digest{}, err
	}
	return digestOf(ctx, to.config(file), d.Keys)
}

// withKey puts the key file where the copy will look for it. The same key there is fine; another one is a Conflict.
func (o Options) withKey(file seal.File) (fresh bool, err error) {
	there, err := seal.LoadFile(o.keyFile())
	switch {
	case fault.Is(err, fault.NotFound):
		return true, file.Save(o.keyFile())
	case err != nil:
		return false, err
	case string(there.Key) != string(file.Key):
		return false, fault.New(fault.Conflict, "seal.key-file-exists", o.keyFile())
	}
	return false, nil
}

func digestOf(ctx context.Context, c store.Config, keys *seal.Keys) (custody.Digest, error) {
	db, err := store.Open(ctx, c)
	if err != nil {
		return custody.Digest{}, err
	}
	defer db.Close()
	return custody.Dump(ctx, db, keys)
}

// Restore fills an empty place from a backup, under the key file that the options name, and gives its digest. A key that is not the
// backup's is refused before anything is made.
func Restore(ctx context.Context, backup string, to Options) (custody.Digest, error) {
	file, err := seal.LoadFile(to.keyFile())
	if err != nil {
		return custody.Digest{}, err
	}
	keys, err := seal.NewKeys(file)
	if err != nil {
		return custody.Digest{}, err
	}
	if err := fits(ctx, backup, keys); err != nil {
		return custody.Digest{}, err
	}
	if err := custody.Restore(ctx, backup, to.config(file)); err != nil {
		return custody.Digest{}, err
	}
	return digestOf(ctx, to.config(file), keys)
}

// fits refuses a key that the cells of a backup were not sealed under.
func fits(ctx context.Context, backup string, keys *seal.Keys) error {
	db, err := store.Attach(ctx, store.Config{DSN: backup, Frozen: true})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Read(ctx, func(tx *store.Tx) error {
		print, err := store.Setting(tx, SettingKey)
		if err == nil && print != "" && print != keys.Fingerprint() {
			err = fault.New(fault.Refused, "seal.wrong-key")
		}
		return err
	})
}
