package cli

import (
	"regexp"
	"strings"

	"github.com/dbtool/dbtool/metadata"
)

// fits matches names with a pattern: users, app.users, user*, app.*, "a.b*c".
// Without schema it looks into all of them; letters may be small or not. In
// quotes each character is itself.
func fits(pattern string, n metadata.Name) bool {
	if pattern == "" {
		return true
	}
	whole, dot := patternOf(pattern)
	if match(whole, n.Name) {
		return true
	}
	return dot > 0 && match(whole[:dot], n.Schema) && match(whole[dot+1:], n.Name)
}

// glob is a pattern taken apart: characters, and what stands for others.
type glob []globPart

type globPart struct {
	char rune
	wild bool // it is * or ?
}

// patternOf takes the quotes off a pattern, and finds the first dot outside of
// them; 0 is none.
func patternOf(pattern string) (g glob, dot int) {
	for rest := []rune(pattern); len(rest) > 0; {
		if text, after, ok := quotedPart(rest); ok {
			for _, c := range text {
				g = append(g, globPart{char: c})
			}
			rest = after
			continue
		}
		c := rest[0]
		if c == '.' && dot == 0 {
			dot = len(g)
		}
		g = append(g, globPart{c, c == '*' || c == '?'})
		rest = rest[1:]
	}
	return g, dot
}

// quotedPart is what stands in quotes at the beginning. Two quotes are one; a
// quote that is not closed is a character like others.
func quotedPart(s []rune) (text, after []rune, ok bool) {
	quote := s[0]
	if quote != '"' && quote != '`' {
		return nil, nil, false
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] != quote:
			text = append(text, s[i])
		case i+1 < len(s) && s[i+1] == quote:
			text = append(text, quote)
			i++
		default:
			return text, s[i+1:], true
		}
	}
	return nil, nil, false
}

func match(g glob, name string) bool {
	var re strings.Builder
	for _, p := range g {
		switch {
		case !p.wild:
			re.WriteString(regexp.QuoteMeta(string(p.char)))
		case p.char == '*':
			re.WriteString(".*")
		default:
			re.WriteByte('.')
		}
	}
	ok, err := regexp.MatchString("(?is)^(?:"+re.String()+")$", name)
	return ok && err == nil
}
