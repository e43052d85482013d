package reflect

import (
	"strings"
	"unicode"
)

// oddPlurals are words whose singular no rule gives.
var oddPlurals = map[string]string{
	"people": "person", "men": "man", "women": "woman", "children": "child", "mice": "mouse", "geese": "goose", "feet": "foot", "teeth": "tooth",
	"indices": "index", "matrices": "matrix", "vertices": "vertex", "axes": "axis", "analyses": "analysis", "criteria": "criterion",
	"movies": "movie", "cookies": "cookie", "caches": "cache", "shoes": "shoe", "lives": "life", "knives": "knife", "wolves": "wolf", "leaves": "leaf",
	"shelves": "shelf", "halves": "half", "statuses": "status", "aliases": "alias", "buses": "bus", "bonuses": "bonus", "viruses": "virus",
	"campuses": "campus", "quizzes": "quiz", "news": "news", "series": "series", "species": "species",
}

// endings are the plurals' endings and the singulars', the first that fits.
var endings = [][2]string{
	{"ies", "y"}, {"sses", "ss"}, {"shes", "sh"}, {"ches", "ch"}, {"xes", "x"}, {"zzes", "zz"}, {"oes", "o"},
	{"ss", "ss"}, {"us", "us"}, {"is", "is"}, {"s", ""},
}

// singular is a table's name for one row of it: the last word's singular.
// order_lines is order_line.
func singular(name string) string {
	head, word := lastWord(name)
	lower := strings.ToLower(word)
	if one, ok := oddPlurals[lower]; ok {
		return head + inCaseOf(word, one)
	}
	for _, e := range endings {
		if stem, ok := strings.CutSuffix(lower, e[0]); ok && len(stem) > 1 {
			return head + inCaseOf(word, stem+e[1])
		}
	}
	return name
}

// plural is the opposite, for names of lists.
func plural(name string) string {
	head, word := lastWord(name)
	lower := strings.ToLower(word)
	for many, one := range oddPlurals {
		if one == lower {
			return head + inCaseOf(word, many)
		}
	}
	stem := strings.TrimSuffix(lower, "y")
	switch {
	case stem != lower && stem != "" && !strings.ContainsAny(stem[len(stem)-1:], "aeiou"):
		return head + inCaseOf(word, stem+"ies")
	case strings.HasSuffix(lower, "s"), strings.HasSuffix(lower, "x"), strings.HasSuffix(lower, "z"), strings.HasSuffix(lower, "ch"), strings.HasSuffix(lower, "sh"):
		return name + "es"
	}
	return name + "s"
}

// lastWord divides a name before its last word: behind a character that is no
// letter, or where small letters end.
func lastWord(name string) (head, word string) {
	rs := []rune(name)
	for i := len(rs) - 1; i > 0; i-- {
		if !unicode.IsLetter(rs[i-1]) || unicode.IsUpper(rs[i]) && unicode.IsLower(rs[i-1]) {
			return string(rs[:i]), string(rs[i:])
		}
	}
	return "", name
}

// inCaseOf is a word in small letters, written as a model is: with a capital,
// or in capitals.
func inCaseOf(model, word string) string {
	rs := []rune(model)
	switch {
	case len(rs) > 1 && strings.ToUpper(model) == model:
		return strings.ToUpper(word)
	case len(rs) > 0 && unicode.IsUpper(rs[0]):
		out := []rune(word)
		out[0] = unicode.ToUpper(out[0])
		return string(out)
	}
	return word
}
