package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"youfu/internal/exchange"
	"youfu/internal/fault"
	"youfu/internal/id"
	"youfu/internal/office"
	"youfu/internal/post"
)

type benefitActs struct {
	File string `arg:"" placeholder:"FILE"`
}

func (c *benefitActs) Help() string {
	return "Columns: case, step, decision (passed where it is empty), reason. Stopped, it goes on where it was when the file is given again. Exit code 1 where lines were refused. Example: youfu benefit acts checked.csv --as chen"
}

func (c *benefitActs) Run(r *run) error {
	return r.lines("benefit acts", c.File, post.Decide, func(o office.Office, l exchange.Lines) (exchange.LinesDone, error) {
		signer, err := r.signer(o, id.New())
		if err != nil {
			return exchange.LinesDone{}, err
		}
		return exchange.Acts(r.ctx, o, l, signer)
	})
}

type benefitApplications struct {
	Scheme string `arg:""`
	File   string `arg:"" placeholder:"FILE"`
}

func (c *benefitApplications) Help() string {
	return "Columns: ref or citizen_number or person; child_ref or child_number or child; account, holder; and a column for each kind of paper, with what it says of itself. Example: youfu benefit applications reward-assistance village.xlsx --as zhou"
}

func (c *benefitApplications) Run(r *run) error {
	return r.lines("benefit applications", c.File, post.ApplySupport, func(o office.Office, l exchange.Lines) (exchange.LinesDone, error) {
		return exchange.Applications(r.ctx, o, l, c.Scheme)
	})
}

// linesJSON is what became of a file of lines.
type linesJSON struct {
	Lines   int               `json:"lines"`
	Done    int               `json:"done"`
	Cases   []string          `json:"cases"`
	Refused []lineRefusedJSON `json:"refused"`
	Unknown []string          `json:"unknown_columns"`
}

type lineRefusedJSON struct {
	Row     int    `json:"row"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// lines does the lines of a file. What was done before it was stopped is printed too.
func (r *run) lines(route, path string, purpose post.Purpose, do func(office.Office, exchange.Lines) (exchange.LinesDone, error)) error {
	return r.acting(route, func(o office.Office) error {
		if err := o.Must(purpose); err != nil && !o.May(post.Notice) { // refused before the file is looked for
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return fault.New(fault.NotFound, "cmd.no-file", path).Because(err)
		}
		defer file.Close()
		info, err := file.Stat()
		if err != nil {
			return err
		}
		done, err := do(o, exchange.Lines{Name: filepath.Base(path), File: file, Size: info.Size(), Progress: r.progress(r.say("cmd.rows"))})
		r.progressDone()
		if err != nil && done.Lines == 0 {
			return err
		}
		if printed := r.printLines(done); err == nil {
			err = printed
		}
		if err == nil && len(done.Refused) > 0 {
			err = errFound
		}
		return err
	})
}

func (r *run) printLines(done exchange.LinesDone) error {
	shown := linesJSON{Lines: done.Lines, Done: done.Done, Cases: []string{}, Refused: []lineRefusedJSON{}, Unknown: append([]string{}, done.Unknown...)}
	for _, which := range done.Cases {
		shown.Cases = append(shown.Cases, which.String())
	}
	for _, x := range done.Refused {
		shown.Refused = append(shown.Refused, lineRefusedJSON{x.Row, x.Code, x.Message(r.lang)})
	}
	return r.print(shown, func(w io.Writer) {
		fmt.Fprintln(w, r.say("cmd.lines-done", done.Lines, done.Done, len(done.Refused)))
		for _, x := range shown.Refused {
			fmt.Fprintln(w, r.say("cmd.refused-row", x.Row, "", x.Message))
		}
	})
}
