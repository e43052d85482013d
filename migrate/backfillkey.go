package migrate

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dbtool/dbtool/dialect"
)

// keyset writes conditions on a table's primary key.
type keyset struct {
	d      dialect.Dialect
	alias  string // in front of each column, as SQL; "" for none
	names  []string
	values []any // arguments so far
}

func (k *keyset) column(i int) string {
	if k.alias == "" {
		return k.d.Ident(k.names[i])
	}
	return k.alias + "." + k.d.Ident(k.names[i])
}

func (k *keyset) mark(v any) string {
	k.values = append(k.values, v)
	return k.d.Placeholder(len(k.values))
}

// beyond is true of keys behind one (op ">") or up to it ("<="). Comparing rows
// as such, (a, b) > (1, 2), keeps MySQL from using the index.
func (k *keyset) beyond(op string, key []any) string {
	strict := op[:1]
	if len(key) == 1 {
		return k.column(0) + " " + op + " " + k.mark(key[0])
	}
	bound := k.column(0) + " " + strict + "= " + k.mark(key[0]) // values in the order of the text
	var any []string
	for i := range key {
		var all []string
		for j := range i {
			all = append(all, k.column(j)+" = "+k.mark(key[j]))
		}
		last := strict
		if i == len(key)-1 {
			last = op
		}
		all = append(all, k.column(i)+" "+last+" "+k.mark(key[i]))
		any = append(any, strings.Join(all, " AND "))
	}
	return bound + " AND (" + strings.Join(any, " OR ") + ")"
}

// order is the key's columns, each followed by how.
func (k *keyset) order(how string) string {
	parts := make([]string, len(k.names))
	for i := range k.names {
		parts[i] = k.column(i) + how
	}
	return strings.Join(parts, ", ")
}

// kept is one value of a key as text. The kinds are those that drivers return.
type kept struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// keepKey writes a key down; readKey reads it.
func keepKey(key []any) (string, error) {
	list := make([]kept, len(key))
	for i, v := range key {
		switch v := v.(type) {
		case int64:
			list[i] = kept{"int", strconv.FormatInt(v, 10)}
		case uint64:
			list[i] = kept{"uint", strconv.FormatUint(v, 10)}
		case float64:
			list[i] = kept{"float", strconv.FormatFloat(v, 'g', -1, 64)}
		case bool:
			list[i] = kept{"bool", strconv.FormatBool(v)}
		case string:
			list[i] = kept{"text", v}
		case []byte:
			list[i] = kept{"bytes", fmt.Sprintf("%x", v)}
		case time.Time:
			list[i] = kept{"time", v.Format(time.RFC3339Nano)}
		default:
			return "", fmt.Errorf("a key of type %T cannot be written down", v)
		}
	}
	text, err := json.Marshal(list)
	return string(text), err
}

func readKey(text string) ([]any, error) {
	var list []kept
	if text == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, err
	}
	key := make([]any, len(list))
	for i, v := range list {
		var err error
		switch v.Kind {
		case "int":
			key[i], err = strconv.ParseInt(v.Value, 10, 64)
		case "uint":
			key[i], err = strconv.ParseUint(v.Value, 10, 64)
		case "float":
			key[i], err = strconv.ParseFloat(v.Value, 64)
		case "bool":
			key[i], err = strconv.ParseBool(v.Value)
		case "text":
			key[i] = v.Value
		case "bytes":
			key[i], err = hex.DecodeString(v.Value)
		case "time":
			key[i], err = time.Parse(time.RFC3339Nano, v.Value)
		default:
			err = fmt.Errorf("unknown kind %q", v.Kind)
		}
		if err != nil {
			return nil, err
		}
	}
	return key, nil
}
