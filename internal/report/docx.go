package report

import (
	"archive/zip"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"time"

	"youfu/internal/civil"
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

// WriteDocx writes the document as Word. The same document is the same bytes.
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
	return writeParts(w, append(wordParts(core(d.name(), d.District, d.Made, d.Lang), d.word(), manifestType, manifestRelation),
		part{"customXml/item1.xml", xml.Header + string(custom)}, part{"customXml/itemProps1.xml", customProperties}, part{"customXml/_rels/item1.xml.rels", customRelations}))
}

// part is one file of the zip.
type part struct{ name, text string }

// wordParts are the parts that every Word file of ours has. A file with parts of its own gives their types and relations.
func wordParts(core, document, types, related string) []part {
	return []part{{"[Content_Types].xml", contentTypes + types + `</Types>`}, {"_rels/.rels", packageRelations}, {"docProps/core.xml", core}, {"word/document.xml", document}, {"word/styles.xml", styles},
		{"word/settings.xml", settings}, {"word/footer1.xml", footer}, {"word/_rels/document.xml.rels", documentRelations + related + `</Relationships>`}}
}

func writeParts(w io.Writer, parts []part) error {
	z := zip.NewWriter(w)
	for _, part := range parts {
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

// core are the properties that a folder shows of a file.
func core(title, author string, made civil.Date, l lang.Lang) string {
	return xml.Header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>` +
		escape(title) + `</dc:title><dc:creator>` + escape(author) + `</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">` + made.String() + `T00:00:00Z</dcterms:created><dc:language>` + l.Tag() + `</dc:language></cp:coreProperties>`
}

const (
	relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	office    = `http://schemas.openxmlformats.org/officeDocument/2006/`
	wordKind  = `application/vnd.openxmlformats-officedocument.wordprocessingml.`
	mainXMLNS = `http://schemas.openxmlformats.org/wordprocessingml/2006/main`
)

const contentTypes = xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordKind + `document.main+xml"/><Override PartName="/word/styles.xml" ContentType="` + wordKind + `styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordKind + `settings+xml"/><Override PartName="/word/footer1.xml" ContentType="` + wordKind + `footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>`

const manifestType = `<Override PartName="/customXml/itemProps1.xml" ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/>`

const packageRelations = xml.Header + relations + `<Relationship Id="rId1" Type="` + office + `relationships/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

const documentRelations = xml.Header + relations + `<Relationship Id="rId1" Type="` + office + `relationships/styles" Target="styles.xml"/>` +
	`<Relationship Id="rId3" Type="` + office + `relationships/settings" Target="settings.xml"/><Relationship Id="rId4" Type="` + office + `relationships/footer" Target="footer1.xml"/>`

const manifestRelation = `<Relationship Id="rId2" Type="` + office + `relationships/customXml" Target="../customXml/item1.xml"/>`

const customRelations = xml.Header + relations + `<Relationship Id="rId1" Type="` + office + `relationships/customXmlProps" Target="itemProps1.xml"/></Relationships>`

// Word keeps a custom part that has an id of its own.
const customProperties = xml.Header + `<ds:datastoreItem ds:itemID="{6F756675-0000-4000-8000-000000000001}" xmlns:ds="` + office + `customXml"><ds:schemaRefs><ds:schemaRef ds:uri="urn:youfu:report"/></ds:schemaRefs></ds:datastoreItem>`

// Version 15 of the layout, so that Word does not open the file in a compatibility mode.
const settings = xml.Header + `<w:settings xmlns:w="` + mainXMLNS + `"><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`

// The page number as GB/T 9704-2012 (7.5) has it, 四号 between dashes, in the middle.
const footer = xml.Header + `<w:ftr xmlns:w="` + mainXMLNS + `"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">— </w:t></w:r>` +
	`<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:instrText>PAGE</w:instrText></w:r><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t>1</w:t></w:r><w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:fldChar w:fldCharType="end"/></w:r>` +
	`<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`

// Fonts are named, never embedded: FangSong for text, SimHei for headings, as offices write (GB/T 9704-2012); sizes in half-points
// (16 pt is 三号, 22 pt is 二号, 10.5 pt is 五号).
const styles = xml.Header + `<w:styles xmlns:w="` + mainXMLNS + `"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="FangSong" w:cs="Times New Roman"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:line="576" w:lineRule="exact"/></w:pPr></w:pPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:next w:val="Text"/><w:pPr><w:spacing w:before="240" w:after="480" w:line="640" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="SimSun"/><w:sz w:val="44"/><w:szCs w:val="44"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Text"/><w:pPr><w:keepNext/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="SimHei"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Text"><w:name w:val="Body Text"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/></w:pPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="60" w:line="320" w:lineRule="atLeast"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="SimHei"/><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Table Text"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="20" w:after="20" w:line="280" w:lineRule="atLeast"/></w:pPr><w:rPr><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Under"><w:name w:val="Subtitle"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="120" w:line="360" w:lineRule="atLeast"/><w:jc w:val="center"/></w:pPr><w:rPr><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Sum"><w:name w:val="Table Sum"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="atLeast"/></w:pPr><w:rPr><w:sz w:val="18"/><w:szCs w:val="18"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="SumHead"><w:name w:val="Table Sum Head"/><w:basedOn w:val="Sum"/><w:pPr><w:keepNext/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="SimHei"/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="SumTotal"><w:name w:val="Table Sum Total"/><w:basedOn w:val="Sum"/><w:rPr><w:b/></w:rPr></w:style>` +
	`<w:style w:type="paragraph" w:styleId="Small"><w:name w:val="Evidence Text"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:before="10" w:after="10" w:line="220" w:lineRule="atLeast"/></w:pPr><w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>` +
	`<w:style w:type="table" w:default="1" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:color="auto"/><w:bottom w:val="single" w:sz="8" w:color="auto"/><w:insideH w:val="single" w:sz="4" w:color="auto"/></w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`
