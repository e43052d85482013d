package postgres

import (
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

// Sync is one trigger and its function. It compares texts, since not every type
// can be compared, and to a collation 'B' may be 'b'.
func (d *Dialect) Sync(_ *dialect.Server, t *metadata.Table, old, new string) ([]*metadata.Trigger, []*metadata.Routine) {
	name := madeName(t.Name, new, "sync")
	n := dialect.NewBuilder(d).Ident(t.Schema, name).String()
	body := strings.NewReplacer("OLDCOL", d.Ident(old), "NEWCOL", d.Ident(new), "NAME", n).Replace(`CREATE FUNCTION NAME()
 RETURNS trigger
 LANGUAGE plpgsql
AS $dbtool$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.NEWCOL IS NULL OR TG_OP = 'UPDATE' AND NEW.NEWCOL::text COLLATE "C" IS NOT DISTINCT FROM OLD.NEWCOL::text COLLATE "C" THEN
    NEW.NEWCOL := NEW.OLDCOL;
  ELSE
    NEW.OLDCOL := NEW.NEWCOL;
  END IF;
  RETURN NEW;
END
$dbtool$`)
	g := &metadata.Trigger{Table: t.Ident(), Name: name, Definition: "CREATE TRIGGER " + d.Ident(name) + " BEFORE INSERT OR UPDATE ON " +
		dialect.NewBuilder(d).Ident(t.Schema, t.Name).String() + " FOR EACH ROW EXECUTE FUNCTION " + n + "()",
		DependsOn: []metadata.Dependency{{Kind: "routine", Name: metadata.Name{Schema: t.Schema, Name: name}}}}
	return []*metadata.Trigger{g}, []*metadata.Routine{{Schema: t.Schema, Name: name, Kind: "function", Definition: body}}
}
