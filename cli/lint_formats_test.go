package cli_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dbtool/dbtool/cli"
)

// lintAs lints a project with findings of every level in it.
func lintAs(t *testing.T, format string) []byte {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	for name, text := range map[string]string{
		"dbtool.toml":          "migrations = \"migrations\"\n[env.dev]\nurl = \"sqlite:app.db\"\n",
		"migrations/1.sql":     "-- dbtool:revision 1\n-- dbtool:up\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);\n-- dbtool:down\nDROP TABLE t;\n",
		"migrations/2 ü%,.sql": "-- dbtool:revision 2\n-- dbtool:parent 1\n-- dbtool:up\nDELETE FROM t;\nDELETE FROM t;\nALTER TABLE t DROP COLUMN a;\n",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code := cli.Run(t.Context(), []string{"dbtool", "create-all", "--metadata", "migrations:migrations@1"}, cli.Options{Stdout: new(bytes.Buffer), Stderr: new(bytes.Buffer)}); code != 0 {
		t.Fatalf("create-all: exit %d", code)
	}
	var out, msg bytes.Buffer
	if code := cli.Run(t.Context(), []string{"dbtool", "migrate", "lint", "--format", format}, cli.Options{Stdout: &out, Stderr: &msg}); code != 2 {
		t.Fatalf("exit %d: %s", code, msg.String())
	}
	return out.Bytes()
}

func decode(t *testing.T, text []byte) any {
	t.Helper()
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// at follows keys into a document, and takes the first of a list.
func at(t *testing.T, doc any, keys ...string) any {
	t.Helper()
	for _, k := range keys {
		if list, ok := doc.([]any); ok {
			if len(list) == 0 {
				t.Fatalf("%s: the list is empty", k)
			}
			doc = list[0]
		}
		m, ok := doc.(map[string]any)
		if !ok || m[k] == nil {
			t.Fatalf("there is no %s in %v", k, doc)
		}
		doc = m[k]
	}
	return doc
}

// only holds that an object has no other keys than the schema has.
func only(t *testing.T, what string, doc any, allowed ...string) {
	t.Helper()
	for _, k := range slices.Sorted(maps.Keys(doc.(map[string]any))) {
		if !slices.Contains(allowed, k) {
			t.Errorf("%s has %q, which the schema has not", what, k)
		}
	}
}

// TestSARIF holds what the schema of SARIF 2.1.0 asks of the parts that are
// written: what is required, which values there are, which keys may stand where.
func TestSARIF(t *testing.T) {
	doc := decode(t, lintAs(t, "sarif"))
	only(t, "the log", doc, "$schema", "version", "runs")
	if v := at(t, doc, "version"); v != "2.1.0" {
		t.Errorf("version %v", v)
	}
	run := at(t, doc, "runs").([]any)[0]
	only(t, "a run", run, "tool", "results", "columnKind")
	driver := at(t, run, "tool", "driver")
	only(t, "a driver", driver, "name", "version", "rules", "informationUri")
	ids := map[string]bool{}
	for _, r := range at(t, driver, "rules").([]any) {
		only(t, "a rule", r, "id", "shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration")
		id := at(t, r, "id").(string)
		if ids[id] || at(t, r, "shortDescription", "text") == "" || !strings.HasPrefix(at(t, r, "helpUri").(string), "https://") {
			t.Errorf("rule %s", id)
		}
		ids[id] = true
		level(t, at(t, r, "defaultConfiguration", "level"))
	}
	seen := map[any]bool{}
	results := at(t, run, "results").([]any)
	if len(results) < 4 {
		t.Errorf("%d results", len(results))
	}
	for _, r := range results {
		only(t, "a result", r, "ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints")
		if id := at(t, r, "ruleId").(string); !ids[id] || at(t, r, "message", "text") == "" {
			t.Errorf("result of %s", id)
		} else if rules := at(t, driver, "rules").([]any); at(t, rules[int(at(t, r, "ruleIndex").(float64))], "id") != id {
			t.Errorf("the index of %s leads to another rule", id)
		}
		if f := at(t, r, "partialFingerprints", "dbtool/v1"); seen[f] {
			t.Errorf("two results have the fingerprint %v", f)
		} else {
			seen[f] = true
		}
		level(t, at(t, r, "level"))
		place := at(t, r, "locations", "physicalLocation")
		if uri := at(t, place, "artifactLocation", "uri").(string); uri != "migrations/2%20%C3%BC%25,.sql" {
			t.Errorf("uri %s", uri)
		}
		region := at(t, place, "region")
		only(t, "a region", region, "startLine", "startColumn")
		if at(t, region, "startLine").(float64) < 1 || at(t, region, "startColumn").(float64) < 1 {
			t.Errorf("region %v", region)
		}
	}
}

func level(t *testing.T, l any) {
	t.Helper()
	if !slices.Contains([]any{"none", "note", "warning", "error"}, l) {
		t.Errorf("level %v", l)
	}
}

// TestGitLabReport: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
func TestGitLabReport(t *testing.T) {
	seen := map[any]bool{}
	for _, issue := range decode(t, lintAs(t, "gitlab")).([]any) {
		only(t, "an issue", issue, "description", "check_name", "fingerprint", "severity", "location")
		if f := at(t, issue, "fingerprint"); seen[f] {
			t.Errorf("two issues have the fingerprint %v", f)
		} else {
			seen[f] = true
		}
		if s := at(t, issue, "severity"); !slices.Contains([]any{"info", "minor", "major", "critical", "blocker"}, s) {
			t.Errorf("severity %v", s)
		}
		if at(t, issue, "location", "path") == "" || at(t, issue, "location", "lines", "begin").(float64) < 1 {
			t.Errorf("location of %v", issue)
		}
	}
	if len(seen) < 4 {
		t.Errorf("%d issues", len(seen))
	}
}

// TestGitHubAnnotations: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
func TestGitHubAnnotations(t *testing.T) {
	for line := range strings.Lines(string(lintAs(t, "github"))) {
		if !regexp.MustCompile(`^::(notice|warning|error) file=migrations/2 ü%25%2C\.sql,line=\d+,col=\d+,title=[A-Z]+\d+::.+\n$`).MatchString(line) {
			t.Errorf("%q", line)
		}
	}
}

// TestJUnit: a case for each finding, a failure for each error.
func TestJUnit(t *testing.T) {
	var suite struct {
		XMLName  xml.Name `xml:"testsuite"`
		Tests    int      `xml:"tests,attr"`
		Failures int      `xml:"failures,attr"`
		Cases    []struct {
			Name    string `xml:"name,attr"`
			Class   string `xml:"classname,attr"`
			Failure []struct {
				Message string `xml:"message,attr"`
			} `xml:"failure"`
		} `xml:"testcase"`
	}
	if err := xml.Unmarshal(lintAs(t, "junit"), &suite); err != nil {
		t.Fatal(err)
	}
	failures := 0
	for _, c := range suite.Cases {
		failures += len(c.Failure)
		if c.Name == "" || c.Class != "migrations/2 ü%,.sql" {
			t.Errorf("case %q of %q", c.Name, c.Class)
		}
	}
	if suite.Tests != len(suite.Cases) || suite.Failures != failures || failures != 1 {
		t.Errorf("%d tests, %d cases, %d of %d failures", suite.Tests, len(suite.Cases), suite.Failures, failures)
	}
}
