package lint

import (
	"slices"

	"github.com/dbtool/dbtool/dialect"
	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

// act is one thing that a statement asks for: what a schema does not show of it.
// An ALTER TABLE has one for each of its clauses. The grammars of all servers
// come to the same acts, so that a rule need not know any.
type act struct {
	verb verb
	// table is the table, or the object of another kind, that it is about. The
	// default schema goes without its name, as in metadata.
	table metadata.Name
	// name is the part of it: a column, an index, a constraint, a setting.
	name string
	// value is what a setting is set to, or the new name or value of a thing.
	value string
	flags []trait
}

func (a act) is(verbs ...verb) bool { return slices.Contains(verbs, a.verb) }
func (a act) has(f trait) bool      { return slices.Contains(a.flags, f) }

// flagged adds a trait if on holds.
func (a act) flagged(on bool, f trait) act {
	if on {
		a.flags = append(slices.Clone(a.flags), f)
	}
	return a
}

type verb string

const (
	other            verb = ""
	createTable      verb = "create table"
	createIndex      verb = "create index"
	createTrigger    verb = "create trigger"
	createDomain     verb = "create domain"
	createDatabase   verb = "create database"
	dropTable        verb = "drop table"
	dropIndex        verb = "drop index"
	dropDatabase     verb = "drop database"
	dropOther        verb = "drop"
	truncate         verb = "truncate"
	insertRows       verb = "insert"
	updateRows       verb = "update"
	deleteRows       verb = "delete"
	begin            verb = "begin"
	commit           verb = "commit"
	set              verb = "set"
	reset            verb = "reset"
	reindex          verb = "reindex"
	refresh          verb = "refresh materialized view"
	cluster          verb = "cluster"
	vacuum           verb = "vacuum"
	addValue         verb = "add value"
	addDomainCheck   verb = "alter domain add constraint"
	replaceRoutine   verb = "create or replace function"
	addColumn        verb = "add column"
	dropColumn       verb = "drop column"
	modifyColumn     verb = "modify column" // MySQL's MODIFY and CHANGE, which restate it
	alterType        verb = "alter column type"
	setNotNull       verb = "set not null"
	addConstraint    verb = "add constraint"
	dropConstraint   verb = "drop constraint"
	validate         verb = "validate constraint"
	renameTable      verb = "rename table"
	renameColumn     verb = "rename column"
	attachPartition  verb = "attach partition"
	detachPartition  verb = "detach partition"
	dropPartition    verb = "drop partition"
	setLogged        verb = "set logged"
	enableRLS        verb = "enable row level security"
	convertCharset   verb = "convert charset"
	tableOption      verb = "table option"
	chooseAlgorithm  verb = "algorithm"
	chooseLock       verb = "lock"
	alterOther       verb = "alter table"
	alterOtherObject verb = "alter"
)

type trait string

const (
	concurrently trait = "concurrently"
	cascade      trait = "cascade"
	ifExists     trait = "if exists" // or IF NOT EXISTS
	where        trait = "where"
	using        trait = "using"
	usingIndex   trait = "using index"
	notValid     trait = "not valid"
	placed       trait = "placed" // BEFORE or AFTER another value; FIRST or AFTER another column
	full         trait = "full"
	unique       trait = "unique"
	primaryKey   trait = "primary key"
	foreignKey   trait = "foreign key"
	check        trait = "check"
	exclude      trait = "exclude"
	notNull      trait = "not null"
	serial       trait = "serial"
	special      trait = "special" // a FULLTEXT or SPATIAL index
	comment      trait = "comment"
	defaulted    trait = "default"
	onUpdate     trait = "on update"
	collated     trait = "collate"
	autoinc      trait = "auto_increment"
	generated    trait = "generated"
	hasDomain    trait = "constraint"
)

// reader takes statements apart by the grammar of the server they are for. A
// text that this does not know, such as a word of MariaDB's own, is read by its
// tokens alone.
type reader struct {
	server *dialect.Server
	rules  lex.Rules
	// grammar is nil where there is none but the tokens.
	grammar func(sql string, r *reader) ([]act, error)
}

func newReader(d dialect.Dialect, s *dialect.Server) *reader {
	r := &reader{server: s, rules: d.Rules()}
	switch {
	case slices.Contains(s.Names, "postgres"):
		r.grammar = postgresActs
	case slices.Contains(s.Names, "mysql"):
		r.grammar = mysqlActs
	}
	return r
}

// acts are what the statement asks for; none if it is beyond reading.
func (r *reader) acts(sql string) []act {
	if r.grammar != nil {
		if list, err := r.grammar(sql, r); err == nil {
			return list
		}
	}
	return tokenActs(sql, r)
}

// ident is a name as metadata has it.
func (r *reader) ident(schema, name string) metadata.Name {
	if schema == r.server.Schema || schema == r.server.Database && !r.server.Caps.Schemas {
		schema = ""
	}
	return metadata.Name{Schema: schema, Name: name}
}
