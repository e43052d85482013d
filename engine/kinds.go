package engine

import "database/sql/driver"

// valueKind is what a server is told of a value's type. Zero is NULL, which says
// nothing of it.
type valueKind uint8

const (
	integerValue valueKind = iota + 1
	unsignedValue
	floatValue
	truthValue
	textValue // and what is sent as text: times and bytes
)

func kindOf(v driver.Value) valueKind {
	switch v.(type) {
	case nil:
		return 0
	case int64:
		return integerValue
	case uint64:
		return unsignedValue
	case float64:
		return floatValue
	case bool:
		return truthValue
	}
	return textValue
}

// takes reports whether values are of the kinds that the statement has had, and
// notes those of places where it has had NULL alone.
func (s *statement) takes(args []driver.NamedValue) bool {
	if len(s.kinds) != len(args) {
		s.kinds = make([]valueKind, len(args))
	}
	for i := range args {
		k := kindOf(args[i].Value)
		switch {
		case k == 0 || k == s.kinds[i]:
		case s.kinds[i] == 0:
			s.kinds[i] = k
		default:
			return false
		}
	}
	return true
}
