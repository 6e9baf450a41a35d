package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"youfu/internal/fault"
	"youfu/internal/lang"
)

// openBytes opens a file that lies in memory.
func openBytes(content, name string) (*Sheet, error) {
	return Open(strings.NewReader(content), int64(len(content)), name)
}

// show writes the rows of a table as "N:a|b"; a rounded number has a ~, an error stands for its row as its key.
func show(s *Sheet, err error) string {
	var lines []string
	for err == nil {
		var row Row
		if row, err = s.Next(); err == nil {
			cells := make([]string, len(row.Cells))
			for i, c := range row.Cells {
				cells[i] = c.Text + map[bool]string{true: "~"}[c.Float]
			}
			lines = append(lines, fmt.Sprintf("%d:%s", row.N, strings.Join(cells, "|")))
		} else if isBadText(err) {
			lines = append(lines, keyOf(err))
			err = nil
		}
	}
	if !errors.Is(err, io.EOF) {
		lines = append(lines, keyOf(err))
	}
	return strings.Join(lines, "\n")
}

func keyOf(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid || !lang.Has(f.Key) {
		return fmt.Sprintf("not a fault to show: %v", err)
	}
	if len(f.Fields) > 0 {
		return fmt.Sprintf("%d:%s", f.Fields[0].Row, f.Key)
	}
	return f.Key
}

// zipped is an archive of parts.
func zipped(parts map[string]string) string {
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := archive.Create(name)
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(w, parts[name])
	}
	_ = archive.Close()
	return b.String()
}

func gb18030(s string) string {
	b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return b
}

func utf16(s string) string {
	b, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s)
	return b
}

