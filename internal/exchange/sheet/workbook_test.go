package sheet

import (
	"bytes"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"youfu/internal/civil"
)

const (
	book  = `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`
	style = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy/m"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="21"/></cellXfs></styleSheet>`
)

func relationsOf(pairs ...string) string {
	b := "<Relationships>"
	for i := 0; i < len(pairs); i += 2 {
		b += fmt.Sprintf(`<Relationship Id="rId%d" Type="http://any/%s" Target="%s"/>`, i/2+1, pairs[i], pairs[i+1])
	}
	return b + "</Relationships>"
}

// workbookOf is a workbook whose sheet holds rows.
func workbookOf(rows string) string { return workbookWith(nil, rows) }

// workbookWith is one with some of its parts replaced.
func workbookWith(parts map[string]string, rows string) string {
	all := map[string]string{
		"_rels/.rels":                relationsOf("officeDocument", "xl/workbook.xml"),
		"xl/workbook.xml":            book,
		"xl/_rels/workbook.xml.rels": relationsOf("worksheet", "worksheets/sheet1.xml", "sharedStrings", "/xl/sharedStrings.xml", "styles", "styles.xml"),
		"xl/sharedStrings.xml":       `<sst><si><t>何秀芬</t></si><si><r><t xml:space="preserve">何 </t></r><r><t>秀芬</t></r><rPh><t>hexiufen</t></rPh></si><si><t/></si></sst>`,
		"xl/styles.xml":              style,
		"xl/worksheets/sheet1.xml":   `<worksheet><dimension ref="A1"/><sheetData>` + rows + `</sheetData><mergeCells/></worksheet>`,
	}
	maps.Copy(all, parts)
	return zipped(all)
}

