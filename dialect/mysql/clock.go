package mysql

// Now asks for UTC, since an hour of local time comes twice in autumn.
func (*Dialect) Now() string {
	return "TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) DIV 1000"
}
