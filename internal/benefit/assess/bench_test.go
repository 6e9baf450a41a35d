package assess_test

import (
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"youfu/internal/benefit/assess"
	"youfu/internal/catalogue"
	"youfu/internal/civil"
)

// population is so many people like those of a district: ages 0 to 95, one in ten born on a day of which the register knows the month only.
func population(n int) []assess.Facts {
	natures := []string{"agricultural", "resident", "non-agricultural"}
	all := make([]assess.Facts, n)
	for i := range all {
		born := civil.Birth{Date: civil.MustDate("1930-01-01").AddDays(i * 7919 % 35_000), Precision: civil.PrecisionDay}
		if i%10 == 0 {
			born.Precision = civil.PrecisionMonth
		}
		all[i] = assess.Facts{
			Sex: []string{"female", "male"}[i%2], Birth: born, Mother: born,
			Registered: assess.Belonging{Known: true, Here: i%20 != 0, Nature: natures[i%3], Since: civil.MustDate("2000-01-01")},
			Resides:    assess.Belonging{Known: true, Here: true},
			Children:   assess.Count{Known: i%4 != 0, N: i % 4}, Daughters: assess.Count{Known: i%4 != 0, N: i % 2},
		}
		if i%50 == 0 {
			all[i].Documents = papers("id-card", "household-book", "cohort-record")
		}
	}
	return all
}

// ten are ten schemes: those that are shipped, again and again.
func ten(b *testing.B) (all []*catalogue.Scheme) {
	c := practice(b)
	for i := range 10 {
		all = append(all, c.Schemes[c.SchemeIDs[i%len(c.SchemeIDs)]])
	}
	return all
}

// BenchmarkTenSchemes assesses people under ten schemes on all processors; B/op and allocs/op are of one person.
func BenchmarkTenSchemes(b *testing.B) {
	people, on := population(1<<16), day("2026-11-24")
	for _, mode := range []string{"verdict", "reasons"} {
		b.Run(mode, func(b *testing.B) {
			schemes := ten(b)
			b.ReportAllocs()
			before := processorTime()
			b.ResetTimer()
			var wait sync.WaitGroup
			workers := runtime.GOMAXPROCS(0)
			counts := make([][3]int, workers)
			for w := range workers {
				wait.Go(func() {
					r := assess.NewReader()
					for i := w; i < b.N; i += workers {
						r.Read(&people[i&(1<<16-1)], on)
						for _, s := range schemes {
							if mode == "verdict" {
								v, _ := r.Verdict(s)
								counts[w][v]++
							} else {
								counts[w][r.Assess(s).Verdict]++
							}
						}
					}
				})
			}
			wait.Wait()
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "s/million")
			b.ReportMetric(float64((processorTime()-before).Nanoseconds())/float64(b.N)/1000, "cpu-s/million")
		})
	}
}

// processorTime is what this process has used: on a machine that others use too, the time that a wall clock shows says little.
func processorTime() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
