package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// historyBytes is the size at which the file becomes the old one, and another
// is begun. Both are read.
const historyBytes = 1 << 20

// history is what was typed, this session's and those before. The file has a
// JSON string on each line, and is opened for each one and closed again: a line
// goes to its end in one write, so that sessions at the same time keep theirs.
type history struct {
	path  string // "" keeps nothing
	lines []string
	warn  func(error)
}

// openHistory reads the history in the user's state folder.
func openHistory(warn func(error)) *history {
	h := &history{warn: warn}
	dir := os.Getenv("XDG_STATE_HOME")
	if dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			warn(withHint(err, "the history is not kept; set $XDG_STATE_HOME to a folder"))
			return h
		}
		dir = filepath.Join(home, ".local", "state")
	}
	h.path = filepath.Join(dir, "dbtool", "history")
	for _, name := range []string{h.path + ".old", h.path} {
		if err := h.load(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			warn(err)
		}
	}
	return h
}

func (h *history) load(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var text string
		if json.Unmarshal(lines.Bytes(), &text) == nil {
			h.lines = append(h.lines, text)
		}
	}
	return lines.Err()
}

// secret finds what had better not be kept.
var secret = regexp.MustCompile(`(?i)passw(or)?d|\bpwd\b|identified\s+(by|with|via)|(secret|token|api_?key)\w*["']?\s*(=|:|,|\bto\b)?\s*'|://[^/@\s]*:[^/@\s]*@`)

// add keeps a text, unless it begins with a blank, looks like a password or is
// the one before.
func (h *history) add(text string) {
	text = strings.TrimRight(text, " \t\r\n")
	if text == "" || text[0] == ' ' || secret.MatchString(text) || len(h.lines) > 0 && h.lines[len(h.lines)-1] == text {
		return
	}
	h.lines = append(h.lines, text)
	if h.path == "" {
		return
	}
	if err := h.append(text); err != nil {
		h.warn(withHint(err, "the history is not kept from here on"))
		h.path = ""
	}
}

func (h *history) append(text string) error {
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return err
	}
	if info, err := os.Stat(h.path); err == nil && info.Size() > historyBytes {
		if err := os.Rename(h.path, h.path+".old"); err != nil {
			return err
		}
	}
	line, err := json.Marshal(text)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

// Write, GetLine, Len and Dump are what the line editor asks of a history.

func (h *history) Write(line string) (int, error) {
	h.add(line)
	return len(h.lines), nil
}

func (h *history) GetLine(i int) (string, error) {
	if i < 0 || i >= len(h.lines) {
		return "", errors.New("no such line")
	}
	return h.lines[i], nil
}

func (h *history) Len() int { return len(h.lines) }

func (h *history) Dump() any { return h.lines }
