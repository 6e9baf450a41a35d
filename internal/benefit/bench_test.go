package benefit_test

import (
	"database/sql"
	"fmt"
	"os"
	"testing"

	"github.com/ncruces/go-sqlite3/driver"

	"youfu/internal/benefit"
	"youfu/internal/id"
	"youfu/internal/money"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// BenchmarkClosing adds up a closing statement over a million payments in 200 areas, which came on a hundred lists and of which a thousand
// raised an exception.
func BenchmarkClosing(b *testing.B) {
	const many = 1_000_000
	dsn := testdb.SQLite(b)
	district := newBureau(b, dsn)
	district.manyPaid(dsn, many)
	b.Run(fmt.Sprint(many), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			district.read(func(tx *store.Tx) error {
				c, err := benefit.ClosingOf(tx, district.rules.ID, "2026")
				if err != nil || !c.Balances() || c.Total.Paid.Lines != many || c.Total.Paid.Fen != many*60000 || len(c.Places) != 200 {
					b.Fatalf("%+v, %v", c.Total, err)
				}
				odd, err := benefit.Odd(tx, district.rules.ID, "2026")
				if len(odd) != 1000 {
					b.Fatalf("%d exceptions", len(odd))
				}
				return err
			})
		}
		b.ReportMetric(many, "rows")
		file, err := os.Stat(dsn)
		district.must(err)
		b.ReportMetric(float64(file.Size()), "bytes")
	})
}

// manyPaid writes what so many people who were paid leave behind, at the tables: their cases and acts, which no closing statement reads, are
// left out, and so the keys are not looked at. The sums are written as the acts would write them.
func (b *bureau) manyPaid(dsn string, many int) {
	b.Helper()
	db, err := driver.Open("file:" + dsn)
	b.must(err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, pragma := range []string{"foreign_keys = off", "synchronous = off", "cache_size = -64000"} {
		b.raw(db, "pragma "+pragma)
	}
	b.raw(db, `create temp table n as with recursive n(i) as (select 1 union all select i + 1 from n where i < $1) select i from n`, many)
	b.raw(db, `insert into benefit_payable (id, seq, plan, scheme, scheme_id, plan_period, plan_on, case_id, matter, round, n, outcome, until_on, final, identity, payee_identity, layer, period, fund, fen,
		account_rev, own_name, account_state, place, reason) select unhex(printf('%032x', i)), 1, zeroblob(16), 'hash-1', 'support', '2026', '2026-03-01', unhex(printf('%032x', i)), 1, 1, 3, 'passed', '', 1, unhex(printf('%064x', i)), zeroblob(32),
		'base', '2026', 'treasury', 60000, 1, 1, 'verified', zeroblob(16), '' from n`)
	b.raw(db, `insert into benefit_answer (statement, line, seq, payment, attempt, kind, fen, on_date, code, finding, reference)
		select zeroblob(32), i, 1, unhex(printf('%032x', i)), 1, 'paid', 60000, '2026-03-02', '', case when i % 1000 = 0 then 'differs' else 'counted' end, '' from n`)
	for area := range 200 {
		at := id.New().String()
		for _, state := range []string{"confirmed", "allocated", "ordered", "paid"} {
			for list := range 100 {
				b.raw(db, `insert into benefit_tally (scheme_id, period, place, seq, state, lines, fen) values ('support', '2026', $1, $2, $3, $4, $5)`, at, 1000+200*list+area, state, many/20_000, money.Fen(60000*many/20_000))
			}
		}
	}
}

func (b *bureau) raw(db *sql.DB, query string, args ...any) {
	b.Helper()
	if _, err := db.ExecContext(ctx, query, args...); err != nil {
		b.Fatalf("%s: %v", query, err)
	}
}
