package custody

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"youfu/internal/fault"
	"youfu/internal/store"
)

// stays are tables that are not copied: the clock is set by the load, and nobody is signed in at a copy.
var stays = map[string]bool{"store_clock": true, "post_session": true}

// Copy puts the whole district, its accounts and its audit, into another that was just created and is empty. Cells go over as they are
// sealed: the copy needs the same key. A copy that is cut off leaves a target that cannot be opened.
func Copy(ctx context.Context, from *store.District, to store.Config) error {
	return from.Read(ctx, func(source *store.Tx) error {
		return store.Load(ctx, to, func(target *store.Tx) (store.Seq, error) {
			for _, t := range store.Tables() {
				if stays[t.Name] {
					continue
				}
				if err := copyTable(source, target, t); err != nil {
					return 0, err
				}
			}
			return source.Seq, nil
		})
	})
}

func copyTable(source, target *store.Tx, t store.Table) error {
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	rows := target.Insert(t.Name, names...)
	return t.Rows(source, t.Columns, func(values []any) error {
		kept := slices.Clone(values)
		for i, v := range kept {
			if raw, ok := v.([]byte); ok {
				kept[i] = slices.Clone(raw) // the row is sent later
			}
		}
		return rows.Row(kept...)
	})
}

// Backup writes the district into one new file, whichever database it is in, while it goes on being written. The file is a SQLite
// district; without the key file nobody can read a name in it.
func Backup(ctx context.Context, d *store.District, path string) error {
	if !store.Postgres(d.Config().DSN) {
		return d.SaveTo(ctx, path)
	}
	if _, err := os.Stat(path); err == nil {
		return fault.New(fault.Conflict, "store.file-exists", path)
	}
	to := store.Config{DSN: path}
	err := store.Create(ctx, to)
	if err == nil {
		err = Copy(ctx, d, to)
	}
	if err == nil {
		err = sync(path)
	}
	if err != nil {
		remove(path)
	}
	return err
}

func sync(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

func remove(path string) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		os.Remove(path + suffix)
	}
}

// Restore fills an empty place from a backup. The backup itself is not touched: it is read from a copy beside it.
func Restore(ctx context.Context, backup string, to store.Config) error {
	folder, err := os.MkdirTemp(filepath.Dir(backup), ".youfu-restore-*")
	if err != nil {
		return fault.New(fault.Machine, "custody.no-room", filepath.Dir(backup)).Because(err)
	}
	defer os.RemoveAll(folder)
	copied := filepath.Join(folder, "backup.db")
	if err := copyFile(backup, copied); err != nil {
		return fault.New(fault.Machine, "custody.no-room", folder).Because(err)
	}
	from, err := store.Open(ctx, store.Config{DSN: copied})
	if err != nil {
		return err
	}
	defer from.Close()
	if err := sound(ctx, from); err != nil {
		return err
	}
	if err := store.Create(ctx, to); err != nil {
		return err
	}
	return Copy(ctx, from, to)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// sound refuses a damaged backup before anything is made of it.
func sound(ctx context.Context, d *store.District) error {
	return d.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Condition()
		if err == nil && (len(c.Damage) > 0 || c.Migrations != nil || len(c.Unlike) > 0) {
			err = fault.New(fault.Machine, "custody.damaged-backup")
		}
		return err
	})
}
