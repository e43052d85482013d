package lex_test

import (
	"strings"
	"testing"

	"github.com/dbtool/dbtool/dialect/lex"
)

// letters name the kinds in TestTokens.
var letters = map[lex.Kind]string{
	lex.Word: "w", lex.Quoted: "q", lex.String: "s", lex.Number: "n", lex.Param: "p", lex.Op: "o",
}

func TestTokens(t *testing.T) {
	for name, c := range map[string]struct {
		rules lex.Rules
		src   string
		want  string // kind letter and text of each token, divided by two spaces
	}{
		"words":                      {lex.Rules{}, "Select _a1 é$x", "wSelect  w_a1  wé$x"},
		"numbers":                    {lex.Rules{}, "1 1.5 .5 1. 1e5 1.5E-3 0xFf 1_000 1e 1..9", "n1  n1.5  n.5  n1.  n1e5  n1.5E-3  n0xFf  n1_000  n1  we  n1  o..  n9"},
		"number behind a word":       {lex.Rules{}, "a .5 b.c d/**/.5e3", "wa  n.5  wb  o.  wc  wd  n.5e3"},
		"parameters":                 {lex.Rules{}, "? ?12 :a @b $c a=:d", "p?  p?12  p:a  p@b  p$c  wa  o=  p:d"},
		"operators":                  {lex.Rules{}, "a<=b<>c||d!=-1,(e)->>f::g", "wa  o<=  wb  o<>  wc  o||  wd  o!=  o-  n1  o,  o(  we  o)  o->>  wf  o::  wg"},
		"standard names and strings": {lex.Rules{}, `"a""b" 'c''d' X'00' n'e'`, `q"a""b"  s'c''d'  sX'00'  sn'e'`},
		"sqlite":                     {lex.SQLite(), "[a b] `c``d` x'00' b'1'", "q[a b]  q`c``d`  sx'00'  wb  s'1'"},
		"mysql strings":              {lex.MySQL(), `"a\"b" 'c\\' _utf8'd' b'1'`, `s"a\"b"  s'c\\'  w_utf8  s'd'  sb'1'`},
		"mysql names":                {lex.MySQL(), "2a 1e5 1e5x 1ex 1_0 0b12 a.1b $x 0x1 0xg t.5", "w2a  n1e5  n1e5  wx  w1ex  w1_0  w0b12  wa  o.  w1b  w$x  n0x1  w0xg  wt  o.  n5"},
		"mysql variables":            {lex.MySQL(), "@a @@b.c @'d e' @`f` u@h 'u'@'%'", "p@a  p@@b  o.  wc  p@'d e'  p@`f`  wu  p@h  s'u'  p@'%'"},
		"mysql label":                {lex.MySQL(), "l:begin", "wl  o:  wbegin"},
		"mysql version comment":      {lex.MySQL(), "a /*!50100 b /* c */ */ d", "wa  wb  wd"},
		"mysql optimizer hint":       {lex.MySQL(), "a /*+ b */ c", "wa  wc"},
		"postgres strings":           {lex.Postgres(), `e'\'' U&'\0041' b'1' $$a$$ $é$ $$ $é$ u&"q"`, `se'\''  sU&'\0041'  sb'1'  s$$a$$  s$é$ $$ $é$  qu&"q"`},
		"postgres operators":         {lex.Postgres(), "a?|b @> -1 x=-1 @-2 a->>'b' 1*-2 +-/*c*/", "wa  o?|  wb  o@>  o-  n1  wx  o=  o-  n1  o@-  n2  wa  o->>  s'b'  n1  o*  o-  n2  o+  o-"},
		"postgres parameters":        {lex.Postgres(), "$1 $12::int[] a[1:n] (:x)", "p$1  p$12  o::  wint  o[  o]  wa  o[  n1  o:  wn  o]  o(  p:x  o)"},
		"characters of no use":       {lex.Postgres(), "\\ \x00 {}", "o\\  o\x00  o{  o}"},
	} {
		t.Run(name, func(t *testing.T) {
			tokens, err := lex.Tokens(c.src, c.rules)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, tok := range tokens {
				got = append(got, letters[tok.Kind]+tok.Text)
			}
			if s := strings.Join(got, "  "); s != c.want {
				t.Errorf("Tokens(%q)\ngot  %s\nwant %s", c.src, s, c.want)
			}
		})
	}
}

