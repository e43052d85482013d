package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// WriteReference writes docs/cli.md: every command and flag, in Markdown.
func WriteReference(w io.Writer) error {
	a := newApp(Options{})
	var b strings.Builder
	b.WriteString("# Command line\n\nMade from the commands by `go test ./cli -update`. Flags may stand before or after the arguments.\n\n## Global flags\n\n")
	writeFlags(&b, a.cli.Flags)
	b.WriteString("\n## Exit codes\n\n| code | meaning |\n|---|---|\n" +
		"| 0 | done, or nothing to do |\n| 1 | failed; the message says what the database holds now and what to do next |\n" +
		"| 2 | findings: differences with `--exit-code`, `check`, pending revisions with `status --exit-code` |\n" +
		"| 3 | usage: unknown flag, bad URL, bad dbtool.toml |\n| 4 | another run holds the migration lock |\n" +
		"| 5 | stopped midway on a server whose DDL does not roll back; `migrate up` resumes, `migrate repair` explains |\n")
	writeCommands(&b, "dbtool", a.cli.Commands)
	_, err := io.WriteString(w, b.String())
	return err
}

func writeCommands(b *strings.Builder, path string, list []*cli.Command) {
	for _, c := range list {
		name := path + " " + c.Name
		if len(c.Subcommands) > 0 {
			writeCommands(b, name, c.Subcommands)
			continue
		}
		usage := name
		if c.ArgsUsage != "" {
			usage += " " + c.ArgsUsage
		}
		fmt.Fprintf(b, "\n## %s\n\n    %s\n\n%s.", name, usage, upperFirst(c.Usage))
		if c.Description != "" {
			fmt.Fprintf(b, " %s", c.Description)
		}
		b.WriteString("\n")
		if offers := formats[strings.TrimPrefix(name, "dbtool ")]; offers != nil {
			fmt.Fprintf(b, "`--format` takes %s; %s is the default.\n", strings.Join(offers, ", "), offers[0])
		}
		if len(c.Flags) > 0 {
			b.WriteString("\n")
			writeFlags(b, c.Flags)
		}
	}
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func writeFlags(b *strings.Builder, flags []cli.Flag) {
	b.WriteString("| flag | meaning |\n|---|---|\n")
	for _, f := range flags {
		doc, ok := f.(cli.DocGenerationFlag)
		if !ok {
			continue
		}
		value, usage := placeholder(doc.GetUsage())
		names := make([]string, len(f.Names()))
		for i, n := range f.Names() {
			names[i] = "--" + n
			if len(n) == 1 {
				names[i] = "-" + n
			}
		}
		if value != "" {
			names[0] += " " + value
		}
		if d := doc.GetDefaultText(); d != "" && d != "false" && d != `""` && doc.TakesValue() {
			usage += " (default " + strings.Trim(d, `"`) + ")"
		}
		fmt.Fprintf(b, "| `%s` | %s |\n", strings.Join(names, "`, `"), usage)
	}
}

// placeholder takes the word between backquotes out of a flag's usage.
func placeholder(usage string) (value, plain string) {
	before, rest, ok := strings.Cut(usage, "`")
	if !ok {
		return "", usage
	}
	value, after, _ := strings.Cut(rest, "`")
	return value, before + value + after
}
