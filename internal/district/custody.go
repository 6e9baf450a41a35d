package district

import (
	"context"

	"youfu/internal/custody"
	"youfu/internal/fault"
	"youfu/internal/seal"
	"youfu/internal/store"
)

// Copy copies a district into another, empty database under the same key, writes the key file beside it, and compares the digests.
func Copy(ctx context.Context, d *District, from, to Options) (custody.Digest, error) {
	file, err := seal.LoadFile(from.keyFile())
	if err != nil {
		return custody.Digest{}, err
	}
	if to, err = to.withKey(file); err != nil {
		return custody.Digest{}, err
	}
	if err := store.Create(ctx, to.config(file)); err != nil {
		return custody.Digest{}, err
	}
	if err := custody.Copy(ctx, d.Store, to.config(file)); err != nil {
		return custody.Digest{}, err
	}
	was, err := custody.Dump(ctx, d.Store, d.Keys)
	if err != nil {
		return custody.Digest{}, err
	}
	return compare(ctx, to.config(file), d.Keys, was)
}

// withKey puts the key file where the copy will look for it. The same key there is fine; another one is a Conflict.
func (o Options) withKey(file seal.File) (Options, error) {
	there, err := seal.LoadFile(o.keyFile())
	switch {
	case fault.Is(err, fault.NotFound):
		return o, file.Save(o.keyFile())
	case err != nil:
		return o, err
	case string(there.Key) != string(file.Key):
		return o, fault.New(fault.Conflict, "seal.key-file-exists", o.keyFile())
	}
	return o, nil
}

func compare(ctx context.Context, c store.Config, keys *seal.Keys, was custody.Digest) (custody.Digest, error) {
	copied, err := store.Open(ctx, c)
	if err != nil {
		return custody.Digest{}, err
	}
	defer copied.Close()
	is, err := custody.Dump(ctx, copied, keys)
	if err == nil && is.Digest != was.Digest {
		err = fault.New(fault.Machine, "custody.differs")
	}
	return is, err
}

// Restore fills an empty place from a backup, under the key file that the options name.
func Restore(ctx context.Context, backup string, to Options) (custody.Digest, error) {
	file, err := seal.LoadFile(to.keyFile())
	if err != nil {
		return custody.Digest{}, err
	}
	if err := custody.Restore(ctx, backup, to.config(file)); err != nil {
		return custody.Digest{}, err
	}
	d, err := Open(ctx, to)
	if err != nil {
		return custody.Digest{}, err
	}
	defer d.Close()
	return custody.Dump(ctx, d.Store, d.Keys)
}
