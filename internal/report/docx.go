package report

import (
	"archive/zip"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"youfu/internal/lang"
)

// A Word file is a zip of XML parts (ECMA-376, Office Open XML). Every number stands in a content control (w:sdt) whose tag is the
// key of its entry; the entries stand, authenticated by the district's key, in a custom XML part that travels with the file.

// Manifest is what a Word file says of its own numbers.
type Manifest struct {
	Youfu    int       `json:"youfu_report"` // the manifest's format: 1
	Report   string    `json:"report"`
	Hash     string    `json:"hash"`
	District string    `json:"district"`
	Lang     lang.Lang `json:"lang"`
	From     string    `json:"from"`
	To       string    `json:"to"`
	Seq      int64     `json:"seq"`
	Entries  []*Entry  `json:"entries"`
}

const macPurpose = "report-manifest"

// MAC authenticates a manifest; seal.Keys has it.
type MAC interface {
	MAC(purpose string, content []byte) []byte
}

// envelope is the custom XML part. The manifest is JSON inside, so that its bytes are kept whatever a word processor does to XML.
type envelope struct {
	XMLName  xml.Name `xml:"urn:youfu:report manifest"`
	MAC      string   `xml:"mac,attr"`
	Manifest string   `xml:",chardata"`
}

// WriteDocx writes the document as Word.
func (d *Document) WriteDocx(w io.Writer, keys MAC) error {
	manifest, err := json.Marshal(Manifest{Youfu: 1, Report: d.Report.ID, Hash: d.Report.Hash, District: d.District, Lang: d.Lang,
		From: d.Period.From.String(), To: d.Period.To.String(), Seq: int64(d.Seq), Entries: d.Entries})
	if err != nil {
		return err
	}
	custom, err := xml.Marshal(envelope{MAC: fmt.Sprintf("%x", keys.MAC(macPurpose, manifest)), Manifest: string(manifest)})
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRelations},
		{"word/document.xml", d.documentXML()},
		{"word/styles.xml", styles},
		{"word/_rels/document.xml.rels", documentRelations},
		{"customXml/item1.xml", xml.Header + string(custom)},
	} {
		// A fixed time: the same document is the same bytes.
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, part.text); err != nil {
			return err
		}
	}
	return z.Close()
}

const contentTypes = xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`

const packageRelations = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`

const documentRelations = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml" Target="../customXml/item1.xml"/></Relationships>`

// Fonts are named, never embedded: FangSong for text, SimHei for headings, as offices write (GB/T 9704-2012); sizes in half-points
// (16 pt is 三号, 22 pt is 二号).
const styles = xml.Header + `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="FangSong" w:cs="Times New Roman"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line="576" w:lineRule="exact"/></w:pPr></w:pPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:next w:val="Text"/><w:pPr><w:spacing w:before="240" w:after="480" w:line="640" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="SimSun"/><w:sz w:val="44"/><w:szCs w:val="44"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Text"/><w:pPr><w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="SimHei"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Text"><w:name w:val="Body Text"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/></w:pPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Table Text"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:line="360" w:lineRule="exact"/></w:pPr><w:rPr><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr></w:style>` +
	`<w:style w:type="table" w:default="1" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:color="auto"/><w:bottom w:val="single" w:sz="8" w:color="auto"/><w:insideH w:val="single" w:sz="4" w:color="auto"/></w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`

