package render

import (
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// plain reports whether the text is printable ASCII: shown as it is, a column
// for each byte.
func plain(s []byte) bool {
	for _, c := range s {
		if c < ' ' || c >= 0x7F {
			return false
		}
	}
	return true
}

// appendVisible writes text so that it stays on its line and cannot steer the
// terminal: ↵ for a line end, \t and \x1b for other control characters, and
// \u202e for those that turn the direction of text around.
func appendVisible(dst, s []byte) []byte {
	if plain(s) {
		return append(dst, s...)
	}
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		switch {
		case r == '\n':
			dst = append(dst, "↵"...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case r < ' ' || r == 0x7F || r == utf8.RuneError && n == 1:
			dst = append(dst, '\\', 'x', hexDigit(s[0]>>4), hexDigit(s[0]))
		case steers(r):
			dst = appendUnicode(dst, r)
		default:
			dst = append(dst, s[:n]...)
		}
		s = s[n:]
	}
	return dst
}

// steers reports whether a character beyond ASCII changes what stands around
// it: C1 controls, line and paragraph separators, marks of direction.
func steers(r rune) bool {
	switch {
	case r < 0x80:
		return false
	case r < 0xA0, r == 0x061C, r == 0x200E, r == 0x200F, r == 0xFEFF:
		return true
	}
	return 0x2028 <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069
}

// appendUnicode writes \u202e.
func appendUnicode(dst []byte, r rune) []byte {
	return append(dst, '\\', 'u', hexDigit(byte(r>>12)), hexDigit(byte(r>>8)), hexDigit(byte(r>>4)), hexDigit(byte(r)))
}

func hexDigit(b byte) byte { return "0123456789abcdef"[b&0xF] }

// width is the number of the terminal's columns that visible text takes.
func width(s []byte) int {
	if plain(s) {
		return len(s)
	}
	return uniseg.StringWidth(string(s))
}

// cut shortens visible text to the width, … included, between characters as
// people see them.
func cut(s []byte, most int) []byte {
	if most <= 0 || width(s) <= most {
		return s
	}
	end, used, state := 0, 0, -1
	for rest := s; len(rest) > 0; {
		var cluster []byte
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeCluster(rest, state)
		if used+w > most-1 {
			break
		}
		end += len(cluster)
		used += w
	}
	return append(s[:end:end], "…"...)
}

func appendSpaces(dst []byte, n int) []byte { return appendRepeat(dst, ' ', n) }

func appendRepeat(dst []byte, c byte, n int) []byte {
	for ; n > 0; n-- {
		dst = append(dst, c)
	}
	return dst
}

// The marks of a terminal for NULL and for names.
const (
	dim   = "\x1b[2m"
	bold  = "\x1b[1m"
	reset = "\x1b[0m"
)

// appendStyled writes text between a mark and its end, if there are colors.
func (o *output) appendStyled(dst []byte, style string, text []byte) []byte {
	if !o.options.Color || style == "" {
		return append(dst, text...)
	}
	dst = append(dst, style...)
	dst = append(dst, text...)
	return append(dst, reset...)
}
