// Command killnine kills a Youfu with kill -9 under many concurrent writers, starts it again, and looks whether every write that it
// acknowledged is there once and doctor finds nothing; as often as asked for.
//
//	killnine -db demo/youfu.db -login clinic-worker -password … -people ids.txt -set findings=none \
//	    -list 'figure screening-visits --from 2026-01-01 --to 2027-01-01 --members --as manager' -rounds 50
//
// It writes to the district: give it one that you can spare.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"youfu/bench/client"
)

type options struct {
	youfu, db, login, password string
	people, form, list         string
	set                        client.Fields
	rounds, writers            int
	from, to                   time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.youfu, "youfu", "./youfu", "the program")
	flag.StringVar(&o.db, "db", "", "the district, a file or postgres://…; it is written to")
	flag.StringVar(&o.login, "login", "", "the account that writes")
	flag.StringVar(&o.password, "password", os.Getenv("YOUFU_PASSWORD"), "its password; YOUFU_PASSWORD where left out")
	flag.StringVar(&o.people, "people", "", "a file with one id of a person a line; each gets a visit, in order")
	flag.StringVar(&o.form, "form", "/person/{person}/visit/womens-screening/screening", "where the form of a visit is")
	flag.Var(&o.set, "set", "NAME=VALUE to fill in; may be repeated")
	flag.StringVar(&o.list, "list", "", "the command of youfu that prints, as JSON, the id of a person once for each of their visits")
	flag.IntVar(&o.rounds, "rounds", 50, "how many kills")
	flag.IntVar(&o.writers, "writers", 200, "how many writers at once")
	flag.DurationVar(&o.from, "from", 300*time.Millisecond, "the earliest moment of a kill, after the first write")
	flag.DurationVar(&o.to, "to", 2*time.Second, "the latest")
	flag.Parse()
	if err := o.run(); err != nil {
		fmt.Fprintln(os.Stderr, "killnine:", err)
		os.Exit(1)
	}
}

func (o options) run() error {
	office, err := newOffice(o)
	if err != nil {
		return err
	}
	t := &trial{writers: o.writers, from: o.from, to: o.to, start: office.start, write: office.visit, count: office.visits, check: office.doctor}
	return t.run(o.rounds, func(n int, r round) {
		fmt.Printf("%3d  acknowledged %d, all there once; unanswered %d, of which there %d; doctor clean\n", n, r.acknowledged, r.unanswered, r.kept)
	})
}
