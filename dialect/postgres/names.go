package postgres

// madeName is makeObjectName of the server: the parts are shortened, the longer
// one first, until all fits 63 bytes.
func madeName(name1, name2, label string) string {
	overhead := len(label) + 1
	if name2 != "" {
		overhead++
	}
	avail := 63 - overhead
	a, b := len(name1), len(name2)
	for a+b > avail {
		if a > b {
			a--
		} else {
			b--
		}
	}
	cut := func(s string, k int) string {
		for k > 0 && k < len(s) && s[k]&0xC0 == 0x80 {
			k--
		}
		return s[:k]
	}
	out := cut(name1, a)
	if name2 != "" {
		out += "_" + cut(name2, b)
	}
	return out + "_" + label
}
