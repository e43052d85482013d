package orm

import (
	"reflect"
	"strconv"
	"strings"
)

// tagBase reads the tag of a struct that is embedded: `db:",single=dog"`,
// `db:",joined=card"` or `db:",concrete"` extend it.
func (d *Def) tagBase(f reflect.StructField, options string) {
	for _, o := range strings.Split(options, ",") {
		word, value, _ := strings.Cut(strings.TrimSpace(o), "=")
		s, ok := map[string]storage{"single": inBase, "joined": besideBase, "concrete": concrete}[word]
		switch {
		case word == "":
			continue
		case !ok:
			d.fail("the tag of %s has %q; for a struct that is embedded there are single=VALUE, joined=VALUE, concrete", f.Name, word)
			continue
		case f.Index[0] != 0:
			d.fail("it can only extend a struct that it embeds as its first field, and %s is not", f.Type)
			continue
		}
		base := registryOf(d.m.meta)[f.Type]
		if base == nil {
			d.fail("it extends %s, which a tag can only say of what is mapped; map %s before it", f.Type, f.Type)
			continue
		}
		d.extend(base, s, d.tagged(base, value))
	}
}

// tagged is the value of a discriminator as its field has it.
func (d *Def) tagged(base *mapper, text string) any {
	if base.kin == nil || base.kin.made || text == "" {
		return nil
	}
	return d.parsed(element(base.kin.disc.typ), text)
}

func (d *Def) parsed(t reflect.Type, text string) any {
	v := reflect.New(t).Elem()
	switch {
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.CanInt():
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || v.OverflowInt(n) {
			d.fail("the tag says %s for a discriminator that is a %s", text, t)
		}
		v.SetInt(n)
	default:
		d.fail("a discriminator in a tag is text or an integer, and not a %s", t)
	}
	return v.Interface()
}

// tagDiscriminator reads `db:",discriminator=pet"`; without a value there are no
// rows of the type itself.
func (d *Def) tagDiscriminator(c *candidate, value string) {
	d.disc = c
	if value != "" {
		d.code = d.parsed(element(c.typ), value)
	}
}
