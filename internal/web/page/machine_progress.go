package page

// MachineProgress says alone whether the checks still run, for the script to ask; Over makes it load the page anew.
type MachineProgress struct {
	Frame
	Over bool
}

func (*MachineProgress) template() string { return "machine_progress" }
func (*MachineProgress) layout() string   { return "fragment" }
