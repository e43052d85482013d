package mysql

import (
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Sync is a trigger for each of INSERT and UPDATE.
func (d *Dialect) Sync(_ *dialect.Server, t *metadata.Table, old, new string) ([]*metadata.Trigger, []*metadata.Routine) {
	var list []*metadata.Trigger
	for _, event := range []string{"INSERT", "UPDATE"} {
		same := "NEW.NEWCOL IS NULL"
		if event == "UPDATE" {
			same = "CAST(NEW.NEWCOL AS BINARY) <=> CAST(OLD.NEWCOL AS BINARY)" // to its collation 'B' may be 'b'
		}
		name := short(t.Name, 24) + "_" + short(new, 24) + "_sync_" + strings.ToLower(event[:3])
		text := "CREATE TRIGGER NAME BEFORE " + event + " ON TABLE FOR EACH ROW\nBEGIN\n  IF " + same +
			" THEN\n    SET NEW.NEWCOL = NEW.OLDCOL;\n  ELSE\n    SET NEW.OLDCOL = NEW.NEWCOL;\n  END IF;\nEND"
		text = strings.NewReplacer("OLDCOL", d.Ident(old), "NEWCOL", d.Ident(new), "NAME", d.Ident(name), "TABLE", d.Ident(t.Name)).Replace(text)
		list = append(list, &metadata.Trigger{Table: t.Ident(), Name: name, Definition: text})
	}
	return list, nil
}

// short cuts a name behind n characters.
func short(name string, n int) string {
	if r := []rune(name); len(r) > n {
		return string(r[:n])
	}
	return name
}
