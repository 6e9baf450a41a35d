// Package client is a person without a browser: it keeps cookies, reads forms and sends them as a browser would, so that a load is made of
// the same requests as the office's work. It talks to this machine only: aimed at an office's server it would be an attack.
package client

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Client is safe for use by many goroutines, which share its session.
type Client struct {
	base *url.URL
	http *http.Client
}

// New gives a client for a server on this machine, such as http://127.0.0.1:8080, with at most the given number of requests at once on
// connections that stay open.
func New(base string, atOnce int) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s is not this machine: a load is for one's own server only", base)
	}
	return &Client{base: u, http: &http.Client{
		Timeout:       time.Minute,
		Jar:           &jar{},
		Transport:     &http.Transport{MaxConnsPerHost: atOnce, MaxIdleConnsPerHost: atOnce},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// jar keeps the cookies of one server. Unlike net/http/cookiejar it sends Secure cookies over plain HTTP, as browsers do to localhost.
type jar struct {
	mu   sync.Mutex
	kept []*http.Cookie
}

func (j *jar) SetCookies(_ *url.URL, cookies []*http.Cookie) {
	j.mu.Lock()
	defer j.mu.Unlock()
	next := append([]*http.Cookie(nil), cookies...)
	for _, old := range j.kept {
		replaced := false
		for _, c := range cookies {
			replaced = replaced || c.Name == old.Name
		}
		if !replaced {
			next = append(next, old)
		}
	}
	j.kept = next
}

func (j *jar) Cookies(*url.URL) []*http.Cookie {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.kept
}

// Answer is what a server said.
type Answer struct {
	Status   int
	Location string // where a redirect leads
	Body     string
}

// Get asks for a page. A redirect is not followed.
func (c *Client) Get(path string) (Answer, error) {
	return c.do(http.MethodGet, path, nil)
}

// Post sends a form. A redirect, which is how a form that was accepted is answered, is not followed.
func (c *Client) Post(path string, form url.Values) (Answer, error) {
	return c.do(http.MethodPost, path, form)
}

func (c *Client) do(method, path string, form url.Values) (Answer, error) {
	at, err := c.base.Parse(path)
	if err != nil {
		return Answer{}, err
	}
	if at.Host != c.base.Host {
		return Answer{}, fmt.Errorf("%s leads to another host", path)
	}
	request, err := http.NewRequest(method, at.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return Answer{}, err
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", c.base.Scheme+"://"+c.base.Host) // a POST that does not say where it comes from is refused
	}
	response, err := c.http.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return Answer{Status: response.StatusCode, Location: response.Header.Get("Location"), Body: string(body)}, err
}

// SignIn opens a session, which later requests use.
func (c *Client) SignIn(login, password string) error {
	form, err := c.Form("/sign-in", "password")
	if err != nil {
		return err
	}
	form.Values.Set("login", login)
	form.Values.Set("password", password)
	answer, err := c.Post(form.Action, form.Values)
	if err == nil && !answer.Accepted() {
		err = fmt.Errorf("signing in as %s: status %d", login, answer.Status)
	}
	return err
}

// Accepted reports whether a form was accepted: the server answers with a redirect to what it made of it.
func (a Answer) Accepted() bool { return a.Status == http.StatusSeeOther }

// Gone reports whether err says that the server went away before it answered: nobody knows whether the request had an effect.
func Gone(err error) bool {
	var transport *url.Error
	return errors.As(err, &transport) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
}
