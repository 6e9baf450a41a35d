package web

import (
	"fmt"
	"net/http"
	"slices"

	"youfu/internal/post"
	"youfu/internal/web/page"
)

// Policy says who may come through a route's door at all. What they may see behind it is package office's to say.
type Policy string

const (
	Public   Policy = "public"    // anybody
	SignedIn Policy = "signed-in" // whoever is signed in, whatever the post
	ByPost   Policy = "by-post"   // the posts whose purposes include the route's
)

// Route is one route as `youfu routes` lists it.
type Route struct {
	Method  string       `json:"method"`
	Path    string       `json:"path"`
	Policy  Policy       `json:"policy"`
	Purpose post.Purpose `json:"purpose"`
}

// Pattern is the route as the audit and the log name it: never an address with an id.
func (r Route) Pattern() string { return r.Method + " " + r.Path }

// route is a Route with what it does.
type route struct {
	Route
	handle func(*request) error
	upload int64 // bytes that a body may have, where more than a form's
}

func (r route) check() error {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return fmt.Errorf("web: %s: a route is GET or POST", r.Pattern())
	}
	if r.Policy != Public && r.Policy != SignedIn && r.Policy != ByPost {
		return fmt.Errorf("web: %s has no policy", r.Pattern())
	}
	if !slices.Contains(post.Purposes, r.Purpose) {
		return fmt.Errorf("web: %s has no purpose", r.Pattern())
	}
	if r.Policy == Public && r.Purpose != post.SignIn {
		return fmt.Errorf("web: %s is public for a purpose that needs a post", r.Pattern())
	}
	if r.handle == nil {
		return fmt.Errorf("web: %s does nothing", r.Pattern())
	}
	return nil
}

// Routes are all routes, in the order of the table.
func Routes() []Route {
	var all []Route
	for _, r := range table(true) {
		all = append(all, r.Route)
	}
	return all
}

// nowhere answers what no route matches.
var nowhere = route{Route: Route{Method: "", Path: "/", Policy: Public, Purpose: post.SignIn}, handle: missing}

