package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/term"
)

// screen keeps rows free below what is typed. The line editor can ask the
// terminal where the cursor is, at each key, but loses the keys that come
// together with the answer; not asking, it does not see the end of the screen.
type screen struct {
	out  *os.File
	free int // rows there are below the first line
}

// sizeOf is what the terminal says, or what terminals used to be.
func sizeOf(f *os.File) (width, height int) {
	width, height, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 1 || height < 2 {
		return 80, 24
	}
	return width, height
}

// begin forgets the rows of the prompt before.
func (c *screen) begin() { c.free = 0 }

// reserve has room for a text behind a prompt of some width, and a line below
// it. It leaves the cursor where it is, on whatever row of the text that is.
func (c *screen) reserve(text string, prompt int) {
	width, height := sizeOf(c.out)
	rows := 2
	for line := range strings.SplitSeq(text, "\n") {
		rows += 1 + (prompt+uniseg.StringWidth(line))/width
	}
	if rows = min(rows, height-1); rows > c.free {
		fmt.Fprintf(c.out, "%s\x1b[%dA", strings.Repeat("\n", rows), rows)
		c.free = rows
	}
}
