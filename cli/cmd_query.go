package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/internal/render"
)

func (a *app) queryCommand() *cli.Command {
	return &cli.Command{
		Name: "query", Usage: "run one statement, given or on standard input; without one, at a terminal, an interactive shell", ArgsUsage: "[SQL]",
		Description: "Read-only unless --write. [shell.md](shell.md) is about the shell.",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "param", Aliases: []string{"p"}, Usage: "`NAME=VALUE` for :NAME in the statement; NAME:=VALUE for a number, true, false or null"},
			&cli.BoolFlag{Name: "write", Usage: "let the statement change the database"},
			&cli.DurationFlag{Name: "timeout", Usage: "stop the statement after this time"},
		},
		Action: a.query,
	}
}

func (a *app) query(c *cli.Context) (err error) {
	if err := maxArgs(c, 1); err != nil {
		return err
	}
	name := formatOf(c, "query")
	format, err := render.ParseFormat(name)
	if err != nil {
		return usage("%w", err)
	}
	if c.Args().First() == "" && isTerminal(a.stdin) {
		return a.shell(c, format)
	}
	text, err := a.statementText(c)
	if err != nil {
		return err
	}
	open := a.openExisting
	if c.Bool("write") {
		open = a.open
	}
	e, err := open(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	query, args, err := oneStatement(e.Dialect, text, c.StringSlice("param"))
	if err != nil {
		return err
	}
	ctx := c.Context
	if d := c.Duration("timeout"); d > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, d)
		defer cancel()
	}
	var footer io.Writer
	if !c.Bool("quiet") {
		footer = a.stderr
	}
	writer := func() (render.Writer, error) {
		return render.New(a.stdout, format, render.Options{Color: a.color(c, a.stdout), Footer: footer})
	}
	w, err := writer()
	if err != nil {
		return err
	}
	r := queryRun{e: e, write: c.Bool("write"), text: query, args: args, out: w, more: writer, say: func(s string) { a.say(c, "%s", s) }}
	return r.run(ctx)
}

// statementText is the argument, or what stands on standard input.
func (a *app) statementText(c *cli.Context) (string, error) {
	if text := c.Args().First(); text != "" {
		return text, nil
	}
	data, err := io.ReadAll(a.stdin)
	if err != nil {
		return "", fmt.Errorf("standard input: %w", err)
	}
	if strings.TrimSpace(string(data)) == "" {
		return "", usage("standard input holds no statement")
	}
	return string(data), nil
}

// oneStatement checks that the text is one statement and puts the dialect's
// placeholders where :name stands.
func oneStatement(d dialect.Dialect, text string, params []string) (string, []any, error) {
	list, err := lex.Split(text, d.Rules())
	if err != nil {
		return "", nil, usage("%w", err)
	}
	if len(list) != 1 {
		return "", nil, usage("query runs one statement; this is %d", len(list))
	}
	values, err := paramValues(params)
	if err != nil {
		return "", nil, err
	}
	if len(values) == 0 {
		return list[0].SQL, nil, nil
	}
	return bind(d, list[0].SQL, values)
}

func paramValues(params []string) (map[string]any, error) {
	values := map[string]any{}
	for _, p := range params {
		name, text, ok := strings.Cut(p, "=")
		if !ok || strings.TrimSuffix(name, ":") == "" {
			return nil, usage("--param %q: write name=value", p)
		}
		bare, typed := strings.CutSuffix(name, ":")
		values[bare] = text
		if typed {
			v, err := typedValue(text)
			if err != nil {
				return nil, usage("--param %q: %w", p, err)
			}
			values[bare] = v
		}
	}
	return values, nil
}

func typedValue(s string) (any, error) {
	switch s {
	case "null":
		return nil, nil
	case "true", "false":
		return s == "true", nil
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, nil
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return f, nil
	}
	return nil, fmt.Errorf("%q is no number, true, false or null", s)
}

// bind replaces :name outside of strings and comments. Every parameter must be
// used, and every :name must have a value.
func bind(d dialect.Dialect, text string, values map[string]any) (string, []any, error) {
	var b strings.Builder
	var args []any
	used := map[string]bool{}
	l := lex.New(text, d.Rules())
	for {
		t, err := l.Next()
		if err != nil {
			return "", nil, usage("%w", err)
		}
		if t.Kind == lex.EOF {
			break
		}
		name, isName := strings.CutPrefix(t.Text, ":")
		if t.Kind != lex.Param || !isName || name == "" {
			b.WriteString(t.Text)
			continue
		}
		v, ok := values[name]
		if !ok {
			return "", nil, usage("the statement has :%s and there is no -p %s=...", name, name)
		}
		used[name] = true
		args = append(args, v)
		b.WriteString(d.Placeholder(len(args)))
	}
	for name := range values {
		if !used[name] {
			return "", nil, usage("-p %s=... is given and the statement has no :%s", name, name)
		}
	}
	return b.String(), args, nil
}
