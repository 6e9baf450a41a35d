package exchange

import (
	"context"
	"testing"

	"youfu/catalog"
	"youfu/internal/catalogue"
	"youfu/internal/district"
)

// ApplyInChunks is Apply with chunks of so many rows.
func ApplyInChunks(ctx context.Context, d *district.District, j Job, rows int) (Result, error) {
	r, err := newRun(ctx, d, j)
	if err != nil {
		return Result{}, err
	}
	r.writes, r.size = true, rows
	err = r.all(ctx)
	return r.result, err
}

// shipped is the catalogue that the program ships.
func shipped(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	c, _, err := catalogue.Load(catalog.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
