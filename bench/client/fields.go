package client

import (
	"fmt"
	"net/url"
	"strings"
)

// Fields is what to fill into a form, as a flag NAME=VALUE that may be repeated.
type Fields url.Values

// String is the fields as a form sends them.
func (f *Fields) String() string { return url.Values(*f).Encode() }

// Set takes one more NAME=VALUE.
func (f *Fields) Set(pair string) error {
	name, value, ok := strings.Cut(pair, "=")
	if !ok {
		return fmt.Errorf("%q is not NAME=VALUE", pair)
	}
	if *f == nil {
		*f = Fields{}
	}
	url.Values(*f).Add(name, value)
	return nil
}

// Fill puts the fields into the form, in place of what is there.
func (f *Form) Fill(fields Fields) {
	for name, values := range fields {
		f.Values[name] = values
	}
}
