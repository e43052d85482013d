package core

import (
	"errors"
	"fmt"
	"reflect"
)

// scanList reads an array in PostgreSQL's text form, {a,"b c",NULL,{...}}:
// https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
func scanList(d reflect.Value, s string) error {
	p := listParser{s: s}
	if err := p.list(d); err != nil {
		return fmt.Errorf("%q is no %s: %w", s, d.Type(), err)
	}
	if p.at != len(s) {
		return fmt.Errorf("%q is no %s: there is more behind the array", s, d.Type())
	}
	return nil
}

type listParser struct {
	s  string
	at int
}

var errList = errors.New("the array ends too early")

func (p *listParser) peek() byte {
	if p.at < len(p.s) {
		return p.s[p.at]
	}
	return 0
}

func (p *listParser) list(d reflect.Value) error {
	p.at++ // the brace
	out := reflect.MakeSlice(d.Type(), 0, 4)
	if p.peek() == '}' {
		p.at++
		d.Set(out)
		return nil
	}
	for {
		v := reflect.New(d.Type().Elem()).Elem()
		if err := p.element(v); err != nil {
			return err
		}
		out = reflect.Append(out, v)
		switch p.peek() {
		case ',':
			p.at++
		case '}':
			p.at++
			d.Set(out)
			return nil
		default:
			return errList
		}
	}
}

func (p *listParser) element(v reflect.Value) error {
	if p.peek() == '{' && v.Kind() == reflect.Slice {
		return p.list(v)
	}
	text, quoted, err := p.word()
	if err != nil {
		return err
	}
	if !quoted && text == "NULL" {
		if v.Kind() == reflect.Pointer {
			return nil
		}
		return scanNull(v.Addr().Interface())
	}
	return scanAny(v.Addr().Interface(), text)
}

func (p *listParser) word() (text string, quoted bool, err error) {
	var b []byte
	if quoted = p.peek() == '"'; quoted {
		p.at++
	}
	for ; p.at < len(p.s); p.at++ {
		c := p.s[p.at]
		switch {
		case c == '\\' && p.at+1 < len(p.s):
			p.at++
			c = p.s[p.at]
		case quoted && c == '"':
			p.at++
			return string(b), true, nil
		case !quoted && (c == ',' || c == '}'):
			return string(b), false, nil
		}
		b = append(b, c)
	}
	return "", quoted, errList
}
