package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode"

	"github.com/reeflective/readline"
	"github.com/reeflective/readline/inputrc"
)

// editor reads with a line editor: history, completion, colours.
type editor struct {
	s  *shell
	rl *readline.Shell
	p  prompt

	screen screen
}

func newEditor(s *shell) *editor {
	ed := &editor{s: s, rl: readline.NewShell(inputrc.WithApp("dbtool")), screen: screen{out: os.Stdout}}
	for name, value := range map[string]any{
		"enable-bracketed-paste":       true, // a pasted script is one text
		"cursor-position-probe":        false,
		"multiline-column":             true,
		"completion-ignore-case":       true,
		"menu-complete-display-prefix": true, // what all have in common first, then the menu
		"convert-meta":                 false,
		"input-meta":                   true,
		"output-meta":                  true,
		"history-size":                 -1,
	} {
		_ = ed.rl.Config.Set(name, value) // fails for unknown names only
	}
	ed.dropAtInterrupt()
	ed.rl.Prompt.Primary(func() string { return ed.p.first })
	ed.rl.Prompt.Secondary(func() string { return ed.p.more })
	ed.rl.History.Delete()
	ed.rl.History.Add("history", s.history)
	ed.rl.AcceptMultiline = func(line []rune) bool { return s.whole(string(line)) }
	ed.rl.Completer = ed.complete
	ed.rl.SyntaxHighlighter = func(line []rune) string { return ed.draw(string(line)) }
	return ed
}

// dropAtInterrupt binds Ctrl-C. The library's own command for it takes the next
// key for a part of it, where that is there already, and does nothing.
func (ed *editor) dropAtInterrupt() {
	const command = "drop-line"
	abort := ed.rl.Keymap.Commands()["abort"]
	ed.rl.Keymap.Register(map[string]func(){command: func() {
		if ed.rl.Keymap.Local() != "" { // a menu or a search ends first
			abort()
			return
		}
		fmt.Fprint(os.Stdout, "^C")
		ed.rl.Display.AcceptLine()
		ed.rl.History.Accept(false, false, readline.ErrInterrupt)
	}})
	for _, keymap := range []string{"emacs", "vi-insert", "vi-command"} {
		_ = ed.rl.Config.Bind(keymap, "\x03", command, false) // never fails
	}
}

// draw is the text as it is shown. It is called whenever that is drawn anew.
func (ed *editor) draw(text string) string {
	ed.screen.reserve(text, ed.p.width)
	if !ed.s.paint.on {
		return text
	}
	return highlight(text, ed.s.rules(), ed.s.words.keyword)
}

func (ed *editor) read(p prompt) (string, error) {
	ed.p = p
	ed.screen.begin()
	ed.screen.reserve("", p.width)
	text, err := ed.rl.Readline()
	if errors.Is(err, readline.ErrInterrupt) {
		return "", errInterrupted
	}
	return text, err
}

// complete turns suggestions into the library's. It tells a word's beginning by
// itself where none is given, and takes what is before a point for it; and it
// counts that in bytes, so that only ASCII is completed.
func (ed *editor) complete(line []rune, cursor int) readline.Completions {
	before := ed.s.pending + string(line[:cursor])
	prefix, list := ed.s.words.suggest(before, string(line[cursor:]))
	lead := ""
	if last := before[max(0, len(before)-1):]; prefix == "" && strings.TrimSpace(last) != "" {
		lead = last
	}
	if strings.ContainsFunc(lead+prefix, func(r rune) bool { return r > unicode.MaxASCII }) {
		return readline.Completions{}
	}
	raw := make([]readline.Completion, len(list))
	for i, x := range list {
		raw[i] = readline.Completion{Value: lead + x.text, Display: x.text}
		if ed.s.paint.on { // the library has colours for these two
			raw[i].Description, raw[i].Tag = x.about, x.kind
		}
	}
	c := readline.CompleteRaw(raw).NoSort()
	c.PREFIX = lead + prefix
	return c
}
