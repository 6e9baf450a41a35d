package custody

import (
	"maps"

	"youfu/internal/store"
	"youfu/internal/testdb"
)

// support adds the rows of testdb.Support. Columns that the story leaves out hold anything.
func (g *generator) support() {
	if len(g.rows["person"]) == 0 || len(g.rows["seal_cell"]) == 0 || g.writes < 3 {
		return
	}
	for _, told := range testdb.Support(g.rows["person"][0]["id"].([]byte), g.rows["seal_cell"][0]["id"].([]byte)) {
		row := map[string]any{}
		for _, t := range store.Tables() {
			for _, c := range t.Columns {
				if t.Name == told.Table {
					row[c.Name] = g.left(c, len(g.rows[t.Name]))
				}
			}
		}
		maps.Copy(row, told.Values)
		g.rows[told.Table] = append(g.rows[told.Table], row)
	}
}

func (g *generator) left(c store.Column, i int) any {
	switch {
	case c.Null:
		return nil
	case c.Name == "seq":
		return int64(1 + i%g.writes)
	case c.Type == "blob":
		return g.bytes(16)
	case c.Type == "text":
		return g.pick(words)
	case c.Type == "bool":
		return true
	}
	return int64(1)
}
