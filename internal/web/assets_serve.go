package web

import "youfu/internal/web/page"

// assets serves styles, script and icons.
func assets(q *request) error {
	page.Assets().ServeHTTP(q.w, q.r)
	return nil
}
