package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"youfu/internal/fault"
	"youfu/internal/lang"
	"youfu/internal/report"
)

// wellFormed reads every part as XML.
func wellFormed(t interface{ Fatalf(string, ...any) }, parts map[string]string) {
	for name, text := range parts {
		d := xml.NewDecoder(strings.NewReader(text))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
}

func TestDocx(t *testing.T) {
	r := newRecords(t)
	for _, l := range []lang.Lang{lang.Zh, lang.En} {
		doc := build(t, r, l)
		file := docx(t, doc)
		if !bytes.Equal(file, docx(t, build(t, r, l))) {
			t.Error("the same document is other bytes")
		}
		parts := unpack(t, file)
		wellFormed(t, parts)
		for name := range parts { // every part has a type, and every relation's target is there
			if !strings.Contains(parts["[Content_Types].xml"], `"/`+name+`"`) && !strings.HasSuffix(name, ".rels") && !strings.HasPrefix(name, "[") && name != "customXml/item1.xml" {
				t.Errorf("no type is given for %s", name)
			}
		}
		w := read(t, file)
		if !w.Genuine || w.Manifest.Seq != 417 || w.Manifest.Lang != l || w.Manifest.From != "2026-01-01" || w.Manifest.To != "2027-01-01" || w.Manifest.Hash != doc.Report.Hash {
			t.Errorf("%+v", w.Manifest)
		}
		if len(w.Printed) != len(doc.Entries) || len(w.Manifest.Entries) != len(doc.Entries) {
			t.Errorf("%d controls, %d in the manifest, %d numbers", len(w.Printed), len(w.Manifest.Entries), len(doc.Entries))
		}
		for _, e := range doc.Entries {
			if got := w.Printed[e.Key]; len(got) != 1 || got[0] != e.Printed {
				t.Errorf("%s stands there as %q, want %q once", e.Key, got, e.Printed)
			}
		}
		text := parts["word/document.xml"]
		ids := regexp.MustCompile(`<w:bookmarkStart w:id="(\d+)"`).FindAllStringSubmatch(text, -1)
		seen := map[string]bool{}
		for _, id := range ids {
			if seen[id[1]] {
				t.Errorf("two marks have the id %s", id[1])
			}
			seen[id[1]] = true
		}
		for _, e := range doc.Entries { // the appendix has a row for each
			if !strings.Contains(text, e.Digest[:min(12, len(e.Digest))]) || !strings.Contains(text, ">"+e.Label+"<") {
				t.Errorf("the appendix has no row for %s", e.Label)
			}
		}
	}
}

func refused(t *testing.T, name string, file []byte, key string) {
	t.Helper()
	_, err := report.ReadDocx(bytes.NewReader(file), int64(len(file)), ours)
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid || f.Key != key {
		t.Errorf("%s: %v, want %s", name, err, key)
	}
}

func TestReadDocxRefuses(t *testing.T) {
	file := docx(t, build(t, newRecords(t), lang.Zh))
	with := func(part, text string) []byte {
		parts := unpack(t, file)
		parts[part] = text
		return pack(t, parts)
	}
	without := func(part string) []byte {
		parts := unpack(t, file)
		delete(parts, part)
		return pack(t, parts)
	}
	const relation = `<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>`
	for name, bad := range map[string][]byte{
		"nothing":                nil,
		"text":                   []byte("PK, but no zip"),
		"half a file":            file[:len(file)/2],
		"no main part":           without("word/document.xml"),
		"no relations":           without("_rels/.rels"),
		"broken XML":             with("word/document.xml", "<w:document><w:body>"),
		"broken relations":       with("_rels/.rels", "<Relationships"),
		"no such main part":      with("_rels/.rels", `<Relationships>`+strings.ReplaceAll(relation, "word/document.xml", "word/other.xml")+`</Relationships>`),
		"two main parts":         with("_rels/.rels", `<Relationships>`+relation+relation+`</Relationships>`),
		"a main part elsewhere":  with("_rels/.rels", `<Relationships>`+strings.ReplaceAll(relation, "/>", ` TargetMode="External"/>`)+`</Relationships>`),
		"a part by two names":    with("WORD/document.xml", "<x/>"),
		"an unknown entity":      with("word/document.xml", `<!DOCTYPE x [<!ENTITY a "aaaa">]><w:p>&a;</w:p>`),
		"a bomb":                 with("word/document.xml", "<x>"+strings.Repeat(" ", 100<<20)+"</x>"),
		"a bomb beside the text": with("customXml/item0.xml", "<x>"+strings.Repeat(" ", 100<<20)+"</x>"),
		"marks without end":      with("word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">`+strings.Repeat(`<w:sdt>`, 2000)+`<w:t>`+strings.Repeat("x", 1<<20)+`</w:t>`+strings.Repeat(`</w:sdt>`, 2000)+`</w:document>`),
	} {
		refused(t, name, bad, "report.not-docx")
	}
	for name, bad := range map[string][]byte{
		"no manifest":         without("customXml/item1.xml"),
		"another's part":      with("customXml/item1.xml", "<b:Sources xmlns:b='urn:x'/>"),
		"an empty manifest":   with("customXml/item1.xml", `<manifest xmlns="urn:youfu:report" mac=""></manifest>`),
		"no JSON":             with("customXml/item1.xml", `<manifest xmlns="urn:youfu:report" mac="00">{</manifest>`),
		"a later format":      with("customXml/item1.xml", `<manifest xmlns="urn:youfu:report" mac="00">{"youfu_report":2}</manifest>`),
		"an entry of nothing": with("customXml/item1.xml", `<manifest xmlns="urn:youfu:report" mac="00">{"youfu_report":1,"entries":[null]}</manifest>`),
	} {
		refused(t, name, bad, "report.not-ours")
	}
}

func FuzzReadDocx(f *testing.F) {
	file := docx(f, build(f, newRecords(f), lang.Zh))
	f.Add(file, []byte("x"), 0)
	f.Add(file[:len(file)-30], []byte{}, 10)
	for _, part := range []string{"word/document.xml", "customXml/item1.xml", "_rels/.rels"} {
		parts := unpack(f, file)
		parts[part] = parts[part][:len(parts[part])/2]
		f.Add(pack(f, parts), []byte{0}, 100)
	}
	f.Fuzz(func(t *testing.T, file, patch []byte, at int) {
		if at >= 0 && at < len(file) {
			file = append(append(bytes.Clone(file[:at]), patch...), file[min(len(file), at+len(patch)):]...)
		}
		w, err := report.ReadDocx(bytes.NewReader(file), int64(len(file)), ours)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		for _, e := range w.Manifest.Entries {
			if e == nil {
				t.Fatal("an entry of nothing")
			}
		}
	})
}
