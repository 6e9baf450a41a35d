package page

import "youfu/internal/civil"

// PersonShow is one person's page. Each block appears only where the handler fills it: a worker's view has Came and no Services, and
// nobody's page shows what relatives were seen for (R7, R24).
type PersonShow struct {
	Frame
	Name       string
	Sex        string
	Age        Age
	Birth      string
	Died       civil.Date
	Residence  string // "常住"; "" where no stay is known
	Erased     bool   // only a tombstone is left
	Number     Masked
	Phone      Masked
	Address    string
	AddressAt  civil.Date // since when
	Registered string     // where the household registration is
	ShowAction string     // POST target of the "show" buttons
	Apply      string     // href of the form of an application for support; "" where this post enters none
	Record     string     // href to record a visit; "" where this reader may not
	Correct    string     // href to correct the person's data; "" where this reader may not

	Due       []DueRow
	Household *Household
	Services  []Service // clinic posts only
	AllHref   string    // all services, where Services is cut short
	AllCount  int
	Came      []CameOn // worker posts: "came on DATE" and no more
	Consents  []Consent
	Looks     []Look
	LooksHref string
}

func (*PersonShow) template() string { return "person_show" }

// DueRow is something due for this person.
type DueRow struct {
	What   string
	Why    string
	Since  civil.Date
	Until  civil.Date
	Waited int // days
	State  State
	Record string // href; "" where this reader cannot record it
}

// Long reports whether the row says how long she has waited.
func (r DueRow) Long() bool { return r.Waited >= WaitLong }

// Household is the people somebody lives with; never what they were seen for.
type Household struct {
	Href    string
	Members []Member
}

// Member is one person of a household.
type Member struct {
	Name     string
	Href     string
	Sex      string
	Age      Age
	Relation string // to the head, or "本人"
	Self     bool   // the person whose page this is
	Note     string // "在外就学"
}

// Service is one line of the services timeline.
type Service struct {
	On     civil.Date
	Title  string
	Href   string
	Where  string // site and who recorded it
	Text   string
	Rev    int    // revision; over 1 the line says that it was corrected
	Reason string // why it was corrected
	State  State  // "" or Upcoming for what is still to come
}

// CameOn is what a worker may know of a service: that she came.
type CameOn struct {
	On    civil.Date
	Title string // the programme's title
}

// Consent is what she agreed to, or not.
type Consent struct {
	Title  string
	Text   string
	State  State // Agreed, Refused, Withdrawn, NotAsked
	On     civil.Date
	By     string // who recorded it
	Change string // href; "" where this reader cannot record it
}

// Look is one reading of the record.
type Look struct {
	When string // "今天 08:52", "2026-11-02"
	Who  string
	Post string
	What string
}

// HouseholdShow is a household: who lives there and since when. Nothing reproductive stands here, whoever reads (R24).
type HouseholdShow struct {
	Frame
	Address    string
	Place      string
	Members    []MemberRow
	Former     []MemberRow
	ShowAction string
}

func (*HouseholdShow) template() string { return "household_show" }

// MemberRow is one person of a household, with the time she has been part of it.
type MemberRow struct {
	Member
	Birth string
	Phone Masked
	From  civil.Date
	To    civil.Date
	Died  civil.Date
}

// ConsentRecord asks for one consent; agreeing and declining are equal choices, nothing is preselected.
type ConsentRecord struct {
	Frame
	Person   PersonLine
	Purpose  string // its title
	Text     string // what is agreed to, in full
	Version  string
	Told     string // names the text, so that the answer is to what was read
	Was      string // what stands, as the answer sends it back
	State    State  // what stands
	Action   string
	ClientID string
	Wrong    Wrong
	Answer   Field
	Back     string
}

func (*ConsentRecord) template() string { return "consent_record" }