func (d *Document) documentXML() string {
	var b strings.Builder
	b.WriteString(xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for _, block := range d.Blocks {
		block.word(&b)
	}
	d.appendix(&b)
	// A4 with the margins of GB/T 9704-2012: top 37, bottom 35, left 28, right 26 mm.
	b.WriteString(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return b.String()
}

func (block Block) word(b *strings.Builder) {
	switch block.Kind {
	case Title:
		paragraph(b, "Title", block.Runs)
	case Heading:
		paragraph(b, "Heading1", block.Runs)
	case TableOf, ChartOf:
		block.Table.word(b)
	default:
		paragraph(b, "Text", block.Runs)
	}
}

func paragraph(b *strings.Builder, style string, runs []Run) {
	fmt.Fprintf(b, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>`, style)
	for _, r := range runs {
		r.word(b)
	}
	b.WriteString(`</w:p>`)
}

func (r Run) word(b *strings.Builder) {
	if r.Entry == nil {
		run(b, r.Text)
		return
	}
	fmt.Fprintf(b, `<w:sdt><w:sdtPr><w:alias w:val="%s"/><w:tag w:val="%s"/><w:lock w:val="sdtLocked"/></w:sdtPr><w:sdtContent>`, escape(r.Entry.Label+" "+r.Entry.Figure), r.Entry.Key)
	run(b, r.Text)
	b.WriteString(`</w:sdtContent></w:sdt>`)
}

func run(b *strings.Builder, text string) {
	if text != "" {
		fmt.Fprintf(b, `<w:r><w:t xml:space="preserve">%s</w:t></w:r>`, escape(text))
	}
}

func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

func (t *Table) word(b *strings.Builder) {
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>` + strings.Repeat(`<w:gridCol/>`, len(t.Columns)) + `</w:tblGrid>`)
	var head []Run
	for _, c := range t.Columns {
		head = append(head, Run{Text: c})
	}
	tableRow(b, head, `<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for _, cells := range t.Rows {
		tableRow(b, cells, `<w:trPr><w:cantSplit/></w:trPr>`)
	}
	b.WriteString(`</w:tbl>`)
	paragraph(b, "Cell", nil) // Word joins two tables that touch
}

func tableRow(b *strings.Builder, cells []Run, properties string) {
	b.WriteString(`<w:tr>` + properties)
	for i, c := range cells {
		b.WriteString(`<w:tc><w:p><w:pPr><w:pStyle w:val="Cell"/>`)
		if i == len(cells)-1 {
			b.WriteString(`<w:jc w:val="right"/>`)
		}
		b.WriteString(`</w:pPr>`)
		c.word(b)
		b.WriteString(`</w:p></w:tc>`)
	}
	b.WriteString(`</w:tr>`)
}

// appendix lists, for every number, what it was computed from.
func (d *Document) appendix(b *strings.Builder) {
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:pageBreakBefore/></w:pPr>`)
	run(b, lang.T(d.Lang, "report.appendix"))
	b.WriteString(`</w:p>`)
	paragraph(b, "Text", []Run{{Text: lang.T(d.Lang, "report.appendix-note", d.Seq, d.Made)}})
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>` + strings.Repeat(`<w:gridCol/>`, 5) + `</w:tblGrid>`)
	var head []Run
	for _, c := range []string{"label", "figure", "period", "parts", "evidence"} {
		head = append(head, Run{Text: lang.T(d.Lang, "report.appendix-"+c)})
	}
	tableRow(b, head, `<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for _, e := range d.Entries {
		tableRow(b, []Run{{Text: e.Label}, {Text: strings.TrimSpace(e.Title.In(d.Lang) + " " + e.restrictions())},
			{Text: e.From.String() + " – " + e.To.AddDays(-1).String()}, {Text: e.parts()}, {Text: e.evidence(d.Lang)}}, `<w:trPr><w:cantSplit/></w:trPr>`)
	}
	b.WriteString(`</w:tbl>`)
	paragraph(b, "Cell", nil)
}

func (e *Entry) parts() string {
	if e.Rate {
		return Thousands(e.Num) + " / " + Thousands(e.Den)
	}
	return Thousands(e.Num)
}

func (e *Entry) evidence(l lang.Lang) string {
	if e.Hash == "" {
		return lang.T(l, "report.from-lists")
	}
	return lang.T(l, "report.evidence", e.Hash[:12], Thousands(e.Members), e.Digest[:12])
}
