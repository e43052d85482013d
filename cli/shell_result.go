package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/rivo/uniseg"

	"github.com/dbtool/dbtool/internal/render"
)

// results are rows for the user: into \o's file, through the pager, or straight out.
func (s *shell) results() results {
	out, done := s.output()
	o := render.Options{Color: s.to == nil && s.paint.on}
	if !s.quiet {
		o.Footer = out
	}
	return results{func() (render.Writer, error) { return render.New(out, s.format, o) }, done}
}

// output is where text for the user goes.
func (s *shell) output() (w io.Writer, done func() error) {
	if s.to != nil {
		return s.to, func() error { return nil }
	}
	command := pagerCommand()
	if !s.terminal || !s.paging || command == "" {
		return s.a.stdout, func() error { return nil }
	}
	p := &pager{out: s.a.stdout, command: command, stop: s.stopRunning}
	if f, ok := s.a.stdout.(*os.File); ok {
		p.width, p.height = sizeOf(f)
	}
	return p, p.close
}

// stopRunning stops what the session runs, on the server too.
func (s *session) stopRunning() {
	if stop := s.stop.Load(); stop != nil {
		(*stop)()
	}
}

// pagerCommand is $PAGER, or less where it is; "" is none.
func pagerCommand() string {
	if os.Getenv("TERM") == "dumb" {
		return ""
	}
	if p, ok := os.LookupEnv("PAGER"); ok {
		return p
	}
	if _, err := exec.LookPath("less"); err != nil {
		return ""
	}
	return "less -SFRX"
}

// show prints a result that dbtool made itself.
func (s *shell) show(header []string, rows [][]string) error {
	to := s.results()
	w, err := to.writer()
	if err != nil {
		return errors.Join(err, to.done())
	}
	columns := make([]render.Column, len(header))
	for i, name := range header {
		columns[i].Name = name
	}
	err = w.Header(columns)
	values := make([]any, len(header))
	for _, row := range rows {
		for i := range values {
			values[i] = row[i]
		}
		if err == nil {
			err = w.Row(values)
		}
	}
	if err == nil {
		err = w.Close()
	}
	return errors.Join(err, to.done())
}

// pager writes what fits the screen straight out, and all of it through a
// program if it does not. It holds no more than a screenful.
type pager struct {
	out           io.Writer
	command       string
	width, height int
	stop          func() // called when the program is left early

	held  bytes.Buffer
	lines int
	over  bool // it does not fit
	cmd   *exec.Cmd
	in    io.WriteCloser
}

func (p *pager) Write(b []byte) (int, error) {
	if p.in != nil {
		if _, err := p.in.Write(b); err != nil {
			p.stop()
			return 0, errStopped
		}
		return len(b), nil
	}
	p.held.Write(b)
	p.lines += bytes.Count(b, []byte("\n"))
	if p.over = p.over || p.lines >= p.height-1 || p.wide(b); !p.over {
		return len(b), nil
	}
	return len(b), p.start()
}

// wide reports whether a line of the text is wider than the screen.
func (p *pager) wide(b []byte) bool {
	for line := range bytes.Lines(b) {
		if len(line) > p.width && uniseg.StringWidth(string(line)) > p.width {
			return true
		}
	}
	return false
}

func (p *pager) start() error {
	p.cmd = exec.Command("sh", "-c", p.command)
	p.cmd.Stdout, p.cmd.Stderr = p.out, os.Stderr
	in, err := p.cmd.StdinPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		return err
	}
	p.in = in
	_, err = p.Write(p.held.Bytes())
	p.held.Reset()
	return err
}

// close waits until the user has left the program.
func (p *pager) close() error {
	if p.in == nil {
		_, err := p.out.Write(p.held.Bytes())
		return err
	}
	_ = p.in.Close()
	var left *exec.ExitError
	err := p.cmd.Wait()
	if !errors.As(err, &left) {
		return err
	}
	if c := left.ExitCode(); c == 126 || c == 127 { // sh could not run it
		return withHint(fmt.Errorf("the pager cannot be run, and the rows were not shown: %s", p.command), `\pager off, or start the shell with another $PAGER`)
	}
	return nil
}
