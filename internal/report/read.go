package report

import (
	"archive/zip"
	"bytes"
	"crypto/hmac"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"youfu/internal/fault"
)

// Word is a Word file taken apart: its manifest, and what stands in each content control.
type Word struct {
	Manifest Manifest
	Genuine  bool                // the manifest is as this district wrote it
	Printed  map[string][]string // what stands in the controls, by tag, in the order of the text
	marked   map[string][]string // what stands between the marks, by bookmark
}

// printed is what stands in the places of an entry: its content controls, or, where a word processor has lost those, its bookmarks.
func (w Word) printed(e *Entry) []string {
	if all := w.Printed[e.Key]; len(all) > 0 {
		return all
	}
	return w.marked[bookmark(e.Key)]
}

// Bounds of a file that somebody hands in: a report is a few hundred kilobytes when unpacked.
const (
	mostParts   = 1000
	mostBytes   = 64 << 20
	mostEntries = 10_000
)

func notDocx(cause error) error { return fault.New(fault.Invalid, "report.not-docx").Because(cause) }

// ReadDocx takes a Word file apart, also after a word processor has saved it anew. Invalid where it is no Word file, or none of ours.
func ReadDocx(r io.ReaderAt, size int64, keys MAC) (Word, error) {
	p, err := openParts(r, size)
	if err != nil {
		return Word{}, err
	}
	main, err := p.main()
	if err != nil {
		return Word{}, err
	}
	text, err := readText(main)
	if err != nil {
		return Word{}, err
	}
	w := Word{Printed: text.found, marked: text.marked}
	return w, w.readManifest(p, keys)
}

// parts are the parts of a package, by name.
type parts struct {
	files map[string]*zip.File
	order []string
	left  int64 // bytes that may still be unpacked
}

// openParts refuses a package in which two parts have one name: programs differ in which of them they take.
func openParts(r io.ReaderAt, size int64) (*parts, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, notDocx(err)
	}
	p := &parts{files: map[string]*zip.File{}, left: mostBytes}
	for _, f := range z.File {
		name := strings.ToLower(f.Name) // ECMA-376-2, 6.3.5: names that differ in case alone are equal
		if _, twice := p.files[name]; twice || len(p.files) >= mostParts {
			return nil, notDocx(nil)
		}
		p.files[name] = f
		p.order = append(p.order, f.Name)
	}
	return p, nil
}

func (p *parts) read(name string) ([]byte, error) {
	f := p.files[strings.ToLower(name)]
	if f == nil {
		return nil, notDocx(nil)
	}
	content, err := f.Open()
	if err != nil {
		return nil, notDocx(err)
	}
	defer content.Close()
	raw, err := io.ReadAll(io.LimitReader(content, p.left+1))
	if p.left -= int64(len(raw)); err != nil || p.left < 0 {
		return nil, notDocx(err)
	}
	return raw, nil
}

// main is the part that a word processor shows: the one that the package names as such, whatever else lies beside it.
func (p *parts) main() ([]byte, error) {
	raw, err := p.read("_rels/.rels")
	if err != nil {
		return nil, err
	}
	var rels struct {
		Relationship []struct {
			Type, Target, TargetMode string `xml:",attr"`
		}
	}
	if err := xml.Unmarshal(raw, &rels); err != nil {
		return nil, notDocx(err)
	}
	target := ""
	for _, r := range rels.Relationship {
		if !strings.HasSuffix(r.Type, "/officeDocument") {
			continue
		}
		if target != "" || r.Target == "" || r.TargetMode == "External" {
			return nil, notDocx(nil)
		}
		target = r.Target
	}
	return p.read(strings.TrimPrefix(path.Clean("/"+target), "/"))
}

// readManifest finds the manifest in whatever custom XML part it is: a word processor renumbers them. One beside another says that
// somebody put a second one in.
func (w *Word) readManifest(p *parts, keys MAC) error {
	found := 0
	for _, name := range p.order {
		if !strings.HasPrefix(strings.ToLower(name), "customxml/") || !strings.HasSuffix(strings.ToLower(name), ".xml") {
			continue
		}
		raw, err := p.read(name)
		if err != nil {
			return err
		}
		var e envelope
		if xml.Unmarshal(raw, &e) != nil || e.Manifest == "" {
			continue
		}
		found++
		if err := w.open(e, keys); err != nil {
			return err
		}
	}
	if found == 0 {
		return fault.New(fault.Invalid, "report.not-ours")
	}
	w.Genuine = w.Genuine && found == 1
	return nil
}

