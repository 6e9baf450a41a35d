package page

// MachineShow is the machine's state for its administrator; it shows no client.
type MachineShow struct {
	Frame
	At     string // when the checks ran
	Checks []Check
	Facts  []Fact // version, database, size, last backup
	Run    *Act   // run the checks now
	Busy   Progress
}

func (*MachineShow) template() string { return "machine_show" }

// Failed counts the checks that found something.
func (v *MachineShow) Failed() (n int) {
	for _, c := range v.Checks {
		if !c.OK {
			n++
		}
	}
	return n
}

// Check is one check of the doctor.
type Check struct {
	Name   string
	OK     bool
	Detail string
}

// Fault is the page of an error: what happened in plain words, and what the reader can do instead.
type Fault struct {
	Frame
	Status    int    // 400, 403, 404, 409, 422 or 500
	Text      string // the fault's own message
	Who       string // 403: who may see it
	Instead   []Link // what this reader can see or do instead
	Reference string // 500: what to tell whoever looks after the machine
}

func (*Fault) template() string { return "fault" }

// Key chooses the heading: page.fault.KEY.
func (v *Fault) Key() string {
	switch v.Status {
	case 403:
		return "refused"
	case 404:
		return "missing"
	case 409:
		return "conflict"
	case 400, 422:
		return "invalid"
	}
	return "machine"
}
