package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Key plugs a security key into the tab whose owner touches it at once. Pages must be opened by a name such as localhost: a key takes no address of
// digits for a site.
func (p *Page) Key() {
	p.t.Helper()
	run(p, "plug in a key", func(ctx context.Context, tab *chromedp.Target) (cdp.Empty, error) {
		if _, err := cdp.Call(ctx, tab, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return cdp.Empty{}, err
		}
		_, err := cdp.Call(ctx, tab, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: "ctap2", Transport: "usb", AutomaticPresenceSimulation: true}})
		return cdp.Empty{}, err
	})
}