func (w *Word) open(e envelope, keys MAC) error {
	var m Manifest
	if err := json.Unmarshal([]byte(e.Manifest), &m); err != nil || m.Youfu != 1 || len(m.Entries) > mostEntries {
		return fault.New(fault.Invalid, "report.not-ours").Because(err)
	}
	for _, entry := range m.Entries {
		if entry == nil {
			return fault.New(fault.Invalid, "report.not-ours")
		}
	}
	mac, err := hex.DecodeString(e.MAC)
	w.Manifest, w.Genuine = m, err == nil && hmac.Equal(mac, keys.MAC(macPurpose, []byte(e.Manifest)))
	return nil
}

// wordNames are the namespaces of a Word document: the transitional one, which everybody writes, and the strict one.
var wordNames = map[string]bool{mainXMLNS: true, "http://purl.oclc.org/ooxml/wordprocessingml/main": true}

// gone are marks of a text that is no longer there; foreign is what shows something that is no text.
var (
	gone    = map[string]bool{"del": true, "moveFrom": true}
	foreign = map[string]bool{"sym": true, "drawing": true, "pict": true, "object": true, "tab": true, "ptab": true, "br": true, "cr": true, "noBreakHyphen": true, "softHyphen": true, "instrText": true}
)

// reading reads what stands in the content controls and the bookmarks of a document.
type reading struct {
	found, marked map[string][]string
	controls      []*span          // that are open
	bookmarks     map[string]*span // that are open, by id
	text          int              // depth of w:t
	gone          int              // depth of what was taken away
	hidden        bool             // the run is not shown
	kept          int              // bytes of all spans: a text stands in each that is open
}

type span struct {
	name string
	text strings.Builder
}

// readText reads the text of every control and bookmark as a reader sees it: without what a revision mark took away and what is hidden.
// What is shown and is no text stands there as U+FFFD, so that it equals no number.
func readText(document []byte) (*reading, error) {
	r := &reading{found: map[string][]string{}, marked: map[string][]string{}, bookmarks: map[string]*span{}}
	d := xml.NewDecoder(bytes.NewReader(document))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		if err != nil || r.kept > mostBytes {
			return nil, notDocx(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if wordNames[t.Name.Space] {
				r.begin(t)
			}
		case xml.EndElement:
			if wordNames[t.Name.Space] {
				r.end(t.Name.Local)
			}
		case xml.CharData:
			if r.text > 0 {
				r.write(string(t))
			}
		}
	}
}

func (r *reading) begin(e xml.StartElement) {
	name := e.Name.Local
	switch {
	case name == "sdt":
		r.controls = append(r.controls, &span{})
	case name == "tag" && len(r.controls) > 0:
		r.controls[len(r.controls)-1].name = attribute(e, "val")
	case name == "bookmarkStart":
		r.bookmarks[attribute(e, "id")] = &span{name: attribute(e, "name")}
	case name == "bookmarkEnd":
		r.unmark(attribute(e, "id"))
	case name == "t":
		r.text++
	case name == "r":
		r.hidden = false
	case name == "vanish":
		off := attribute(e, "val")
		r.hidden = off != "0" && off != "false" && off != "off"
	case gone[name]:
		r.gone++
	case foreign[name]:
		r.write("\uFFFD")
	}
}

func (r *reading) end(name string) {
	switch {
	case name == "sdt":
		last := r.controls[len(r.controls)-1]
		r.controls = r.controls[:len(r.controls)-1]
		r.found[last.name] = append(r.found[last.name], last.text.String())
	case name == "t":
		r.text--
	case gone[name]:
		r.gone--
	}
}

func (r *reading) unmark(id string) {
	if mark := r.bookmarks[id]; mark != nil {
		r.marked[mark.name] = append(r.marked[mark.name], mark.text.String())
		delete(r.bookmarks, id)
	}
}

// write adds what is shown to everything that is open: one control inside another shows in both.
func (r *reading) write(text string) {
	if r.gone > 0 || r.hidden {
		return
	}
	if r.kept += len(text) * (len(r.controls) + len(r.bookmarks)); r.kept > mostBytes {
		return
	}
	for _, c := range r.controls {
		c.text.WriteString(text)
	}
	for _, b := range r.bookmarks {
		b.text.WriteString(text)
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
