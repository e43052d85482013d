package mysql

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/ansi"
	"github.com/dbtool/dbtool/metadata"
)

// Normalize spells types, defaults and names as the server would print them.
func (d *Dialect) Normalize(m *metadata.MetaData, s *dialect.Server) (*metadata.MetaData, error) {
	switch m.Dialect {
	case "mysql":
		if m.Product != "" && (m.Product == "MariaDB") != isMaria(s) {
			return nil, fmt.Errorf("a schema in the form of %s cannot be used on %s: they spell types and defaults in different ways", m.Product, s.Product)
		}
		return folded(m, s), nil
	case "":
	default:
		return nil, fmt.Errorf("a schema in the form of %s cannot be used on %s: declare it in Go, or make one with dbtool inspect there", m.Dialect, s.Product)
	}
	m, err := ansi.Prepare(m, s)
	if err != nil {
		return nil, err
	}
	m = folded(m, s)
	n := normalizer{d: d, s: s, m: m}
	n.database()
	for _, t := range m.Tables() {
		n.table(t)
	}
	n.objects()
	m.Sort()
	return m, errors.Join(n.errs...)
}

// folded has the names of tables in small letters where the server keeps them
// so: with lower_case_table_names = 1.
func folded(m *metadata.MetaData, s *dialect.Server) *metadata.MetaData {
	if s.Facts[factFold] != "1" {
		return m
	}
	m = m.Clone()
	fold := func(name *string) { *name = strings.ToLower(*name) }
	for _, t := range slices.Clone(m.Tables()) {
		m.Remove(t.Ident())
		fold(&t.Name)
		for _, fk := range t.ForeignKeys {
			fold(&fk.Ref.Name)
		}
		m.Add(t)
	}
	for _, v := range m.Views {
		fold(&v.Name)
		for i := range v.DependsOn {
			fold(&v.DependsOn[i].Name.Name)
		}
	}
	for _, g := range m.Triggers {
		fold(&g.Table.Name)
	}
	return m
}

type normalizer struct {
	d    *Dialect
	s    *dialect.Server
	m    *metadata.MetaData
	errs []error
}

func (n *normalizer) fail(pos metadata.Position, t metadata.Name, column, format string, args ...any) {
	n.errs = append(n.errs, ansi.Refusal(pos, t, column, format, args...))
}

// The options that each kind of object may have. A table's are the words of
// CREATE TABLE in lower case.
var (
	databaseOptions = []string{"charset", "collation"}
	tableOptions    = strings.Fields(`autoextend_size avg_row_length charset checksum collation compression connection delay_key_write encrypted encryption encryption_key_id engine
engine_attribute ietf_quotes insert_method key_block_size max_rows min_rows pack_keys page_checksum page_compressed page_compression_level period period_for_system_time row_format
secondary_engine secondary_engine_attribute sequence stats_auto_recalc stats_persistent stats_sample_pages system_versioning tablespace transactional union`)
	columnOptions  = strings.Fields("charset compressed invisible not_secondary ref_system_id srid without_system_versioning")
	indexOptions   = strings.Fields("clustering distance key_block_size m parser using without_overlaps")
	viewOptions    = strings.Fields("algorithm collation_connection sql_security")
	triggerOptions = strings.Fields("follows sql_mode")
	routineOptions = strings.Fields("sql_mode time_zone")
)

// options refuses what nobody would read.
func (n *normalizer) options(pos metadata.Position, of metadata.Name, column string, o metadata.Options, known []string) {
	for _, k := range sortedKeys(o) {
		if !slices.Contains(known, strings.TrimPrefix(k, "mysql.")) {
			n.fail(pos, of, column, "there is no option %s; there are %s", k, strings.Join(known, ", "))
		}
	}
}

