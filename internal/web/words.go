package web

import "youfu/internal/lang"

// visitTitle names a visit with its programme.
func (q *request) visitTitle(programme, visit lang.Text) string {
	return programme.In(q.lang) + " · " + visit.In(q.lang)
}
