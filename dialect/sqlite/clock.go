package sqlite

// Now is the time of the machine, as Julian days.
func (*Dialect) Now() string { return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)" }
