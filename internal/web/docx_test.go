package web

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
)

// changed is a Word file with the first of some text replaced in its document, as a hand would.
func changed(t *testing.T, docx, old, new string) string {
	t.Helper()
	in, err := zip.NewReader(strings.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range in.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "word/document.xml" {
			if !bytes.Contains(text, []byte(old)) {
				t.Fatalf("no %s in the document", old)
			}
			text = bytes.Replace(text, []byte(old), []byte(new), 1)
		}
		w, err := z.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(text)
	}
	z.Close()
	return out.String()
}

// unzipped is one part of a zipped file.
func unzipped(t testing.TB, file, part string) string {
	t.Helper()
	in, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := in.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
