package exchange_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"youfu/internal/exchange"
	"youfu/internal/lang"
	"youfu/internal/store"
	"youfu/internal/testdb"
)

// longDigits is a number or phone that stands open.
var longDigits = regexp.MustCompile(`[0-9]{11}`)

// No number or phone of a file comes out again: in a refusal's value or words, in a doubt, in an error, in a log.
func TestNumbersAndPhonesAreNeverRepeated(t *testing.T) {
	var log bytes.Buffer
	defer slog.SetDefault(slog.Default())
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	o := settled(newOffice(t, testdb.SQLite(t)))
	n := number("1983-05-12", 28)
	bad := []string{n[:17] + "?", n[:16] + "00", strings.Map(toWide, n), n[:6] + " " + n[6:14] + " " + n[14:], "139-1234-5678-9999-1", "13912345678/13987654321"}
	columns := strings.Split(strings.TrimSpace(header), ",")
	var rows []string
	for _, text := range bad {
		for _, column := range columns {
			if !strings.HasSuffix(column, "_place") {
				rows = append(rows, he("", "", column, text), he("R"+fmt.Sprint(len(rows)), "何\x01", column, text))
			}
		}
	}
	o.want(o.apply(people(he("A", "何秀芬", "citizen_number", n, "phone", "13912345678"))), "1a 0u 0h 0r")
	rows = append(rows, he("B", "何秀英", "citizen_number", n, "phone", "13912345678"))
	r := o.apply(people(rows...))
	if r.Held == 0 || r.RefusedN < len(bad)*len(columns) {
		t.Fatalf("too little went wrong: %s", counts(r))
	}
	for _, f := range r.Refused {
		shown := fmt.Sprintf("%+v %s %s", f, lang.T(lang.Zh, f.Key, f.Args...), f.Heading)
		if longDigits.MatchString(wides(shown)) || strings.Contains(wides(shown), n[6:14]) && f.Column != "birth" && f.Column != "death" {
			t.Errorf("row %d shows %s", f.Row, shown)
		}
	}
	if raw, _ := json.Marshal(r.Duplicates); longDigits.MatchString(string(raw)) && strings.Contains(string(raw), n) {
		t.Errorf("%s", raw)
	}
	for _, text := range append(bad, n, "13912345678") {
		_, err := exchange.Apply(context.Background(), o.District, job(exchange.People, header[3:]+text+"\n"))
		if err != nil && strings.Contains(err.Error(), text) {
			t.Errorf("the error says %v", err)
		}
		r, err := exchange.Check(context.Background(), o.District, job(exchange.People, "ref,name,"+text+"\n"))
		if err != nil || len(r.Unknown) != 1 || longDigits.MatchString(wides(r.Unknown[0])) {
			t.Errorf("unknown heading %q, %v", r.Unknown, err)
		}
	}
	store.FailAt(o.Store, 3, true)
	_, err := exchange.Apply(context.Background(), o.District, people(he("C", "何秀英", "citizen_number", number("1990-01-01", 2), "phone", "13912345678")))
	store.FailAt(o.Store, 0, true)
	if err == nil || longDigits.MatchString(err.Error()) || strings.Contains(err.Error(), "何") {
		t.Errorf("the database's error says %v", err)
	}
	if longDigits.MatchString(log.String()) || strings.Contains(log.String(), "何") {
		t.Errorf("the log says %s", log.String())
	}
	stolen(t, o.dsn, n, "13912345678", "何秀芬", "file.csv")
}

// stolen sees that the database's files hold none of the texts.
func stolen(t *testing.T, dsn string, texts ...string) {
	t.Helper()
	files, _ := filepath.Glob(dsn + "*")
	if len(files) == 0 {
		t.Fatal("no file")
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			if bytes.Contains(raw, []byte(text)) {
				t.Errorf("%s holds %s", filepath.Base(f), text)
			}
		}
	}
}

func wides(s string) string { return strings.Map(wide, s) }

func toWide(r rune) rune {
	if r > ' ' && r <= '~' {
		return r - '!' + 0xff01
	}
	return r
}
