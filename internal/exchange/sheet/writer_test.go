package sheet

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"youfu/internal/fault"
)

// written is a file of a format with rows.
func written(t testing.TB, format Format, rows ...[]string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, format)
	for _, row := range rows {
		if err == nil {
			err = w.Write(row...)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTextIsWritten(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{"何秀芬", "何秀芬"}, {"a,b", `"a,b"`}, {`a"b`, `"a""b"`}, {"=1+1", "'=1+1"}, {"+86 138", "'+86 138"}, {"-1+2", "'-1+2"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\tx", "'\tx"}, {"\t", "\"\t\""}, {" =1", "' =1"},
		{"＝1", "'＝1"}, {"＠x", "'＠x"}, {"\r\n=1", "\"'\r\n=1\""}, {"-12.50", "-12.50"}, {"-5", "-5"}, {"-", "'-"}, {"-5.", "'-5."}, {"--5", "'--5"}, {"'=1", "''=1"}, {"'tis", "'tis"}, {"", ""}, {"110105194912310020", "110105194912310020"},
	} {
		if got := written(t, CSV, []string{"x", c.cell}); got != "\ufeffx,"+c.want+"\r\n" {
			t.Errorf("%q is written %q, want %q", c.cell, got, c.want)
		}
	}
}

// What is written reads back, but for space around cells and rows with nothing in them.
func TestWrittenReadsBack(t *testing.T) {
	cell := rapid.OneOf(rapid.SampledFrom([]string{"", "何秀芬", "=1", "'=1", "''123", "-5", "\t=x", " + ", "a\nb", "\"", ",", ";", "&<>'\"", "0012", "1E+17", "𠮷", "'"}), rapid.StringMatching(`[ -~\t\n何秀芬　]{0,8}`))
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 0, 4), 1, 6).Draw(t, "rows")
		rows = append([][]string{{"h1", "h2", "h3", "h4", "h5"}}, rows...)
		format := rapid.SampledFrom([]Format{CSV, XLSX}).Draw(t, "format")
		var b bytes.Buffer
		w, err := NewWriter(&b, format)
		for _, row := range rows {
			if err == nil {
				err = w.Write(row...)
			}
		}
		if err != nil || w.Close() != nil {
			t.Fatal(err)
		}
		s, err := openBytes(b.String(), "")
		for i, want := range rows {
			for len(want) > 0 && trim(want[len(want)-1]) == "" {
				want = want[:len(want)-1]
			}
			if len(want) == 0 {
				continue
			}
			var row Row
			if err == nil {
				row, err = s.Next()
			}
			if err != nil || row.N != i+1 || len(row.Cells) != len(want) {
				t.Fatalf("row %d of %q: %v, %v", i+1, rows, row, err)
			}
			for j := range want {
				if row.Cells[j].Text != trim(want[j]) {
					t.Fatalf("%q comes back as %q", want[j], row.Cells[j].Text)
				}
			}
		}
		if _, err := s.Next(); err != io.EOF {
			t.Fatalf("something follows: %v", err)
		}
	})
}

func TestExcelizeReadsWhatIsWritten(t *testing.T) {
	rows := [][]string{{"姓名", "身份证号"}, {"何秀芬 & <x>", "999999198506150028", "=1+1"}, {"", "", "c"}}
	f, err := excelize.OpenReader(strings.NewReader(written(t, XLSX, rows...)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.GetRows("Sheet1")
	if err != nil || !slices.EqualFunc(got, rows, slices.Equal) {
		t.Errorf("%q %v, want %q", got, err, rows)
	}
	if formula, _ := f.GetCellFormula("Sheet1", "C2"); formula != "" {
		t.Errorf("a text became the formula %s", formula)
	}
	if style, _ := f.GetColStyle("Sheet1", "Z"); style != 1 {
		t.Error("new cells are not texts")
	}
}

func TestWhatHasNoRoom(t *testing.T) {
	for _, row := range [][]string{{strings.Repeat("何", maxCharacters+1)}, make([]string, maxColumns+1)} {
		w, _ := NewWriter(io.Discard, XLSX)
		if err := w.Write(row...); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
	}
	w, _ := NewWriter(io.Discard, XLSX)
	w.rows = maxRows - 1
	if err := w.Write("the last"); err != nil {
		t.Error(err)
	}
	if err := w.Write("one more"); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
	if got := show(openBytes(written(t, XLSX, []string{strings.Repeat("何", maxCharacters)}), "")); len(got) != len("1:")+3*maxCharacters {
		t.Error("the longest cell")
	}
}

func TestWriterSaysWhenTheDiskIsFull(t *testing.T) {
	for _, format := range []Format{CSV, XLSX} {
		w, err := NewWriter(full{}, format)
		for range 100_000 {
			if err == nil {
				err = w.Write("何秀芬")
			}
		}
		if err == nil {
			err = w.Close()
		}
		if err == nil {
			t.Errorf("format %d was written to nowhere", format)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestFormatOf(t *testing.T) {
	for name, want := range map[string]string{"a.csv": "0 true", "A.XLSX": "1 true", "a.xls": "0 false", "csv": "0 false", "": "0 false"} {
		format, ok := FormatOf(name)
		if got := fmt.Sprintf("%d %v", format, ok); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestColumnNames(t *testing.T) {
	for i := range maxColumns {
		if columnOf(columnName(i)+"7") != i {
			t.Fatalf("column %d is called %s", i, columnName(i))
		}
	}
	if columnName(maxColumns-1) != "XFD" {
		t.Errorf("the last column is called %s", columnName(maxColumns-1))
	}
}

func wideRow(i int) []string {
	return []string{fmt.Sprintf("P%07d", i), "何秀芬", "999999198506150028", "2", "1985-06-15", "", fmt.Sprint(13_800_000_000 + i), "999999001001", "10", "999999001001",
		"和平路1号", fmt.Sprintf("H%06d", i/3), "02", "", "备注"}
}

const wideRows = 100_000

// excelizeFile has shared texts, as Excel's own files.
func excelizeFile(b *testing.B) string {
	f := excelize.NewFile()
	for i := range wideRows {
		row := make([]any, 15)
		for j, c := range wideRow(i) {
			row[j] = c
		}
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			b.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		b.Fatal(err)
	}
	return out.String()
}

// BenchmarkRead100000x15 reports the most memory held beside the file itself.
func BenchmarkRead100000x15(b *testing.B) {
	rows := make([][]string, wideRows)
	for i := range rows {
		rows[i] = wideRow(i)
	}
	files := map[string]string{"csv": written(b, CSV, rows...), "xlsx inline": written(b, XLSX, rows...), "xlsx shared": excelizeFile(b)}
	files["csv gb18030"] = gb18030(strings.TrimPrefix(files["csv"], "\ufeff"))
	rows = nil
	for name, content := range files {
		b.Run(name, func(b *testing.B) {
			base, most := heap(), uint64(0)
			for b.Loop() {
				s, err := openBytes(content, "")
				n := 0
				for ; err == nil; n++ {
					if n%10_000 == 0 {
						most = max(most, heap())
					}
					_, err = s.Next()
				}
				if err != io.EOF || n != wideRows+1 {
					b.Fatal(n, err)
				}
			}
			b.ReportMetric(float64(most-min(base, most))/(1<<20), "MB-held")
		})
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkWrite100000x15(b *testing.B) {
	row := wideRow(1)
	for name, format := range map[string]Format{"csv": CSV, "xlsx": XLSX} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w, _ := NewWriter(io.Discard, format)
				for range wideRows {
					if err := w.Write(row...); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
