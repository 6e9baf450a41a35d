package internal

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A package touches only the tables with its own prefix: person owns person and person_rev. Others ask it. These are the tables that have
// a second package, each with its reason; "*" is every table of the owner.
var guests = []struct{ pkg, table, reason string }{
	{"care", "store_tx", "when and by whom a revision was written stands in its transaction alone"},
	{"person", "store_tx", "by whom a consent was recorded stands in its transaction alone"},
	{"store", "seal_*", "dump opens sealed cells, and the clock and the cells are one mechanism"},
	{"custody", "store_*", "doctor holds every row against the order of writes, and a copy sets the clock"},
	{"custody", "post_session", "nobody is signed in at a copy: that table alone is not copied"},
	{"custody", "seal_*", "doctor opens every cell"},
	{"custody", "post_attempt", "nobody has mistyped a password at a copy: that table is not copied either"},
	{"custody", "post_account", "the cells that name officials are left out of a dump's digest"},
	{"custody", "post_totp", "and so are the cells of what they sign by"},
	{"custody", "post_passkey", "and so are the cells of what they sign by"},
	{"benefit", "store_tx", "the write's id is part of what is signed of an act"},
	{"benefit", "notary_leaf", "doctor joins each act with its commitment"},
	{"testdb", "benefit_*", "a story for the tests of packages that know every table"},
	{"testdb", "ledger_*", "the same story"},
	{"testdb", "notary_*", "the same story"},
	{"seal", "store_*", "the fingerprint of the key is a setting of the store"},
	{"person", "seal_cell", "a look-up by name or number joins the keyed digest with the row that holds the cell"},
	{"exchange", "seal_cell", "a look-up by the ref of a visit joins the keyed digest with the row that holds the cell"},
}

// text is a string of the source: a literal, or literals added to other things, which stand in it as " ? ".
type text struct {
	pos   token.Pos
	value string
}

func texts(s source) []text {
	var all []text
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		value, others, literal := joined(e)
		if !literal {
			return true
		}
		all = append(all, text{e.Pos(), value})
		for _, other := range others { // a call between two literals may hold a third
			ast.Inspect(other, visit)
		}
		return false
	}
	ast.Inspect(s.file, visit)
	return all
}

// joined is the text of an expression, the other things that stand in it, and whether a string literal is in it at all.
func joined(e ast.Expr) (value string, others []ast.Expr, literal bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return joined(e.X)
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			value, err := strconv.Unquote(e.Value)
			return value, nil, err == nil
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			left, x, l := joined(e.X)
			right, y, r := joined(e.Y)
			return left + right, append(x, y...), l || r
		}
	}
	return " ? ", []ast.Expr{e}, false
}

// sqlish is how a statement or a part of one begins.
var sqlish = regexp.MustCompile(`(?i)^[\s(]*(with|select|insert\s+into|update|delete\s+from|create|alter|drop|truncate|copy|lock|from|(left\s+|cross\s+)?join|where|and|or|union|except|intersect|values|order\s+by|group\s+by|on\s+conflict|returning|set|limit)\b`)

// named is where a statement names a table.
var named = regexp.MustCompile(`(?i)\b(from|join|into|update|table|truncate)\s+(only\s+|if\s+(?:not\s+)?exists\s+)?([a-z][a-z0-9_]*)`)

// ctes are names that a statement gives to its own parts.
var ctes = regexp.MustCompile(`(?i)([a-z][a-z0-9_]*)\s*(\([^()]*\)\s*)?as\s+((not\s+)?materialized\s+)?\(`)

var tableWord = regexp.MustCompile(`\b[a-z]+_[a-z0-9_]+\b`)

// owned are the tables that the migrations make, each with its owner: the word in the file's name.
func owned(t *tree) map[string]string {
	all := map[string]string{"store_migration": "store"} // made by the runner of the migrations
	for name, sql := range t.texts {
		owner, ok := migrationOwner(name)
		if !ok {
			continue
		}
		for _, table := range createTable.FindAllStringSubmatch(sql, -1) {
			all[table[1]] = owner
		}
	}
	return all
}

var createTable = regexp.MustCompile(`(?im)^\s*create table (?:if not exists )?([a-z][a-z0-9_]*)`)

func migrationOwner(name string) (owner string, ok bool) {
	if path.Dir(name) != "internal/store/migrations" || path.Ext(name) != ".sql" {
		return "", false
	}
	_, owner, ok = strings.Cut(strings.TrimSuffix(path.Base(name), ".sql"), "_")
	owner, _, _ = strings.Cut(owner, "_") // 0012_care_rounds belongs to care as well
	return owner, ok
}

func migrationOwners(t *tree) []string {
	var found []string
	for table, owner := range owned(t) {
		if table != owner && !strings.HasPrefix(table, owner+"_") {
			found = append(found, fmt.Sprintf("table %s is made by a migration of %s: it has another's prefix", table, owner))
		}
	}
	slices.Sort(found)
	return found
}

func tableOwners(t *tree) []string {
	owners := owned(t)
	prefixes := slices.Collect(maps.Values(owners))
	var found []string
	for _, s := range t.program() {
		for _, x := range texts(s) {
			for _, table := range tablesIn(x.value, owners) {
				owner, known := owners[table]
				if !known {
					owner = family(strings.ReplaceAll(table, "_", "/"))
					if !slices.Contains(prefixes, owner) && owner != "sqlite" && owner != "pg" {
						continue
					}
				}
				if mayTouch(family(s.pkg), owner, table) {
					continue
				}
				found = append(found, fmt.Sprintf("%s: %s touches %s, which is %s's: ask that package, or list it in guests (sql_test.go) with a reason", t.at(x.pos), s.pkg, table, owner))
			}
		}
	}
	return found
}

