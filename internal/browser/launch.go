package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"

	"github.com/chromedp/chromedp"
)

// shared is the one Chromium of this test binary: starting costs half a second, a tab a few milliseconds.
var shared = sync.OnceValues(launch)

func launch() (context.Context, error) {
	program, err := find([]string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"})
	if err != nil {
		return nil, err
	}
	profile, err := profileDir()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], // headless, no first run, no sync, no background networking
		chromedp.ExecPath(program),
		chromedp.UserDataDir(profile),
		chromedp.DisableGPU,
		chromedp.WindowSize(Wide, height),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-crash-reporter", true),
		chromedp.Flag("lang", "zh-CN"),                                            // what the first page shows in the office
		chromedp.Flag("enable-blink-features", "LangAttributeAwareFormControlUI"), // date fields as a browser of the page's language writes them
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to run as root with its sandbox
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	browser, _ := chromedp.NewContext(allocator)
	if err := chromedp.Do(browser); err != nil { // starts it, on a context without a deadline: its end would end the browser
		return nil, fmt.Errorf("%s does not start: %w", program, err)
	}
	return browser, nil
}

func find(names []string) (string, error) {
	for _, name := range names {
		if program, err := exec.LookPath(name); err == nil {
			return program, nil
		}
	}
	return "", errors.New("no Chromium for the tests: 'make test' installs it on Debian; elsewhere put chromium on the PATH")
}

// profileDir is a directory that goes when this process ends, however it ends. Chromium is killed by the kernel then; its directory is
// removed by a shell that reads from a pipe until the kernel closes our end of it: a bare descriptor, which we never close.
func profileDir() (string, error) {
	dir, err := os.MkdirTemp("", "youfu-chromium")
	if err != nil {
		return "", err
	}
	var pipe [2]int
	if err := syscall.Pipe2(pipe[:], syscall.O_CLOEXEC); err != nil {
		return "", err
	}
	theirs := os.NewFile(uintptr(pipe[0]), "pipe")
	defer theirs.Close()
	// Chromium's own children end a moment after it and may still write: hence the second try.
	sweeper := exec.Command("sh", "-c", `cat; sleep 1; rm -rf "$1" || { sleep 5; rm -rf "$1"; }`, "sweep", dir)
	sweeper.Stdin = theirs
	sweeper.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt from the keyboard is not for it
	return dir, sweeper.Start()
}