func sortedKeys(o metadata.Options) []string {
	keys := make([]string, 0, len(o))
	for k := range o {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// database gives the schema the database's collation where it declares none:
// that is what its tables inherit.
func (n *normalizer) database() {
	n.options(metadata.Position{}, metadata.Name{}, "", n.m.Options, databaseOptions)
	n.m.Options = n.collated(metadata.Position{}, metadata.Name{}, "", n.m.Options)
	if n.m.Options["mysql.collation"] == "" {
		n.m.Options = metadata.Options{"mysql.collation": n.s.Facts[factCollation]}
	}
}

// collated replaces a character set by the collation that it stands for.
func (n *normalizer) collated(pos metadata.Position, of metadata.Name, column string, o metadata.Options) metadata.Options {
	charset, set := o["mysql.charset"]
	if !set {
		return o
	}
	delete(o, "mysql.charset")
	if o["mysql.collation"] == "" {
		c := collationOf(n.s, charset)
		if c == "" {
			n.fail(pos, of, column, "%s knows no character set %s", n.s.Product, charset)
		}
		o["mysql.collation"] = c
	}
	return o
}

// name refuses names that the server would.
func (n *normalizer) name(pos metadata.Position, t metadata.Name, kind, name string) {
	if l := utf8.RuneCountInString(name); l > n.s.Caps.Identifier {
		n.fail(pos, t, "", "the %s's name %s has %d characters; %s takes %d", kind, name, l, n.s.Product, n.s.Caps.Identifier)
	}
	if strings.HasSuffix(name, " ") {
		n.fail(pos, t, "", "the %s's name %q ends with a space, which %s refuses", kind, name, n.s.Product)
	}
}

func (n *normalizer) table(t *metadata.Table) {
	n.name(t.Pos, t.Ident(), "table", t.Name)
	if t.Schema != "" {
		n.fail(t.Pos, t.Ident(), "", "%s has no schemas inside a database", n.s.Product)
	}
	if t.PartitionOf != nil || len(t.Inherits) > 0 {
		n.fail(t.Pos, t.Ident(), "", "%s has no tables that are partitions of another or inherit from it; PartitionBy holds the partitions", n.s.Product)
	}
	for _, x := range t.Excludes {
		n.fail(x.Pos, t.Ident(), "", "%s has no exclusion constraints", n.s.Product)
	}
	n.tableOptions(t)
	if t.PartitionBy != "" {
		t.PartitionBy = partitionText(n.s, t.PartitionBy)
	}
	n.partials(t)
	for _, c := range t.Columns {
		n.column(t, c)
	}
	n.primaryKey(t)
	n.uniques(t)
	n.checks(t)
	for _, i := range t.Indexes {
		n.index(t, i)
	}
	n.foreignKeys(t)
	n.numbered(t)
}

func (n *normalizer) tableOptions(t *metadata.Table) {
	n.options(t.Pos, t.Ident(), "", t.Options, tableOptions)
	t.Options = n.collated(t.Pos, t.Ident(), "", t.Options)
	if t.Options["mysql.collation"] == n.m.Options["mysql.collation"] {
		delete(t.Options, "mysql.collation")
	}
	if strings.EqualFold(t.Options["mysql.engine"], n.s.Facts[factEngine]) {
		delete(t.Options, "mysql.engine")
	}
	if t.Options["mysql.tablespace"] == ownFile {
		delete(t.Options, "mysql.tablespace")
	}
	if f := t.Options["mysql.row_format"]; f != "" {
		t.Options["mysql.row_format"] = strings.ToUpper(f)
	}
	if t.Options["mysql.system_versioning"] != "" && !has(n.s, systemVersioning) {
		n.fail(t.Pos, t.Ident(), "", "%s has no system versioning", n.s.Product)
	}
	if len(t.Options) == 0 {
		t.Options = nil
	}
}

// collation is what the table's columns inherit.
func (n *normalizer) collation(t *metadata.Table) string {
	if c := t.Options["mysql.collation"]; c != "" {
		return c
	}
	return n.m.Options["mysql.collation"]
}

// objects normalizes what is no table.
func (n *normalizer) objects() {
	none := metadata.Name{}
	n.m.Enums, n.m.Schemas, n.m.Extensions = nil, nil, nil // enums are in the columns
	for _, o := range n.m.Domains {
		n.fail(metadata.Position{}, none, "", "domain %s: %s has no domains", o.Ident(), n.s.Product)
	}
	for _, o := range n.m.Sequences {
		n.sequence(o)
	}
	for _, v := range n.m.Views {
		n.view(v)
	}
	for _, r := range n.m.Routines {
		n.routine(r)
	}
	n.triggers()
}

func (n *normalizer) routine(r *metadata.Routine) {
	r.Comment, r.Signature, r.Options = "", "", ansi.Own(r.Options, "mysql")
	n.options(metadata.Position{}, r.Ident(), "", r.Options, routineOptions)
	r.Definition = strings.TrimSuffix(strings.TrimSpace(headless(r.Definition)), ";")
	switch r.Kind {
	case "event":
		n.event(r)
	case "package body":
		r.DependsOn = append(r.DependsOn, metadata.Dependency{Kind: "routine", Name: r.Ident()})
	}
}

func (n *normalizer) sequence(q *metadata.Sequence) {
	refuse := func(what string) {
		n.fail(metadata.Position{}, metadata.Name{}, "", "sequence %s: %s %s", q.Ident(), n.s.Product, what)
	}
	switch {
	case !has(n.s, sequences):
		refuse("has no sequences")
	case q.Owner != (metadata.ColumnRef{}):
		refuse("has no owners of sequences")
	case q.Type.Kind != metadata.KindExact && q.Type.Kind != metadata.KindBigInt:
		refuse("has sequences of big integers only")
	}
	q.Type, q.Options = metadata.Type{}, ansi.Own(q.Options, "mysql")
	normal := sequenceDefaults(increment(q), q.Min, q.Max)
	for p, v := range map[**int64]int64{&q.Min: normal.least, &q.Max: normal.most, &q.Start: normal.start, &q.Increment: 1, &q.Cache: 1000} {
		if *p != nil && **p == v {
			*p = nil
		}
	}
}

func (n *normalizer) view(v *metadata.View) {
	if v.Materialized || len(v.Indexes) > 0 {
		n.fail(v.Pos, v.Ident(), "", "%s has no materialized views", n.s.Product)
	}
	if v.Schema != "" {
		n.fail(v.Pos, v.Ident(), "", "%s has no schemas inside a database", n.s.Product)
	}
	n.name(v.Pos, v.Ident(), "view", v.Name)
	n.options(v.Pos, v.Ident(), "", v.Options, viewOptions)
	v.Comment, v.ColumnComments = "", nil // which no view has here
	if v.Definition != nil {
		v.Definition = metadata.SQL(strings.TrimRight(v.Definition.Text, "; \n\t"))
	}
}

// triggers writes their heads as the server does. Of several that run at the
// same time, each follows the one declared before it.
func (n *normalizer) triggers() {
	last := map[string]*metadata.Trigger{}
	for _, g := range n.m.Triggers {
		g.Comment, g.Options = "", ansi.Own(g.Options, "mysql")
		n.options(metadata.Position{}, g.Table, "", g.Options, triggerOptions)
		g.Definition = triggerText(n.d, g.Definition)
		key := g.Table.Name + "\x00" + parseTrigger(g.Definition).timing
		if before := last[key]; before != nil && g.Options["mysql.follows"] == "" {
			follow(g, before)
		}
		last[key] = g
	}
}