func TestPositionsCountCharacters(t *testing.T) {
	tokens, err := lex.Tokens("é /* ü\r\n */ 'x\ny' z", lex.SQLite())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []lex.Pos{{0, 1, 1}, {14, 2, 5}, {20, 3, 4}} {
		if tokens[i].Pos != want {
			t.Errorf("%q is at %+v, want %+v", tokens[i].Text, tokens[i].Pos, want)
		}
	}
}

func TestValue(t *testing.T) {
	for _, c := range []struct {
		rules      lex.Rules
		text, want string
	}{
		{lex.SQLite(), `"a""b"`, `a"b`},
		{lex.SQLite(), "[a [b]", "a [b"},
		{lex.SQLite(), "`a``b`", "a`b"},
		{lex.SQLite(), "x'6869'", "hi"},
		{lex.SQLite(), "''", ""},
		{lex.SQLite(), "''''", "'"},
		{lex.MySQL(), `'it\'s''\n\%\\\q\0'`, "it's'\n\\%\\q\x00"},
		{lex.MySQL(), `"a""\"'"`, `a""'`},
		{lex.MySQL(), "b'101'", "101"},
		{lex.Postgres(), `'a\n'`, `a\n`},
		{lex.Postgres(), `E'a\n\x41\101\u00e9\U0001F600\'''\q'`, "a\nAAé😀''q"},
		{lex.Postgres(), `U&'d\0061t\+000061\\'`, `data\`},
		{lex.Postgres(), `U&"d\0061ta"`, "data"},
		{lex.Postgres(), "$x$it's$x$", "it's"},
		{lex.Postgres(), "$$$$", ""},
		{lex.Postgres(), "Word", "Word"},
	} {
		tokens, err := lex.Tokens(c.text, c.rules)
		if err != nil || len(tokens) != 1 {
			t.Errorf("Tokens(%s): got %v, %v; want one", c.text, tokens, err)
		} else if got := tokens[0].Value(c.rules); got != c.want {
			t.Errorf("Value of %s: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestIsFoldsOnlyASCII(t *testing.T) {
	for text, want := range map[string]bool{"KEY": true, "kEy": true, "ſey": false, "keys": false, `"key"`: false, "'key'": false} {
		tokens, err := lex.Tokens(text, lex.Postgres())
		if err != nil {
			t.Fatal(err)
		}
		if got := tokens[0].Is("key"); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
	if tokens, _ := lex.Tokens("\u212Aey", lex.SQLite()); tokens[0].Is("key") {
		t.Error("the Kelvin sign passes for K")
	}
}

// TestTokensTakeLinearTime would run for minutes if a token's cost grew with
// the text around it.
func TestTokensTakeLinearTime(t *testing.T) {
	for name, src := range map[string]string{
		"one line":         strings.Repeat("a,", 1<<17),
		"quotes":           strings.Repeat("'a''b' ", 1<<16),
		"dashes":           strings.Repeat("- ", 1<<17),
		"open comments":    strings.Repeat("/* ", 1<<17),
		"dollars":          strings.Repeat("$a$ $b$ ", 2) + strings.Repeat("$1 ", 1<<17),
		"operators":        strings.Repeat("+-", 1<<16),
		"short statements": strings.Repeat(";a", 1<<17),
	} {
		for _, r := range []lex.Rules{lex.SQLite(), lex.MySQL(), lex.Postgres()} {
			_, _ = lex.Tokens(src, r)
			if _, err := lex.Split(src, r); err != nil && name == "one line" {
				t.Error(err)
			}
		}
	}
}
