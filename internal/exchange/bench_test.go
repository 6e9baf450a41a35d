package exchange_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"youfu/internal/civil"
	"youfu/internal/exchange"
	"youfu/internal/exchange/sheet"
	"youfu/internal/testdb"
)

const benchPeople = 100_000

// workbook is an .xlsx file of so many people of both sexes, in households of three, with every column filled.
func workbook(t testing.TB, people int) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := sheet.NewWriter(&file, sheet.XLSX)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	surnames, given := []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"), []rune("秀芬大山英军伟芳娜敏静丽强磊洋艳勇杰娟涛明超兰霞平刚桂")
	if err := w.Write(strings.Split(strings.TrimSpace(header), ",")...); err != nil {
		t.Fatal(err)
	}
	places := []string{"990101001001", "990101001002", "990101002001"}
	for i := range people {
		born := civil.MustDate("1940-01-01").AddDays(random.IntN(30_000))
		sequence := i % 1000
		name := string([]rune{surnames[random.IntN(len(surnames))], given[random.IntN(len(given))], given[random.IntN(len(given))]})
		place := places[i%len(places)]
		if err := w.Write(fmt.Sprintf("R%07d", i), name, number(born.String(), sequence), []string{"女", "男"}[sequence%2], born.String(), "", fmt.Sprintf("139%08d", i),
			place, "农业", place, fmt.Sprintf("%d组%d号", i%9, i%300), fmt.Sprintf("H%06d", i/3), []string{"02", "10", "20"}[i%3]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// peak is the most memory that the process held so far, in MB.
func peak() float64 {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		var kB float64
		if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kB); n == 1 {
			return kB / 1024
		}
	}
	return 0
}

// BenchmarkPeople reads 100,000 people from an .xlsx file into an empty district, with the search for duplicates; then the same file
// once more, as a new file that says nothing new.
func BenchmarkPeople(b *testing.B) {
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": testdb.SQLite, "postgres": testdb.PG} {
		b.Run(name, func(b *testing.B) {
			file := workbook(b, benchPeople)
			for b.Loop() {
				o := settled(newOffice(b, dsn(b)))
				runtime.GC()
				read := func(what string, j exchange.Job) {
					j.File, j.Size = reader(file)
					j.Name = "people.xlsx"
					start := time.Now()
					r, err := exchange.Apply(context.Background(), o.District, j)
					if err != nil {
						b.Fatal(err)
					}
					b.Logf("%s: %s in %.1f s, at most %.0f MB so far", what, counts(r), time.Since(start).Seconds(), peak())
				}
				read("first", job(exchange.People, ""))
				again := job(exchange.People, "")
				again.Map = exchange.Map{"ref": "ref"}
				read("again", again)
			}
		})
	}
}

// BenchmarkVisits reads 50,000 visits of 50,000 people, then the same as a new file that says nothing new.
func BenchmarkVisits(b *testing.B) {
	const n = 50_000
	for name, dsn := range map[string]func(testing.TB) string{"sqlite": testdb.SQLite, "postgres": testdb.PG} {
		b.Run(name, func(b *testing.B) {
			women, visits := strings.Builder{}, strings.Builder{}
			women.WriteString("ref,name,sex,birth,resident_place\n")
			visits.WriteString("person,on,site,findings,hpv,bp,note\n")
			for i := range n {
				fmt.Fprintf(&women, "R%d,何%d,女,%d-05-12,990101001001\n", i, i, 1970+i%25)
				fmt.Fprintf(&visits, "R%d,2026-%02d-%02d,%s,%s,,120/80,\n", i, 1+i%6, 1+i%28, []string{"H1", "F1"}[i%2], []string{"none", "bv", "bv;candida"}[i%3])
			}
			for b.Loop() {
				o := settled(newOffice(b, dsn(b)))
				o.apply(accepting(job(exchange.People, women.String())))
				again := job(exchange.Visits, visits.String())
				again.Map = exchange.Map{"note": ""}
				for i, j := range []exchange.Job{job(exchange.Visits, visits.String()), again} {
					start := time.Now()
					r := o.apply(j)
					b.Logf("%s: %s in %.1f s", []string{"first", "again"}[i], counts(r), time.Since(start).Seconds())
				}
			}
		})
	}
}
