package page

// SessionStart is the sign-in page.
type SessionStart struct {
	Frame
	Login  string      // what was typed
	Error  string      // why it was refused, the same for an unknown login and a wrong password; "" at first
	Back   string      // where to go once signed in
	Logins []DemoLogin // one per post, in demonstrations only
}

// DemoLogin is a login of a demonstration, with a button to enter.
type DemoLogin struct {
	Login string
	Post  string // the post's code; page.post.POST.may says what it can see and do
	Name  string
	Place string
}

func (*SessionStart) template() string { return "session_start" }

// SeatChoose asks somebody with several seats from which one to go on. Until then nothing else is open.
type SeatChoose struct {
	Frame
	Name  string
	Error string // why the last choice was refused; "" at first
	Back  string
	Rows  []SeatRow
}

func (*SeatChoose) template() string { return "seat_choose" }

// PasswordChange is the form to set a new password; at the first sign-in there is no way around it.
type PasswordChange struct {
	Frame
	Login   string
	First   bool // the password was made by an administrator and must be replaced
	MinSize int  // characters a password must have
	Wrong   Wrong
	Old     Field
	New     Field
	Repeat  Field
}

func (*PasswordChange) template() string { return "password_change" }
