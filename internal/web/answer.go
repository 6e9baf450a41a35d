package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// answer holds an answer back until it is whole: nothing of a page is sent that a panic or an error later takes back, and its length is
// known. Pages are some tens of kilobytes.
type answer struct {
	http.ResponseWriter
	status int
	wrote  bool
	body   bytes.Buffer
}

// WriteHeader keeps the status.
func (a *answer) WriteHeader(status int) {
	if !a.wrote {
		a.status, a.wrote = status, true
	}
}

// Write keeps the body.
func (a *answer) Write(b []byte) (int, error) {
	a.wrote = true
	return a.body.Write(b)
}

// discard forgets what was answered so far.
func (a *answer) discard() {
	a.status, a.wrote = http.StatusOK, false
	a.body.Reset()
	clear(a.Header())
}

// Compression: what is worth it, and how hard to try. No page repeats a secret beside what its reader typed, so that lengths tell
// nothing (BREACH): sessions are in cookies alone, and forms carry no token.
const smallest = 1 << 10

var squeezers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is valid
	return w
}}

// send sends the answer and gives its size as sent.
func (a *answer) send(r *http.Request) (int, error) {
	h, body := a.Header(), a.body.Bytes()
	if a.worthSqueezing(r) {
		var small bytes.Buffer
		w := squeezers.Get().(*gzip.Writer)
		w.Reset(&small)
		_, _ = w.Write(body) // a Buffer does not fail
		_ = w.Close()
		squeezers.Put(w)
		body = small.Bytes()
		h.Set("Content-Encoding", "gzip")
		h.Add("Vary", "Accept-Encoding")
	}
	if len(body) > 0 || a.status == http.StatusOK {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	a.ResponseWriter.WriteHeader(a.status)
	return a.ResponseWriter.Write(body)
}

func (a *answer) worthSqueezing(r *http.Request) bool {
	h := a.Header()
	kind := h.Get("Content-Type")
	return a.body.Len() >= smallest && h.Get("Content-Encoding") == "" && strings.HasPrefix(kind, "text/") &&
		strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}
