package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/dbtool/dbtool/migrate/lint"
)

func (a *app) printLint(c *cli.Context, found []lint.Finding) error {
	switch formatOf(c, "migrate lint") {
	case "json":
		return a.printJSON(map[string]any{"findings": append([]lint.Finding{}, found...)})
	case "github":
		for _, f := range found {
			fmt.Fprintf(a.stdout, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", githubLevel(f.Level), githubProperty(f.File), f.Line, f.Col, f.ID, githubEscape(f.Message+"; instead: "+f.Instead))
		}
		return nil
	case "gitlab":
		return a.printJSON(gitlabIssues(found))
	case "sarif":
		return a.printJSON(sarifLog(found))
	case "junit":
		return a.printJUnit(found)
	}
	return a.printLintText(c, found)
}

func (a *app) printLintText(c *cli.Context, found []lint.Finding) error {
	p := painter{a.color(c, a.stdout)}
	for _, f := range found {
		level := string(f.Level)
		switch f.Level {
		case lint.Error:
			level = p.red(level)
		case lint.Warning:
			level = p.yellow(level)
		}
		fmt.Fprintf(a.stdout, "%s: %s %s: %s\n    %s\n    instead: %s\n", f.Pos, level, f.ID, f.Message, f.Rule.Why, f.Instead)
		if f.Query != "" {
			fmt.Fprintf(a.stdout, "    such rows: %s\n", f.Query)
		}
		if f.Fixable {
			fmt.Fprint(a.stdout, "    --fix writes it\n")
		}
	}
	return nil
}

func githubLevel(l lint.Level) string {
	if l == lint.Note {
		return "notice"
	}
	return string(l)
}

// githubEscape is for the text of a workflow command.
func githubEscape(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// githubProperty is for the value of a property of a workflow command.
func githubProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(githubEscape(s))
}

// fingerprints tell findings from each other in a way that lasts when lines
// move.
func fingerprints(found []lint.Finding) []string {
	times := map[string]int{} // the same may be said of several statements
	list := make([]string, len(found))
	for i, f := range found {
		text := f.ID + "\x00" + f.Revision + "\x00" + f.Message
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", text, times[text]))
		times[text]++
		list[i] = hex.EncodeToString(sum[:16])
	}
	return list
}

// gitlabIssues is GitLab's code quality report:
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
func gitlabIssues(found []lint.Finding) []map[string]any {
	severity := map[lint.Level]string{lint.Error: "critical", lint.Warning: "major", lint.Note: "info"}
	issues := []map[string]any{}
	prints := fingerprints(found)
	for i, f := range found {
		issues = append(issues, map[string]any{"description": f.Message, "check_name": f.ID, "fingerprint": prints[i], "severity": severity[f.Level],
			"location": map[string]any{"path": f.File, "lines": map[string]int{"begin": f.Line}}})
	}
	return issues
}

// junitSuite is JUnit's report as CI servers read it: a test case for each
// finding, a failure for each error.
type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr"`
	Line    int           `xml:"line,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

func (a *app) printJUnit(found []lint.Finding) error {
	suite := junitSuite{Name: "dbtool migrate lint", Tests: len(found)}
	for _, f := range found {
		one := junitCase{Class: f.File, Name: fmt.Sprintf("%s line %d: %s", f.ID, f.Line, f.Message), File: f.File, Line: f.Line}
		if f.Level == lint.Error {
			suite.Failures++
			one.Failure = &junitFailure{f.Message, f.ID, f.Rule.Why + "; instead: " + f.Instead}
		} else {
			one.Out = string(f.Level) + ": " + f.Rule.Why + "; instead: " + f.Instead
		}
		suite.Cases = append(suite.Cases, one)
	}
	text, err := xml.MarshalIndent(suite, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s%s\n", xml.Header, text)
	return err
}
