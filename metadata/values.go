package metadata

import (
	"maps"
	"slices"
)

// renamedValues reports what cannot be meant by the old names of values. The
// values of an exact type, which only its dialect can read, are nil.
func renamedValues(values []string, from map[string]string, report func(format string, args ...any)) {
	now := map[string]string{} // the new name by the old
	for _, value := range slices.Sorted(maps.Keys(from)) {
		old := from[value]
		_, goesToo := from[old]
		switch other, twice := now[old]; {
		case values != nil && !slices.Contains(values, value):
			report("%q is renamed from %q and is not one of the values", value, old)
		case value == old:
			report("%q is renamed from itself", value)
		case twice:
			report("%q and %q are both renamed from %q", other, value, old)
		case circular(from, value):
			report("%q is renamed in a circle, and a database that has done so does not show it; say it once, with --rename", value)
		case slices.Contains(values, old) && !goesToo:
			report("%q is renamed from %q, which is still one of the values", value, old)
		}
		now[old] = value
	}
}

// circular reports whether the old names of a value lead back to it.
func circular(from map[string]string, value string) bool {
	at := value
	for range from {
		old, more := from[at]
		if !more {
			return false
		}
		if at = old; at == value {
			return true
		}
	}
	return false
}
