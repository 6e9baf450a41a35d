package roll

// Name is the name under which a person is found: lower case, in the usual form of its characters; "" where there is no entry.
func (r *Roll) Name(n uint32) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if int(n) >= len(r.at) || r.at[n] == 0 {
		return ""
	}
	return string(r.name(int(r.at[n]) - 1))
}
