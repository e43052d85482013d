package migrate

import (
	"cmp"
	"path"
	"regexp"
	"strings"
)

// pairName is a file of golang-migrate: "000001_users.up.sql".
var pairName = regexp.MustCompile(`^([0-9]+)_(.*)\.(up|down)\.(.*)$`)

func isPair(name, _ string) bool {
	m := pairName.FindStringSubmatch(name)
	return m != nil && m[3] == "up" && m[4] == "sql"
}

func readPairs(r *foreignReader) error {
	steps := map[string]*ImportedFile{}
	for _, n := range r.names {
		m := pairName.FindStringSubmatch(n)
		if m == nil || m[4] != "sql" {
			continue
		}
		key := plainNumber(m[1]) + " " + m[2]
		f := steps[key]
		if f == nil {
			f = r.add(&ImportedFile{Version: m[1], Source: n, Message: strings.ReplaceAll(m[2], "_", " ")})
			steps[key] = f
		}
		r.taken[n] = true
		if m[3] == "up" {
			f.Source, f.Up = n, r.files[n]
		} else {
			f.Down = r.files[n]
		}
	}
	for _, f := range r.i.Files {
		r.settle(f)
	}
	return nil
}

func isAtlas(name, _ string) bool { return name == "atlas.sum" }

// atlasName is a file of Atlas: the version, and words if there are any.
var atlasName = regexp.MustCompile(`^([^_/]+)(?:_(.*))?\.sql$`)

var atlasDirective = regexp.MustCompile(`(?m)^\s*(?:--|#)\s*atlas:(\w+)[ \t]*(.*)$`)

func readAtlas(r *foreignReader) error {
	for _, n := range r.names {
		m := atlasName.FindStringSubmatch(n)
		if m == nil {
			continue
		}
		f := r.add(&ImportedFile{Version: m[1], Source: n, Message: cmp.Or(strings.ReplaceAll(m[2], "_", " "), m[1])})
		f.Up = r.files[n]
		reject := r.atlasDirectives(f)
		if reject != "" {
			f.Irreversible = "its way down has to be written anew"
			f.toWrite(reject, r.files[n])
			continue
		}
		r.settle(f)
	}
	return nil
}

// atlasDirectives does what lines of a file tell Atlas; reject is one that it
// cannot do.
func (r *foreignReader) atlasDirectives(f *ImportedFile) (reject string) {
	delimiter := ""
	for _, d := range atlasDirective.FindAllStringSubmatch(f.Up, -1) {
		switch arg := strings.TrimSpace(d[2]); {
		case d[1] == "txmode" && arg == "none":
			f.Alone = true
		case d[1] == "txmode", d[1] == "nolint":
		case d[1] == "delimiter":
			delimiter = strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\r`, "").Replace(arg)
		case d[1] == "txtar":
			if reject = f.txtar(); reject != "" {
				return reject
			}
		case d[1] == "checkpoint":
			return "it is a checkpoint, which stands for all before it"
		default:
			return "Atlas knows what \"" + strings.TrimSpace(d[0]) + "\" means; dbtool does not"
		}
	}
	f.Up = atlasDirective.ReplaceAllString(f.Up, "")
	if delimiter != "" {
		f.Up, f.Down = whole(f.Up, delimiter), whole(f.Down, delimiter)
	}
	return ""
}

var txtarMark = regexp.MustCompile(`(?m)^-- (\S+) --$`)

// txtar takes the files apart that one file of Atlas may hold.
func (f *ImportedFile) txtar() (reject string) {
	marks := txtarMark.FindAllStringSubmatchIndex(f.Up, -1)
	text := f.Up
	f.Up = ""
	for i, m := range marks {
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		switch name, part := text[m[2]:m[3]], text[m[1]:end]; name {
		case "migration.sql":
			f.Up = part
		case "down.sql":
			f.Down = part
		default:
			return "dbtool does not know what Atlas does with its part " + name
		}
	}
	return ""
}

// whole marks each part of a text as a statement.
func whole(text, delimiter string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(text, delimiter) {
		if part = strings.TrimSpace(part); part != "" {
			b.WriteString(directive + "statement begin\n" + part + "\n" + directive + "statement end\n")
		}
	}
	return b.String()
}

// flywayName is a file of Flyway: "V1.2__add_users.sql".
var flywayName = regexp.MustCompile(`^([VUB])([0-9][0-9._]*?)__(.*)\.(\w+)$`)

func isFlyway(name, _ string) bool {
	m := flywayName.FindStringSubmatch(path.Base(name))
	return m != nil && m[1] == "V"
}

func readFlyway(r *foreignReader) error {
	undo := map[string]string{}
	for _, n := range r.names {
		m := flywayName.FindStringSubmatch(path.Base(n))
		switch {
		case m == nil && strings.HasPrefix(path.Base(n), "R__"):
			r.leave(n, "it is repeatable, which revisions are not: put what it makes into a revision, and each change into a new one")
		case m != nil && m[1] == "U" && m[4] == "sql":
			undo[flywayKey(m[2])] = n
		case m != nil && m[1] == "B":
			r.leave(n, "it is a baseline, which stands for the versions up to it: those are converted; dbtool migrate squash makes one of them")
		}
	}
	for _, n := range r.names {
		m := flywayName.FindStringSubmatch(path.Base(n))
		if m == nil || m[1] != "V" || path.Ext(n) == ".conf" {
			continue
		}
		version, message := strings.ReplaceAll(m[2], "_", "."), strings.ReplaceAll(m[3], "_", " ")
		if m[4] != "sql" {
			r.foreignCode(n, version, message, m[4])
			continue
		}
		down := undo[flywayKey(version)]
		r.taken[down] = true
		r.flywayFile(n, version, message, r.files[down])
	}
	return nil
}

var flywayPlaceholder = regexp.MustCompile(`\$\{[^}]*\}`)

func (r *foreignReader) flywayFile(n, version, message, down string) {
	conf := strings.ReplaceAll(r.files[n+".conf"], " ", "")
	f := r.add(&ImportedFile{Version: version, Source: n, Message: message, Up: r.files[n], Down: down})
	f.Alone = strings.Contains(conf, "executeInTransaction=false")
	if p := flywayPlaceholder.FindString(f.Up + f.Down); p != "" && !strings.Contains(conf, "placeholderReplacement=false") {
		f.Irreversible = "its way down has to be written anew"
		f.toWrite("Flyway puts a value in the place of "+p, f.Up)
		return
	}
	r.settle(f)
}

// flywayKey is a version without what makes no difference.
func flywayKey(v string) string {
	parts := strings.Split(strings.ReplaceAll(v, "_", "."), ".")
	for i, p := range parts {
		parts[i] = plainNumber(p)
	}
	for len(parts) > 1 && parts[len(parts)-1] == "0" {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, ".")
}

func compareFlyway(a, b string) int {
	x, y := strings.Split(flywayKey(a), "."), strings.Split(flywayKey(b), ".")
	for i := 0; i < min(len(x), len(y)); i++ {
		if c := compareNumbers(x[i], y[i]); c != 0 {
			return c
		}
	}
	return len(x) - len(y)
}