func mayTouch(pkg, owner, table string) bool {
	if owner == "sqlite" || owner == "pg" { // the tables in which the databases describe themselves
		return pkg == "store" || pkg == "testdb" || pkg == "bench"
	}
	for _, g := range guests {
		if g.pkg == pkg && (g.table == table || g.table == owner+"_*") {
			return true
		}
	}
	return pkg == owner
}

// tablesIn are the tables that a text names: each known one with an underscore wherever it stands, since it may be handed to a function
// that makes the statement; and in what reads like SQL whatever stands where a table does.
func tablesIn(value string, known map[string]string) []string {
	var all []string
	add := func(table string) {
		if !slices.Contains(all, table) {
			all = append(all, table)
		}
	}
	for _, word := range tableWord.FindAllString(value, -1) {
		if _, ok := known[word]; ok {
			add(word)
		}
	}
	if !sqlish.MatchString(value) {
		return all
	}
	var own []string
	for _, cte := range ctes.FindAllStringSubmatch(value, -1) {
		own = append(own, strings.ToLower(cte[1]))
	}
	for _, at := range named.FindAllStringSubmatchIndex(value, -1) {
		table := strings.ToLower(value[at[6]:at[7]])
		if _, ok := known[table]; (ok || strings.Contains(table, "_")) && !slices.Contains(own, table) {
			add(table)
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

// placeholdersAscend keeps a trap shut: one SQLite driver gives values to $n in the order in which they first stand in the statement, so
// "$2 … $1" is silently swapped.
func placeholdersAscend(t *tree) []string {
	var found []string
	for _, s := range t.goes {
		for _, x := range texts(s) {
			if !sqlish.MatchString(x.value) {
				continue
			}
			highest := 0
			var seen []int
			for _, m := range placeholder.FindAllStringSubmatch(x.value, -1) {
				n, _ := strconv.Atoi(m[1])
				if n < highest && !slices.Contains(seen, n) {
					found = append(found, fmt.Sprintf("%s: $%d first stands after $%d: number placeholders in the order in which they stand", t.at(x.pos), n, highest))
				}
				seen, highest = append(seen, n), max(highest, n)
			}
		}
	}
	return found
}

const (
	personTables = "create table person (\n  id {{int}}\n);\ncreate table person_rev (\n  id {{int}}\n);\ncreate table seal_cell (\n id {{int}}\n);"
	placeTables  = "create table place_rev (\n  id {{int}}\n);"
)

func TestTableOwners(t *testing.T) {
	with := func(name, code string) map[string]string {
		return map[string]string{"internal/store/migrations/0001_person.sql": personTables, "internal/store/migrations/0002_place.sql": placeTables, name: code}
	}
	tries(t, "tables are touched by owners", []broken{
		{"own", with("internal/person/a.go", "package person; const a = `select id from person join person_rev using (id)`"), nil},
		{"another's", with("internal/place/a.go", "package place\nconst a = `select id from place_rev join person_rev using (id)`"),
			[]string{"internal/place/a.go:2: place touches person_rev, which is person's"}},
		{"a table that is one word", with("internal/place/a.go", "package place; const a = `delete from person where id = $1`"), []string{"touches person,"}},
		{"prose about a person", with("internal/place/a.go", "package place; const a = `a letter from person to person`"), nil},
		{"handed to a function", with("internal/web/page/a.go", `package page; var a = insert("person_rev", "id")`), []string{"web/page touches person_rev"}},
		{"in pieces", with("internal/place/a.go", "package place; var a = `select ` + columns + ` from person` + where"), []string{"touches person,"}},
		{"inside a call between pieces", with("internal/place/a.go", "package place; var a = `select ` + one(`select id from person`) + ` from place_rev`"), []string{"touches person,"}},
		{"unknown, with another's prefix", with("internal/place/a.go", "package place; const a = `update person_nickname set x = 1`"), []string{"touches person_nickname"}},
		{"a name of its own", with("internal/place/a.go", "package place; const a = `with person_here as (select 1) select * from person_here`"), nil},
		{"the machine's tables", with("internal/place/a.go", "package place; const a = `select name from sqlite_master`"), []string{"touches sqlite_master"}},
		{"a guest", with("internal/person/a.go", "package person; const a = `select id from seal_cell`"), nil},
		{"tests may", with("internal/place/a_test.go", "package place; const a = `select id from person`"), nil},
	})
}

func TestMigrationOwners(t *testing.T) {
	tries(t, "migrations name their owner", []broken{
		{"kept", map[string]string{"internal/store/migrations/0001_place.sql": placeTables}, nil},
		{"another's prefix", map[string]string{"internal/store/migrations/0001_place_more.sql": personTables}, []string{
			"table person is made by a migration of place", "table person_rev is", "table seal_cell is"}},
	})
}

func TestPlaceholdersAscend(t *testing.T) {
	tries(t, "placeholders ascend", []broken{
		{"ascending, with repeats", map[string]string{"internal/place/a.go": "package place; const a = `select 1 where a = $1 and b = $2 and c = $1 and d = $3`"}, nil},
		{"swapped", map[string]string{"internal/place/a.go": "package place\n\nconst a = `update t set a = $2 where b = $1`"},
			[]string{"internal/place/a.go:3: $1 first stands after $2"}},
		{"swapped in pieces", map[string]string{"internal/place/a_test.go": "package place; var a = `select ` + x + ` where a = $3` + ` and b = $2`"}, []string{"$2 first stands after $3"}},
		{"not SQL", map[string]string{"internal/place/a.go": `package place; const a = "$2 before $1"`}, nil},
	})
}