func TestCells(t *testing.T) {
	for _, c := range []struct{ name, rows, want string }{
		{"shared texts", `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>`, "1:何秀芬|何 秀芬"},
		{"inline texts", `<row><c t="inlineStr"><is><t> a&amp;b </t></is></c><c t="inlineStr"><is><r><t>c</t></r><r><t>d</t></r><rPh><t>x</t></rPh></is></c></row>`, "1:a&b|cd"},
		{"places", `<row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c><c r="AA2"><v>3</v></c></row><row r="5"><c r="A5"><v>4</v></c></row>`,
			"2:|1|2" + strings.Repeat("|", 24) + "3\n5:4"},
		{"no places", `<row/><row><c/><c><v>1</v></c></row><row><c/></row>`, "2:|1"},
		{"numbers", `<row><c><v>13800000000</v></c><c t="n"><v>1.38E+10</v></c><c><v>2.2999999999999998</v></c><c><v>-0.5</v></c><c><v>0</v></c><c><v>x</v></c></row>`,
			"1:13800000000|13800000000|2.3|-0.5|0|x"},
		{"rounded numbers", `<row><c><v>1.1010519491231E+17</v></c><c><v>999999850615002</v></c><c><v>1000000000000000</v></c></row>`, "1:110105194912310000~|999999850615002|1000000000000000~"},
		{"dates", `<row><c s="1"><v>46024</v></c><c s="1"><v>46024.75</v></c><c s="2"><v>30437</v></c><c s="0"><v>46024</v></c><c s="3"><v>0.5</v></c><c s="9"><v>46024</v></c></row>`,
			"1:2026-01-02|2026-01-02|1983-05|46024|0.5|46024"},
		{"a date that never was, and none", `<row><c s="1"><v>60</v></c><c s="1"><v>61</v></c><c s="1"><v>59</v></c><c s="1"><v>-1</v></c><c s="1"><v>99999999</v></c></row>`,
			"1:60|1900-03-01|1900-02-28|-1|99999999"},
		{"dates as text", `<row><c t="d"><v>2026-01-02T00:00:00</v></c></row>`, "1:2026-01-02"},
		{"formulas", `<row><c t="str"><f>A1</f><v>x</v></c><c><f>1+1</f><v>2</v></c><c><f>SUM(A1)</f></c><c t="str"><f>IF(A1,"","")</f><v></v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`, "1:x|2|=SUM(A1)||#DIV/0!"},
		{"truth", `<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c></row>`, "1:TRUE|FALSE"},
		{"what belongs to no cell", `<row><x:extLst xmlns:x="u"><c><v>9</v></c></x:extLst><c><v>1</v></c></row><other><row><c><v>9</v></c></row></other>`, "1:1"},
		{"prefixes", `<x:row xmlns:x="u"><x:c r="A1"><x:v>1</x:v></x:c></x:row>`, "1:1"},
		{"garbled text", `<row><c><v>1</v></c></row><row><c t="str"><v>a` + "\ufffd" + `</v></c></row><row><c><v>3</v></c></row>`, "1:1\n2:sheet.bad-text\n3:3"},
		{"no rows", ``, "sheet.no-header"},
		{"a missing shared text", `<row><c><v>1</v></c></row><row><c t="s"><v>7</v></c></row>`, "1:1\nsheet.broken"},
		{"a wrong place", `<row><c r="1"><v>1</v></c></row>`, "sheet.broken"},
		{"a column too far", `<row><c r="XFE1"><v>1</v></c></row>`, "sheet.broken"},
		{"a column very far", `<row><c r="` + strings.Repeat("Z", 40) + `1"><v>1</v></c></row>`, "sheet.broken"},
		{"the last column", `<row><c r="XFD1"><v>1</v></c></row>`, "1:" + strings.Repeat("|", 16383) + "1"},
		{"a wrong row", `<row r="0"><c><v>1</v></c></row>`, "sheet.broken"},
		{"a row too far", `<row r="1048577"><c><v>1</v></c></row>`, "sheet.broken"},
		{"a NUL", `<row><c t="str"><v>&#0;</v></c></row>`, "sheet.broken"},
		{"bytes that are no text", `<row><c t="str"><v>` + "\xff" + `</v></c></row>`, "sheet.broken"},
	} {
		if got := show(openBytes(workbookOf(c.rows), "a.xlsx")); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// A file cut off inside must not look like a shorter table.
func TestATruncatedSheetIsBroken(t *testing.T) {
	whole := `<worksheet><sheetData><row><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData></worksheet>`
	complete := strings.Index(whole, "</sheetData>") + len("</sheetData>")
	for end := len("<worksheet><sheetData>"); end < complete; end++ {
		got := show(openBytes(workbookWith(map[string]string{"xl/worksheets/sheet1.xml": whole[:end]}, ""), "a.xlsx"))
		if !strings.HasSuffix(got, "sheet.broken") {
			t.Errorf("cut after %s: %s", whole[:end], got)
		}
	}
}

func TestPacks(t *testing.T) {
	row := `<row><c t="s"><v>0</v></c></row>`
	hidden := strings.Replace(book, "<sheets>", `<sheets><sheet name="h" state="hidden" r:id="rId9"/><sheet name="v" state="veryHidden" r:id="rId9"/>`, 1)
	for _, c := range []struct {
		name  string
		parts map[string]string
		want  string
	}{
		{"hidden sheets first", map[string]string{"xl/workbook.xml": hidden}, "1:何秀芬"},
		{"hidden sheets alone", map[string]string{"xl/workbook.xml": strings.Replace(book, "<sheet ", `<sheet state="hidden" `, 1)}, "sheet.no-header"},
		{"no sheets", map[string]string{"xl/workbook.xml": "<workbook/>"}, "sheet.no-header"},
		{"a chart", map[string]string{"xl/worksheets/sheet1.xml": "<chartsheet/>"}, "sheet.no-header"},
		{"no such sheet", map[string]string{"xl/workbook.xml": strings.Replace(book, "rId1", "rId8", 1)}, "sheet.broken"},
		{"shared texts missing", map[string]string{"xl/_rels/workbook.xml.rels": relationsOf("worksheet", "worksheets/sheet1.xml")}, "sheet.broken"},
		{"shared texts cut off", map[string]string{"xl/sharedStrings.xml": "<sst><si><t>x</t></si>"}, "sheet.broken"},
		{"styles that are no XML", map[string]string{"xl/styles.xml": "x<"}, "sheet.broken"},
		{"other letter case", map[string]string{"_rels/.rels": relationsOf("officeDocument", "/XL/Workbook.xml")}, "1:何秀芬"},
	} {
		if got := show(openBytes(workbookWith(c.parts, row), "a.xlsx")); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	back := map[string]string{`_rels\.rels`: relationsOf("officeDocument", `xl\workbook.xml`), `xl\workbook.xml`: book, `xl\_rels\workbook.xml.rels`: relationsOf("worksheet", `sheets\a.xml`),
		`xl\sheets\a.xml`: `<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>`}
	if got := show(openBytes(zipped(back), "a.xlsx")); got != "1:1" {
		t.Errorf("names with backslashes: %s", got)
	}
}

func TestDatePrecision(t *testing.T) {
	for code, want := range map[string]civil.Precision{
		"General": civil.PrecisionNone, "0.00E+00": civil.PrecisionNone, "@": civil.PrecisionNone, "#,##0;[Red]-#,##0": civil.PrecisionNone, "h:mm:ss": civil.PrecisionNone,
		"[h]:mm": civil.PrecisionNone, `0"d"`: civil.PrecisionNone, `0\y`: civil.PrecisionNone, "mm:ss.0": civil.PrecisionNone, `0;"yyyy"`: civil.PrecisionNone,
		"yyyy-mm-dd": civil.PrecisionDay, "YYYY/M/D": civil.PrecisionDay, `yyyy"年"m"月"d"日";@`: civil.PrecisionDay, "[$-804]aaaa d": civil.PrecisionDay, "m/d/yy h:mm": civil.PrecisionDay,
		`yyyy"年"m"月"`: civil.PrecisionMonth, "yyyy-mm": civil.PrecisionMonth, "mmm-yy": civil.PrecisionMonth, "yyyy": civil.PrecisionYear, `yyyy"年"`: civil.PrecisionYear,
	} {
		if got := datePrecision(164, code); got != want {
			t.Errorf("%s shows %d, want %d", code, got, want)
		}
	}
	if datePrecision(14, "") != civil.PrecisionDay || datePrecision(57, "") != civil.PrecisionMonth || datePrecision(49, "") != civil.PrecisionNone || datePrecision(20, "") != civil.PrecisionNone {
		t.Error("formats that every workbook has")
	}
}

// Files that another program wrote, in both of its manners.
func TestReadsWhatExcelizeWrites(t *testing.T) {
	f := excelize.NewFile()
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for cell, v := range map[string]any{"A1": "姓名", "B1": "出生日期", "C1": "身份证号", "D1": "数", "A3": "何秀芬 & <x>", "B3": 30_448, "C3": "11010519491231002X", "D3": 2.2999999999999998, "E3": true, "C4": 110105194912310020} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellStyle("Sheet1", "B2", "B9", date); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	want := "1:姓名|出生日期|身份证号|数\n3:何秀芬 & <x>|1983-05-12|11010519491231002X|2.3|TRUE\n4:||110105194912310020~"
	if got := show(openBytes(b.String(), "a.xlsx")); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}

	f = excelize.NewFile()
	stream, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	_ = stream.SetRow("A1", []any{"姓名", "数"})
	_ = stream.SetRow("B4", []any{"何秀芬", 7, excelize.Cell{StyleID: 0, Value: "x"}})
	_ = stream.Flush()
	b.Reset()
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if got := show(openBytes(b.String(), "a.xlsx")); got != "1:姓名|数\n4:|何秀芬|7|x" {
		t.Errorf("streamed: %s", got)
	}
}

func FuzzSheetPart(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c><c t="inlineStr"><is><t>x</t></is></c></row><row><c s="1"><v>46024</v></c></row>`)
	f.Add(`<row><c><f>1</f></c></row></sheetData>`)
	f.Fuzz(func(t *testing.T, rows string) {
		got := show(openBytes(workbookOf(rows), "a.xlsx"))
		if strings.Contains(got, "not a fault") {
			t.Error(got)
		}
	})
}

// What of a workbook is not read as rows: further sheets that have some and are not hidden, and cells that are one over several rows.
func TestWhatIsNotRead(t *testing.T) {
	file := workbookWith(map[string]string{
		"xl/workbook.xml": `<workbook xmlns:r="http://r"><sheets><sheet name="a" r:id="rId1"/><sheet name="空" r:id="rId2"/><sheet name="二月" r:id="rId3"/>
			<sheet name="hidden" state="hidden" r:id="rId3"/><sheet name="gone" r:id="rId9"/><sheet name="chart" r:id="rId4"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relationsOf("worksheet", "worksheets/sheet1.xml", "worksheet", "worksheets/sheet2.xml", "worksheet", "worksheets/sheet3.xml",
			"chartsheet", "worksheets/sheet4.xml", "sharedStrings", "sharedStrings.xml"),
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="B2:C2"/><mergeCell ref="AA10:AB11"/></mergeCells></worksheet>`,
		"xl/worksheets/sheet2.xml": `<worksheet><sheetData><row><c s="1"/><c t="s"><v>2</v></c></row></sheetData></worksheet>`,
		"xl/worksheets/sheet3.xml": `<worksheet><sheetData><row/><row><c t="s"><v>0</v></c></row></sheetData></worksheet>`,
		"xl/worksheets/sheet4.xml": `<chartsheet/>`,
	}, "")
	s, err := Open(strings.NewReader(file), int64(len(file)), "x.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = s.Next()
	}
	if got := fmt.Sprint(s.Others(), s.Merged()); got != "[二月 gone] [A2:A4 AA10:AB11]" {
		t.Error(got)
	}
	rows := "a,b,,\n1,2,3,\n1,2,3,4,5\n"
	text, err := Open(strings.NewReader(rows), int64(len(rows)), "x.csv")
	if err != nil {
		t.Fatal(err)
	}
	var wider []bool
	for row, err := text.Next(); err == nil; row, err = text.Next() {
		wider = append(wider, text.Wider(row))
	}
	if fmt.Sprint(wider) != "[false false true]" || text.Others() != nil || text.Merged() != nil {
		t.Error(wider)
	}
}
