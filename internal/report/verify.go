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
	"strings"

	"youfu/internal/catalogue"
	"youfu/internal/civil"
	"youfu/internal/fault"
	"youfu/internal/figure"
	"youfu/internal/lang"
)

// Difference is one number of a document that is not what the district's records give.
type Difference struct {
	Figure  string `json:"figure"`
	Key     string `json:"key"`
	Printed string `json:"printed"` // what stands in the text; "" where its place is gone
	Now     string `json:"now"`     // what the records give at the document's seq
}

// Verdict is the outcome of verifying a document.
type Verdict struct {
	Figures int          `json:"figures"`
	Differ  []Difference `json:"differ"`
}

// Word is a Word file taken apart: its manifest, and what stands in each content control.
type Word struct {
	Manifest Manifest
	Genuine  bool                // the manifest is as this district wrote it
	Printed  map[string][]string // by tag, in the order of the text
}

// ReadDocx takes a Word file apart. Invalid where it is none of ours.
func ReadDocx(r io.ReaderAt, size int64, keys MAC) (Word, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Word{}, fault.New(fault.Invalid, "report.not-docx").Because(err)
	}
	w := Word{}
	text, err := part(z, "word/document.xml")
	if err != nil {
		return w, err
	}
	if w.Printed, err = controls(text); err != nil {
		return w, err
	}
	return w, w.readManifest(z, keys)
}

// readManifest finds the manifest in whatever custom XML part it is: a word processor renumbers them.
func (w *Word) readManifest(z *zip.Reader, keys MAC) error {
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "customXml/item") || strings.Contains(f.Name, "Props") {
			continue
		}
		raw, err := part(z, f.Name)
		if err != nil {
			return err
		}
		var e envelope
		if xml.Unmarshal(raw, &e) != nil || e.Manifest == "" {
			continue
		}
		if err := json.Unmarshal([]byte(e.Manifest), &w.Manifest); err != nil || w.Manifest.Youfu != 1 {
			return fault.New(fault.Invalid, "report.not-ours").Because(err)
		}
		mac, err := hex.DecodeString(e.MAC)
		w.Genuine = err == nil && hmac.Equal(mac, keys.MAC(macPurpose, []byte(e.Manifest)))
		return nil
	}
	return fault.New(fault.Invalid, "report.not-ours")
}

// mostPart bounds a part's unpacked size: a report is a few hundred kilobytes.
const mostPart = 64 << 20

func part(z *zip.Reader, name string) ([]byte, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, fault.New(fault.Invalid, "report.not-docx").Because(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, mostPart+1))
	if err != nil || len(raw) > mostPart {
		return nil, fault.New(fault.Invalid, "report.not-docx").Because(err)
	}
	return raw, nil
}

// controls reads the text of every content control by its tag. Text that a revision mark deleted does not count.
func controls(document []byte) (map[string][]string, error) {
	found := map[string][]string{}
	type control struct {
		tag  string
		text strings.Builder
	}
	var open []*control
	inText, deleted := false, 0
	d := xml.NewDecoder(bytes.NewReader(document))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "report.not-docx").Because(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "sdt":
				open = append(open, &control{})
			case "tag":
				if len(open) > 0 {
					open[len(open)-1].tag = attribute(t, "val")
				}
			case "t":
				inText = true
			case "del":
				deleted++
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "sdt":
				last := open[len(open)-1]
				open = open[:len(open)-1]
				found[last.tag] = append(found[last.tag], last.text.String())
			case "t":
				inText = false
			case "del":
				deleted--
			}
		case xml.CharData:
			if inText && deleted == 0 && len(open) > 0 {
				open[len(open)-1].text.Write(t)
			}
		}
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

// Verify computes every number of a Word file again, at the file's seq, and compares it with what stands in the text. src must answer
// as known at Manifest.Seq.
func Verify(w Word, src Source) (Verdict, error) {
	v := Verdict{Differ: []Difference{}}
	if !w.Genuine {
		v.Differ = append(v.Differ, Difference{Figure: "manifest", Printed: lang.T(w.Manifest.Lang, "report.manifest-changed")})
	}
	problems, err := src.Problems(manifestPeriod(w.Manifest))
	if err != nil {
		return v, err
	}
	for _, e := range w.Manifest.Entries {
		now, err := again(e, w.Manifest.Lang, src, problems)
		if err != nil {
			return v, err
		}
		v.Figures++
		printed := w.Printed[e.Key]
		if len(printed) == 0 {
			v.Differ = append(v.Differ, Difference{e.Figure, e.Key, "", now})
		}
		for _, p := range printed {
			if p != now {
				v.Differ = append(v.Differ, Difference{e.Figure, e.Key, p, now})
			}
		}
	}
	return v, nil
}

func manifestPeriod(m Manifest) civil.Period {
	from, _ := civil.Parse(m.From)
	to, _ := civil.Parse(m.To)
	return civil.Period{From: from, To: to}
}

// again is a number computed anew, as it would be printed.
func again(e *Entry, l lang.Lang, src Source, problems []Problem) (string, error) {
	if id, ok := strings.CutPrefix(e.Figure, problemPrefix); ok {
		for _, p := range problems {
			if p.ID == id {
				return Thousands(p.Count), nil
			}
		}
		return Thousands(0), nil
	}
	f := src.Practice().Figures[e.Figure]
	if f == nil {
		return "", fault.New(fault.NotFound, "figure.no-figure", e.Figure)
	}
	r, err := src.Figure(query(f, e))
	if err != nil {
		return "", err
	}
	var now Entry
	now.Rate = f.Rate()
	now.set(l, r)
	return now.Printed, nil
}

func query(f *catalogue.Figure, e *Entry) figure.Query {
	return figure.Query{Figure: f, Period: civil.Period{From: e.From, To: e.To}, Where: e.Where}
}
