package custody

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"youfu/internal/fault"
	"youfu/internal/store"
)

// Backup writes the district into one new file, whichever database it is in, while it goes on being written, and examines the file. It is
// a SQLite district, readable by its owner alone. The key file is not in it: without the key nobody can read a name in the backup, so it
// has to be kept as well, and elsewhere. Nobody is signed in there: it holds no sessions and no failed sign-ins.
//
// The file has its name only once it is whole and safe on the disk; until then, and after a backup that was cut off, it ends in ".part".
//
// Errors: Conflict where the file or its part is there; Machine "custody.damaged-district" where the file turns out damaged.
func Backup(ctx context.Context, d *store.District, path string) error {
	if err := vacant(path); err != nil {
		return err
	}
	part := path + ".part"
	if _, err := os.Stat(part); err == nil {
		return fault.New(fault.Conflict, "custody.part", part)
	}
	err := fill(ctx, d, part)
	if err == nil {
		err = rename(part, path)
	}
	if err != nil {
		remove(part)
	}
	return err
}

// fill writes the district into a new file and examines it.
func fill(ctx context.Context, d *store.District, path string) error {
	var err error
	if store.Postgres(d.Config().DSN) {
		err = Copy(ctx, d, store.Config{DSN: path})
	} else {
		err = d.SaveTo(ctx, path, fleeting...)
	}
	if err != nil {
		return err
	}
	written, err := store.Attach(ctx, store.Config{DSN: path, Frozen: true})
	if err != nil {
		return err
	}
	defer written.Close()
	return sound(ctx, written, "custody.damaged-district")
}

// vacant refuses a place where a file is, or where one was and left what SQLite would take for part of the new one.
func vacant(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-journal"} {
		if _, err := os.Lstat(name); err == nil {
			return fault.New(fault.Conflict, "store.file-exists", name)
		}
	}
	return nil
}

// rename gives a whole file its name, for good: also the folder is on the disk when it returns. It replaces nothing.
func rename(part, path string) error {
	unwritable := func(err error) error { return fault.New(fault.Machine, "custody.unwritable", path).Because(err) }
	claim, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Conflict, "store.file-exists", path)
	}
	if err != nil {
		return unwritable(err)
	}
	claim.Close()
	if err := os.Rename(part, path); err != nil {
		os.Remove(path)
		return unwritable(err)
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return unwritable(err)
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return unwritable(err)
	}
	return nil
}

func remove(path string) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		os.Remove(path + suffix)
	}
}

// Restore fills an empty place from a backup, which it examines first and does not touch.
//
// Errors: NotFound; Conflict where the place is not empty; Machine "custody.damaged-backup"; Usage "custody.in-use" for a file that is a
// district in use rather than a backup.
func Restore(ctx context.Context, backup string, to store.Config) error {
	if info, err := os.Stat(backup + "-wal"); err == nil && info.Size() > 0 {
		return fault.New(fault.Usage, "custody.in-use", backup)
	}
	from, err := store.Attach(ctx, store.Config{DSN: backup, Frozen: true})
	if err != nil {
		return err
	}
	defer from.Close()
	old, err := older(ctx, from)
	if err != nil {
		return err
	}
	if old {
		return restoreOlder(ctx, backup, to)
	}
	return restore(ctx, from, to)
}

func restore(ctx context.Context, from *store.District, to store.Config) error {
	if err := sound(ctx, from, "custody.damaged-backup"); err != nil {
		return err
	}
	return Copy(ctx, from, to)
}

// older reports whether a backup's tables are not yet those of this program.
func older(ctx context.Context, d *store.District) (old bool, err error) {
	err = d.Read(ctx, func(tx *store.Tx) (err error) {
		old, err = tx.Outdated()
		return err
	})
	return old, err
}

// restoreOlder brings a copy of the backup up to date first.
func restoreOlder(ctx context.Context, backup string, to store.Config) error {
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
	return restore(ctx, from, to)
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

// sound refuses a damaged file, under a message's key, before anybody relies on it.
func sound(ctx context.Context, d *store.District, key string) error {
	return d.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Condition()
		if err == nil && (len(c.Damage) > 0 || c.Migrations != nil || len(c.Unlike) > 0) {
			err = fault.New(fault.Machine, key)
		}
		return err
	})
}