// table is every route there is; demo adds the door of demonstrations.
// long: one table, a line a route, to be read as one.
func table(demo bool) []route {
	var all []route
	add := func(method, path string, policy Policy, purpose post.Purpose, handle func(*request) error) *route {
		all = append(all, route{Route: Route{method, path, policy, purpose}, handle: handle})
		return &all[len(all)-1]
	}
	get := func(path string, policy Policy, purpose post.Purpose, handle func(*request) error) {
		add(http.MethodGet, path, policy, purpose, handle)
	}
	send := func(path string, policy Policy, purpose post.Purpose, handle func(*request) error) *route {
		return add(http.MethodPost, path, policy, purpose, handle)
	}

	get(page.AssetPrefix+"{file}", Public, post.SignIn, assets)
	get("/sign-in", Public, post.SignIn, startSession)
	send("/sign-in", Public, post.SignIn, signIn)
	if demo {
		send("/sign-in/demo", Public, post.SignIn, signInDemo)
	}
	send("/preferences", Public, post.SignIn, savePreferences)

	get("/{$}", SignedIn, post.Home, openHome)
	send("/sign-out", SignedIn, post.OwnAccount, signOut)
	get("/password", SignedIn, post.OwnAccount, askPassword)
	send("/password", SignedIn, post.OwnAccount, changePassword)
	get("/signing", SignedIn, post.OwnAccount, openSigning)
	send("/signing/key", SignedIn, post.OwnAccount, addKey)
	send("/signing/key/end", SignedIn, post.OwnAccount, endKey)
	send("/signing/codes", SignedIn, post.OwnAccount, offerCodes)
	send("/signing/codes/confirm", SignedIn, post.OwnAccount, confirmCodes)
	send("/signing/codes/end", SignedIn, post.OwnAccount, endCodes)
	get("/seat", SignedIn, post.OwnAccount, askSeat)
	send("/seat", SignedIn, post.OwnAccount, chooseSeat)

	get("/today", ByPost, post.Invite, listToday)
	get("/today/sheet", ByPost, post.Invite, printToday)
	get("/today/off", ByPost, post.Invite, listOff)
	send("/today/answer", ByPost, post.Invite, recordAnswer)
	send("/today/again", ByPost, post.Invite, recordAsked)
	send("/today/phone", ByPost, post.OpenPerson, showPhone)
	get("/clinic", ByPost, post.FollowUp, listClinic)
	send("/today/attempt", ByPost, post.FollowUp, recordAttempt)

	get("/find", ByPost, post.FindPerson, findPerson)
	get("/person/{person}", ByPost, post.OpenPerson, openPerson)
	send("/person/{person}/show", ByPost, post.OpenPerson, showField)
	get("/person/{person}/consent/{purpose}", ByPost, post.Consent, askConsent)
	send("/person/{person}/consent/{purpose}", ByPost, post.Consent, recordConsent)
	get("/household/{person}", ByPost, post.OpenHousehold, openHousehold)
	send("/household/{person}/show", ByPost, post.OpenHousehold, showMember)

	get("/person/{person}/visit", ByPost, post.RecordVisit, chooseVisit)
	get("/person/{person}/visit/{programme}/{visit}", ByPost, post.RecordVisit, askVisit)
	send("/person/{person}/visit/{programme}/{visit}", ByPost, post.RecordVisit, recordVisit)
	send("/person/{person}/visit/{programme}/{visit}/preview", ByPost, post.RecordVisit, previewVisit)
	get("/event/{event}", ByPost, post.OpenVisit, openEvent)
	get("/event/{event}/correct", ByPost, post.RecordVisit, askCorrection)
	send("/event/{event}/correct", ByPost, post.RecordVisit, correctEvent)
	send("/event/{event}/correct/preview", ByPost, post.RecordVisit, previewCorrection)

	get("/figures", ByPost, post.Figures, listFigures)
	get("/figures/{figure}", ByPost, post.Figures, openFigure)
	get("/figures/{figure}/export", ByPost, post.Figures, exportFigure)
	get("/figures/{figure}/members", ByPost, post.FigureMembers, openMembers)
	get("/reports", ByPost, post.Report, listReports)
	get("/reports/{report}", ByPost, post.Report, openReport)
	get("/reports/{report}/word", ByPost, post.Report, downloadWord)
	get("/reports/{report}/page", ByPost, post.Report, downloadPage)

	get("/verify", ByPost, post.Verify, askVerify)
	send("/verify", ByPost, post.Verify, verifyReport).upload = mostReport

	get("/imports", ByPost, post.Import, listImports)
	send("/imports", ByPost, post.Import, startImport).upload = mostSheet
	get("/imports/{import}", ByPost, post.Import, openImport)
	get("/imports/{import}/progress", ByPost, post.Import, pollImport)
	get("/imports/{import}/refused", ByPost, post.Import, downloadRefused)
	send("/imports/{import}/apply", ByPost, post.Import, applyImport)
	send("/imports/{import}/again", ByPost, post.Import, repeatImport)
	send("/imports/{import}/accept", ByPost, post.Import, acceptHeld)
	send("/imports/{import}/undo", ByPost, post.Import, undoImport)
	send("/imports/{import}/stop", ByPost, post.Import, stopImport)
	send("/imports/{import}/resume", ByPost, post.Import, resumeImport)
	send("/imports/{import}/cancel", ByPost, post.Import, cancelImport)

	get("/accounts", ByPost, post.Administer, listAccounts)
	send("/accounts", ByPost, post.Administer, changeAccount)
	get("/accounts/add", ByPost, post.Administer, askAccount)
	send("/accounts/add", ByPost, post.Administer, addAccount)
	get("/accounts/seat", ByPost, post.Administer, askFurtherSeat)
	send("/accounts/seat", ByPost, post.Administer, addSeat)
	get("/audit", ByPost, post.Audit, listAudit)
	get("/catalogue", ByPost, post.Catalogue, listCatalogue)
	get("/catalogue/{kind}/{id}", ByPost, post.Catalogue, openDefinition)
	get("/machine", ByPost, post.Administer, openMachine)
	send("/machine", ByPost, post.Administer, examineMachine)
	get("/machine/progress", ByPost, post.Administer, pollMachine)
	supportTable(get, send)
	return all
}
