package render

import (
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// appendText writes a value other than nil as text, as it is: with control
// characters. dateTime stands between date and time.
func appendText(dst []byte, c *Column, v any, dateTime byte) []byte {
	switch v := v.(type) {
	case string:
		if !utf8.ValidString(v) {
			return appendHex(dst, v)
		}
		return append(dst, v...)
	case []byte:
		if c.Binary || !utf8.Valid(v) {
			return appendHex(dst, v)
		}
		return append(dst, v...)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case uint64:
		return strconv.AppendUint(dst, v, 10)
	case float64:
		return appendFloat(dst, v, 64)
	case float32:
		return appendFloat(dst, float64(v), 32)
	case bool:
		return strconv.AppendBool(dst, v)
	case time.Time:
		return appendTime(dst, c, v, dateTime)
	}
	text := fmt.Sprint(v) // knows fmt.Stringer
	if !utf8.ValidString(text) {
		return appendHex(dst, text)
	}
	return append(dst, text...)
}

func appendHex[T string | []byte](dst []byte, v T) []byte {
	dst = append(dst, `\x`...)
	return hex.AppendEncode(dst, []byte(v))
}

// appendFloat writes the fewest digits that give the number again.
func appendFloat(dst []byte, f float64, bits int) []byte {
	switch {
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	}
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(dst, f, format, -1, bits)
}

// appendTime writes as much as the type holds. Drivers give a time without a
// zone as one in UTC: it gets no zone here either.
func appendTime(dst []byte, c *Column, t time.Time, dateTime byte) []byte {
	name := strings.ToUpper(c.Type)
	if name == "DATE" {
		return t.AppendFormat(dst, time.DateOnly)
	}
	if !strings.HasPrefix(name, "TIME") || strings.HasPrefix(name, "TIMESTAMP") {
		dst = t.AppendFormat(dst, time.DateOnly)
		dst = append(dst, dateTime)
	}
	dst = t.AppendFormat(dst, "15:04:05.999999999")
	_, offset := t.Zone()
	zoneless := strings.HasPrefix(name, "TIME") || strings.HasPrefix(name, "DATETIME")
	if offset == 0 && zoneless && !strings.Contains(name, "TZ") && !strings.Contains(name, "WITH TIME ZONE") {
		return dst
	}
	return t.AppendFormat(dst, "Z07:00")
}