func TestTextFiles(t *testing.T) {
	long := strings.Repeat("a,b\n", 30_000) // more than is looked at first
	for _, c := range []struct{ name, content, want string }{
		{"UTF-8", "姓名,电话\n何秀芬,13800000000\n", "1:姓名|电话\n2:何秀芬|13800000000"},
		{"UTF-8 with a mark", "\ufeff姓名,电话\r\n何秀芬,1\r\n", "1:姓名|电话\n2:何秀芬|1"},
		{"a mark and quotes", "\ufeff\"姓名\",\"电话\"\n", "1:姓名|电话"},
		{"GB18030", gb18030("姓名,地址\r\n何秀芬,䶮镇𠮷村\r\n"), "1:姓名|地址\n2:何秀芬|䶮镇𠮷村"},
		{"UTF-16", utf16("姓名\t电话\r\n何秀芬\t1\r\n"), "1:姓名|电话\n2:何秀芬|1"},
		{"ASCII first, Chinese late", long + gb18030("何秀芬,x\n"), "30001:何秀芬|x"},
		{"ASCII first, UTF-8 late", long + "何秀芬,x\n", "30001:何秀芬|x"},
		{"semicolons", "a;b\n1,5;2\n", "1:a|b\n2:1,5|2"},
		{"tabs, empty cells", "a\tb\tc\n\t\t3\n", "1:a|b|c\n2:||3"},
		{"separators in quotes", "\"a;b;c\",d\n1,2\n", "1:a;b;c|d\n2:1|2"},
		{"one column", "姓名\n何秀芬\n", "1:姓名\n2:何秀芬"},
		{"quotes", "a,b\n\"x \"\"y\"\", z\",2\n", "1:a|b\n2:x \"y\", z|2"},
		{"line breaks in cells", "a,b\n\"x\r\ny\",2\n3,4\n", "1:a|b\n2:x\ny|2\n3:3|4"},
		{"empty rows count", "\n\na,b\n\n,\n \t,　\n1,2\n\n", "3:a|b\n7:1|2"},
		{"an empty row after line breaks in cells", "a\n\"x\ny\n\n\"\n\n2\n", "1:a\n2:x\ny\n4:2"},
		{"space around", " a , b　\n　何秀芬\u00a0,\"\u200b x \"\n", "1:a|b\n2:何秀芬|x"},
		{"space before quotes", "a, \"b\"\n1, \"2\"\n", "1:a|b\n2:1|2"},
		{"no line break at the end", "a,b\n1,2", "1:a|b\n2:1|2"},
		{"rows of other lengths", "a,b\n1\n1,2,3,,\n", "1:a|b\n2:1\n3:1|2|3"},
		{"a number that a spreadsheet rounded", "n\n1.10105E+17\n1E+3x\n1e+17\n", "1:n\n2:1.10105E+17~\n3:1E+3x\n4:1e+17"},
		{"apostrophes before numbers and formulas", "a\n'110105194912310020\n'=x\n''=x\n'tis\n", "1:a\n2:110105194912310020\n3:=x\n4:'=x\n5:'tis"},
		{"a NUL", "a,b\n1,2\nx\x00,2\n3,4\n", "1:a|b\n2:1|2\n3:sheet.bad-text\n4:3|4"},
		{"a broken character", "姓名姓名姓名姓名姓名\n何\xe7秀芬\n好\n", "1:姓名姓名姓名姓名姓名\n2:sheet.bad-text\n3:好"},
		{"a broken character of GB18030", gb18030("姓名\n何秀芬") + "\xff\n" + gb18030("好\n"), "1:姓名\n2:sheet.bad-text\n3:好"},
		{"a quote without its pair", "a,b\n1,\"2\n3,4\n", "1:a|b\n2:sheet.bad-quote"},
		{"a quote inside a cell", "a,b\n1,2\n\n1\"x,2\n3,4\n", "1:a|b\n2:1|2\n4:sheet.bad-quote"},
	} {
		got := show(openBytes(c.content, "people.csv"))
		if strings.HasPrefix(c.content, long) {
			got = got[strings.LastIndex(got, "\n")+1:]
		}
		if got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
	if got := show(openBytes("a,b\tc\n", "x.TSV")); got != "1:a,b|c" {
		t.Errorf(".tsv: %s", got)
	}
	if got := show(openBytes("姓名\t电话\n何秀芬\t1\n", "导出.xls")); got != "1:姓名|电话\n2:何秀芬|1" {
		t.Errorf("text called .xls: %s", got)
	}
}

func TestWhatIsNoTable(t *testing.T) {
	utf16Name := func(s string) string { return strings.TrimPrefix(utf16(s), "\xff\xfe") }
	ole := string(oleStart) + strings.Repeat("\x00", 600)
	large := func(b *bytes.Buffer) {
		archive := zip.NewWriter(b)
		w, _ := archive.CreateRaw(&zip.FileHeader{Name: "_rels/.rels", Method: zip.Store, UncompressedSize64: Limit + 1})
		_, _ = io.WriteString(w, "x")
		_ = archive.Close()
	}
	var bomb bytes.Buffer
	large(&bomb)
	for _, c := range []struct{ name, file, content, want string }{
		{"nothing", "a.csv", "", "sheet.no-header"},
		{"space", "a.csv", "\n \n\t\n,,,\n　\n", "sheet.no-header"},
		{"a mark alone", "a.csv", "\ufeff", "sheet.no-header"},
		{"a page called .xls", "a.xls", "\r\n<html><table>", "sheet.not-table"},
		{"XML", "a.xml", "\ufeff<?xml version='1.0'?><Workbook/>", "sheet.not-table"},
		{"PDF", "a.pdf", "%PDF-1.7\n1 0 obj", "sheet.not-table"},
		{"rich text", "a.doc", `{\rtf1 x}`, "sheet.not-table"},
		{"a picture", "a.csv", "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\x01\x02", 40), "sheet.not-table"},
		{"text called .xlsx", "a.xlsx", "a,b\n", "sheet.broken"},
		{"old Excel", "a.xls", ole + utf16Name("Workbook"), "sheet.old-xls"},
		{"old Excel called .xlsx", "a.xlsx", ole, "sheet.old-xls"},
		{"a password", "a.xlsx", ole + strings.Repeat("\x00", 3<<20) + utf16Name("EncryptedPackage"), "sheet.encrypted"},
		{"half a zip", "a.xlsx", workbookOf(`<row><c><v>1</v></c></row>`)[:700], "sheet.broken"},
		{"any zip", "a.xlsx", zipped(map[string]string{"a.txt": "x"}), "sheet.not-table"},
		{"Word", "a.docx", zipped(map[string]string{"_rels/.rels": relationsOf("officeDocument", "word/document.xml"),
			"word/document.xml": "<w:document xmlns:w='x'/>"}), "sheet.not-table"},
		{"binary Excel", "a.xlsb", zipped(map[string]string{"_rels/.rels": relationsOf("officeDocument", "xl/workbook.bin"), "xl/workbook.bin": "\x83\x01"}), "sheet.not-table"},
		{"more than the limit", "a.xlsx", bomb.String(), "sheet.too-large"},
		{"a first row of garbage", "a.csv", "a\x00,b\n1,2\n", "1:sheet.bad-text"},
	} {
		if got := show(openBytes(c.content, c.file)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if got := show(Open(strings.NewReader("a,b\n"+strings.Repeat("x", sampleSize)), Limit+1, "a.csv")); got != "sheet.too-large" {
		t.Errorf("a text larger than the limit: %s", got)
	}
}

func TestAFileThatCannotBeReadIsNotItsSendersFault(t *testing.T) {
	if _, err := Open(failing{}, 100, "a.csv"); !fault.Is(err, fault.Machine) || err == nil {
		t.Errorf("a disk that fails: %v", err)
	}
}

type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errors.New("disk") }

func TestNextStaysAtItsEnd(t *testing.T) {
	for _, c := range []struct {
		content string
		want    string
	}{{"a\n", "EOF"}, {"a\n\"x\n", "sheet.bad-quote"}} {
		s, err := openBytes(c.content, "a.csv")
		for range 4 {
			if err == nil {
				_, err = s.Next()
			} else {
				_, again := s.Next()
				if again == nil || !strings.Contains(again.Error(), c.want) {
					t.Errorf("after %v: %v", err, again)
				}
			}
		}
		if err == nil {
			t.Errorf("%q has no end", c.content)
		}
	}
}

func TestSerialDate(t *testing.T) {
	text, _ := openBytes("a\n", "a.csv")
	mac, err := openBytes(workbookWith(map[string]string{"xl/workbook.xml": strings.Replace(book, "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1)},
		`<row><c><v>1</v></c></row>`), "a.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{"46024": "2026-01-02", "10000": "1927-05-18", "99999": "2173-10-13", "1983": "", "198305": "", "19830512": "", "4602x": "",
		"": "", "46024.5": "", "-4602": "", "04602": ""} {
		if got, ok := text.SerialDate(in); got.String() != want || ok != (want != "") {
			t.Errorf("%s: %s %v, want %s", in, got, ok, want)
		}
	}
	if got, _ := mac.SerialDate("44562"); got.String() != "2026-01-02" {
		t.Errorf("44562 counted from 1904: %s", got)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"姓名,电话\r\n何秀芬,1\r\n", "\ufeffa;b\n\"x\ny\";2\n\n3;4", gb18030("姓名\t地址\n䶮\t𠮷"), utf16("a\tb\n"), "a\n'=x\n1E+17\n", "a\n\"", "PK\x03\x04",
		string(oleStart), "<a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		s, err := openBytes(content, "a.csv")
		for last := 0; err == nil; {
			var row Row
			if row, err = s.Next(); err != nil {
				if isBadText(err) {
					err = nil
				}
				continue
			}
			if row.N <= last || len(row.Cells) == 0 || row.At(len(row.Cells)-1).Text == "" {
				t.Fatalf("row %d after %d: %v", row.N, last, row.Cells)
			}
			last = row.N
			for _, c := range row.Cells {
				if c.Text != trim(c.Text) || strings.ContainsAny(c.Text, "\x00\ufffd") {
					t.Fatalf("row %d holds %q", row.N, c.Text)
				}
			}
		}
		if !errors.Is(err, io.EOF) && !fault.Is(err, fault.Invalid) {
			t.Fatalf("%v", err)
		}
	})
}
