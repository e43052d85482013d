package dialect

import "sync"

// textCache keeps the texts of statements, so that one which is written again
// is the same string: nothing is allocated for it, and maps whose keys it is
// find it at once. When it is full it begins anew.
type textCache struct {
	mu    sync.RWMutex
	known map[string]string
	bytes int

	quote    byte
	numbered bool
}

// maxTexts is how many bytes of text are kept.
const maxTexts = 1 << 20

// KeepTexts has the texts of statements kept that are spelled for the server,
// so that one which is written again costs no memory.
func (s *Server) KeepTexts(d Speller) {
	s.texts = &textCache{known: map[string]string{}}
	s.texts.quote, s.texts.numbered = marks(d)
}

// marks are the quote of names, and whether placeholders say which argument
// they are.
func marks(d Speller) (quote byte, numbered bool) {
	return d.Ident("")[0], d.Placeholder(1) != d.Placeholder(2)
}

func (c *textCache) marks(d Speller) (quote byte, numbered bool) {
	if c == nil {
		return marks(d)
	}
	return c.quote, c.numbered
}

// of is the text as a string.
func (c *textCache) of(text []byte) string {
	if c == nil {
		return string(text)
	}
	c.mu.RLock()
	s, ok := c.known[string(text)]
	c.mu.RUnlock()
	if ok {
		return s
	}
	s = string(text)
	if len(s) > maxTexts/64 {
		return s
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bytes += len(s); c.bytes > maxTexts {
		clear(c.known)
		c.bytes = len(s)
	}
	c.known[s] = s
	return s
}
