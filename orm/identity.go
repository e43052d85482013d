package orm

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// identity is a key of one or several columns in a form that is equal for equal
// keys, whatever types the driver and the struct have for it. The zero identity
// is that of a row whose key is not known.
type identity struct {
	number int64
	text   string
	kind   byte
}

const (
	unknown byte = iota
	byNumber
	byText
	bySeveral
)

func (i identity) known() bool { return i.kind != unknown }

// identityOf is the identity of values of fields. It is not known if one is NULL.
func identityOf(fields []*field, key []any) identity {
	if len(key) == 1 {
		return identify(fields[0].key(key[0]))
	}
	return identityOfAll(key, func(i int) *field { return fields[i] })
}

// identityOfAll is the identity of several values, of fields that may be nil.
func identityOfAll(key []any, of func(i int) *field) identity {
	var b strings.Builder
	for i, k := range key {
		if f := of(i); f != nil {
			k = f.key(k)
		}
		part := identify(k)
		switch part.kind {
		case unknown:
			return identity{}
		case byNumber:
			part.text = strconv.FormatInt(part.number, 10)
		}
		b.WriteString(strconv.Itoa(len(part.text)))
		b.WriteByte(':')
		b.WriteString(part.text)
	}
	return identity{text: b.String(), kind: bySeveral}
}

func identify(v any) identity {
	switch v := v.(type) {
	case nil:
		return identity{}
	case int64:
		return identity{number: v, kind: byNumber}
	case string:
		return identity{text: v, kind: byText}
	case []byte:
		return identity{text: string(v), kind: byText}
	case time.Time:
		return identity{text: v.UTC().Format(time.RFC3339Nano), kind: byText}
	case driver.Valuer:
		if sent, err := v.Value(); err == nil {
			return identify(sent)
		}
	}
	switch r := reflect.ValueOf(v); {
	case r.CanInt():
		return identity{number: r.Int(), kind: byNumber}
	case r.CanUint():
		return identity{number: int64(r.Uint()), kind: byNumber}
	case r.Kind() == reflect.String:
		return identity{text: r.String(), kind: byText}
	case r.Kind() == reflect.Array && r.Type().Elem().Kind() == reflect.Uint8:
		return identity{text: uuidText(r), kind: byText}
	}
	return identity{text: fmt.Sprint(v), kind: byText}
}

// uuidText is a UUID as servers write it.
func uuidText(r reflect.Value) string {
	b := make([]byte, r.Len())
	reflect.Copy(reflect.ValueOf(b), r)
	if len(b) != 16 {
		return string(b)
	}
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// identity is that of a struct. It is not known while a number that the
// database makes is zero.
func (m *mapper) identity(p place) identity {
	id := identityAt(p, m.keys)
	if len(m.keys) == 1 && m.keys[0].made && id == (identity{kind: byNumber}) {
		return identity{}
	}
	return id
}

// identityAt is that of the values of fields. It is not known if one is NULL.
func identityAt(p place, fields []*field) identity {
	if len(fields) == 1 {
		if f := fields[0]; f.number != nil {
			return identity{number: f.number(p), kind: byNumber}
		}
		return identify(fields[0].key(fields[0].arg(p)))
	}
	key, known := keyOf(p, fields)
	if !known {
		return identity{}
	}
	return identityOf(fields, key)
}
