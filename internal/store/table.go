package store

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A migration is frozen once released: it is SQL, never the Go types of today. It says with "--! kind table" what each table it makes
// is for, and its columns stand one a line; from that come the triggers, the grants, and what dump, copy and doctor do with a table.

//go:embed migrations/*.sql
var migrationFiles embed.FS

// TableKind is what a table is for.
type TableKind string

const (
	Record  TableKind = "record"  // only ever appended to
	Audit   TableKind = "audit"   // only ever appended to; not part of a dump's digest
	Sealed  TableKind = "sealed"  // seal_cell: its cells can be destroyed or sealed anew
	Mutable TableKind = "mutable" // sessions and the like; not part of a dump's digest
)

// Table is one table of the district.
type Table struct {
	Name    string
	Kind    TableKind
	Columns []Column
	Key     []string    // the columns of the primary key, in its order
	Refers  []Reference // the foreign keys
}

// Column is a column of a table. Its Type is int, bool, text, blob or instant (UTC, in microseconds since 1970); Null says that it may hold
// nothing.
type Column struct {
	Name, Type string
	Null       bool
}

// Reference is a foreign key: Columns of the table name To of another table.
type Reference struct {
	Columns []string
	Table   string
	To      []string
}

// Column is the column of a name; false where the table has none.
func (t Table) Column(name string) (Column, bool) {
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return Column{}, false
	}
	return t.Columns[i], true
}

// Tables are the district's tables in the order in which they were made: a table comes after those it refers to.
func Tables() []Table {
	var all []Table
	for _, m := range migrations {
		for _, t := range m.tables {
			if i := slices.IndexFunc(all, func(old Table) bool { return old.Name == t.Name }); i >= 0 { // "alter table": only columns
				all[i].Columns = append(slices.Clip(all[i].Columns), t.Columns...)
				all[i].Refers = append(slices.Clip(all[i].Refers), t.Refers...)
				continue
			}
			all = append(all, t)
		}
	}
	return all
}

type migration struct {
	number int
	name   string
	text   string
	hash   string
	tables []Table // those it makes, and, without a kind, those it adds columns to
}

var migrations = loadMigrations()

func loadMigrations() []migration {
	names, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		panic(err) // embedded: cannot fail in a built program
	}
	var all []migration
	for i, f := range names {
		raw, _ := migrationFiles.ReadFile("migrations/" + f.Name())
		sum := sha256.Sum256(raw)
		m := migration{number: i + 1, name: strings.TrimSuffix(f.Name(), ".sql"), text: string(raw), hash: hex.EncodeToString(sum[:])}
		if !strings.HasPrefix(m.name, fmt.Sprintf("%04d_", m.number)) {
			panic("store: migration out of order: " + f.Name())
		}
		if m.tables, err = tablesOf(m.text); err != nil {
			panic(fmt.Sprintf("store: %s: %v", f.Name(), err))
		}
		all = append(all, m)
	}
	return all
}

var (
	kindLine    = regexp.MustCompile(`^--! (record|audit|sealed|mutable) (\w+)$`)
	createLine  = regexp.MustCompile(`^create table (\w+) \($`)
	alterLine   = regexp.MustCompile(`^alter table (\w+) add column (.*);$`)
	columnLine  = regexp.MustCompile(`^(\w+) (?:\{\{(int|bool|blob|instant)\}\}|(text))(?: (.*))?$`)
	keyLine     = regexp.MustCompile(`^primary key \(([\w, ]+)\)`)
	referLine   = regexp.MustCompile(`^foreign key \(([\w, ]+)\) references (\w+) \(([\w, ]+)\)`)
	refersTo    = regexp.MustCompile(`\breferences (\w+) \((\w+)\)`)
	constraints = regexp.MustCompile(`^(unique|check) `)
)

// tablesOf reads a migration's tables. It refuses what it does not understand: a table that it misread would be copied without a column.
func tablesOf(text string) ([]Table, error) {
	kinds := map[string]TableKind{}
	var all []Table
	var open *Table // between "create table" and its end
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSuffix(strings.TrimSpace(line), ",")
		switch {
		case open != nil && strings.HasPrefix(line, ")"):
			open = nil
		case open != nil:
			if err := open.read(line); err != nil {
				return nil, err
			}
		case kindLine.MatchString(line):
			m := kindLine.FindStringSubmatch(line)
			kinds[m[2]] = TableKind(m[1])
		case createLine.MatchString(line):
			name := createLine.FindStringSubmatch(line)[1]
			if kinds[name] == "" {
				return nil, fmt.Errorf("no kind is given for table %s", name)
			}
			all = append(all, Table{Name: name, Kind: kinds[name]})
			open = &all[len(all)-1]
		case alterLine.MatchString(line):
			m := alterLine.FindStringSubmatch(line)
			t := Table{Name: m[1]}
			if err := t.read(m[2]); err != nil {
				return nil, err
			}
			all = append(all, t)
		}
	}
	return all, nil
}

// read takes one line between the parentheses of "create table".
func (t *Table) read(line string) error {
	if m := keyLine.FindStringSubmatch(line); m != nil {
		t.Key = strings.Split(m[1], ", ")
		return nil
	}
	if m := referLine.FindStringSubmatch(line); m != nil {
		t.Refers = append(t.Refers, Reference{strings.Split(m[1], ", "), m[2], strings.Split(m[3], ", ")})
		return nil
	}
	if constraints.MatchString(line) {
		return nil
	}
	m := columnLine.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("table %s: %q is neither a column nor a constraint", t.Name, line)
	}
	alone := strings.Contains(m[4], "primary key")
	if alone {
		t.Key = []string{m[1]}
	}
	t.Columns = append(t.Columns, Column{m[1], m[2] + m[3], !alone && !strings.Contains(m[4], "not null")})
	if to := refersTo.FindStringSubmatch(m[4]); to != nil {
		t.Refers = append(t.Refers, Reference{[]string{m[1]}, to[1], []string{to[2]}})
	}
	return nil
}
