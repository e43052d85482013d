package postgres

// Now is the clock's time, where CURRENT_TIMESTAMP stands still for the
// length of a transaction.
func (*Dialect) Now() string { return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)" }
