package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// progress gives a function that draws one line on standard error: a bar where that is a terminal, else a line now and then.
func (r *run) progress(what string) func(done, total int) {
	var last time.Time
	file, _ := r.stderr.(*os.File)
	terminal := file != nil && term.IsTerminal(int(file.Fd()))
	every := 5 * time.Second
	if terminal {
		every = 100 * time.Millisecond
	}
	begun := time.Now()
	return func(done, total int) {
		if time.Since(last) < every && done != total || r.JSON && !terminal {
			return
		}
		last = time.Now()
		line := fmt.Sprintf("%s %d", what, done)
		if total > 0 {
			full := min(24, 24*done/total)
			line = fmt.Sprintf("%s [%s%s] %d/%d", what, strings.Repeat("#", full), strings.Repeat(" ", 24-full), done, total)
			if left := time.Since(begun) * time.Duration(total-done) / time.Duration(max(done, 1)); done > 0 && done < total && left > time.Second {
				line += "  " + r.say("cmd.left", left.Round(time.Second))
			}
		}
		if terminal {
			fmt.Fprintf(r.stderr, "\r\033[K%s", line)
		} else {
			fmt.Fprintln(r.stderr, line)
		}
	}
}

// progressDone ends the line of a terminal's bar.
func (r *run) progressDone() {
	if file, ok := r.stderr.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		fmt.Fprintln(r.stderr)
	}
}
