package mysql

import (
	"database/sql"
	"slices"
	"strings"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/metadata"
)

func (r *reader) readRoutines() error {
	var list []*metadata.Routine
	err := r.each("SELECT ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ? ORDER BY ROUTINE_TYPE, ROUTINE_NAME", func(v []sql.NullString) error {
		list = append(list, &metadata.Routine{Name: v[0].String, Kind: strings.ToLower(v[1].String)})
		return nil
	}, r.s.Database)
	if err != nil {
		return err
	}
	for _, x := range list {
		if err := r.readRoutine(x); err != nil {
			return err
		}
	}
	r.calls()
	return nil
}

// readRoutine reads a function, procedure or half of a package. What they call
// is looked up when they run: none depends on anything but a package's body.
func (r *reader) readRoutine(x *metadata.Routine) error {
	if x.Kind == "package body" {
		x.DependsOn = []metadata.Dependency{{Kind: "routine", Name: x.Ident()}}
	}
	return r.shownRoutine(x, func(shown map[string]string) bool {
		x.Definition = headless(shown["create "+x.Kind])
		return x.Definition != ""
	})
}

// shownRoutine hands out the columns of SHOW CREATE by their names in small
// letters; take reports whether they told enough.
func (r *reader) shownRoutine(x *metadata.Routine, take func(map[string]string) bool) error {
	shown, err := r.showCreate(strings.ToUpper(x.Kind), x.Name)
	switch {
	case err != nil && r.d.Explain(err).Class != dialect.NotFound && r.d.Explain(err).Class != dialect.Denied:
		return err
	case err != nil || !take(shown): // what may not be seen is "not found" too
		r.unmanaged(x.Kind, x.Name, "", "its text may not be read by this user", "")
	default:
		r.mode(&x.Options, shown["sql_mode"])
		r.m.Routines = append(r.m.Routines, x)
	}
	return nil
}

// showCreate is the one row of SHOW CREATE, by the names of its columns in
// small letters. They differ between kinds and servers in their order.
func (r *reader) showCreate(kind, name string) (map[string]string, error) {
	shown := map[string]string{}
	err := dialect.ReadTexts(r.ctx, r.q, "SHOW CREATE "+kind+" "+r.d.Ident(name), nil, func(columns []string, v []sql.NullString) error {
		for i, c := range columns {
			shown[strings.ToLower(c)] = v[i].String
		}
		return nil
	})
	return shown, err
}

// calls ties views to the routines they call, which the server does not
// qualify in every version.
func (r *reader) calls() {
	for _, w := range r.m.Views {
		for _, x := range r.m.Routines {
			dep := metadata.Dependency{Kind: "routine", Name: x.Ident()}
			if strings.Contains(w.Definition.Text, r.d.Ident(x.Name)+"(") && !slices.Contains(w.DependsOn, dep) {
				w.DependsOn = append(w.DependsOn, dep)
			}
		}
	}
}

// readEvents reads events. One that repeats and was given no begin has the time
// of its creation, or of the change of its schedule, for one.
func (r *reader) readEvents() error {
	var list []*metadata.Routine
	began := map[string]string{}
	err := r.each(`SELECT EVENT_NAME, TIME_ZONE, STARTS,
LEAST(ABS(TIMESTAMPDIFF(SECOND, STARTS, CONVERT_TZ(CREATED, @@SESSION.time_zone, TIME_ZONE))), ABS(TIMESTAMPDIFF(SECOND, STARTS, CONVERT_TZ(LAST_ALTERED, @@SESSION.time_zone, TIME_ZONE)))) <= 1
FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ? ORDER BY EVENT_NAME`, func(v []sql.NullString) error {
		x := &metadata.Routine{Name: v[0].String, Kind: "event"}
		if v[1].String != r.s.Facts[factTimeZone] {
			r.option(&x.Options, "time_zone", v[1].String)
		}
		if v[3].String == "1" {
			began[x.Name] = v[2].String
		}
		list = append(list, x)
		return nil
	}, r.s.Database)
	if err != nil {
		return err
	}
	for _, x := range list {
		err := r.shownRoutine(x, func(shown map[string]string) bool {
			e, ok := parseEvent(shown["create event"])
			e.name, e.schedule = x.Name, started(e.schedule, began[x.Name])
			x.Definition = e.create(r.d)
			return ok
		})
		if err != nil {
			return err
		}
	}
	return nil
}
