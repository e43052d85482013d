package migrate

import (
	"slices"

	"github.com/dbtool/dbtool/metadata"
)

// Missing is have with those objects of want added that it lacks, whole
// objects only: what create-all aims at. What is there stays as it is.
func Missing(have, want *metadata.MetaData) *metadata.MetaData {
	m := have.Clone()
	for _, t := range want.Tables() {
		if m.Table(t.Ident()) == nil {
			m.Add(t)
		}
	}
	m.Schemas = addMissing(m.Schemas, want.Schemas, func(s *metadata.Schema) string { return s.Name })
	m.Extensions = addMissing(m.Extensions, want.Extensions, func(e *metadata.Extension) string { return e.Name })
	m.Enums = addMissing(m.Enums, want.Enums, (*metadata.Enum).Ident)
	m.Domains = addMissing(m.Domains, want.Domains, (*metadata.Domain).Ident)
	m.Sequences = addMissing(m.Sequences, want.Sequences, (*metadata.Sequence).Ident)
	m.Views = addMissing(m.Views, want.Views, (*metadata.View).Ident)
	m.Routines = addMissing(m.Routines, want.Routines, routineKey)
	m.Objects = addMissing(m.Objects, want.Objects, objectKey)
	m.Triggers = addMissing(m.Triggers, want.Triggers, nameOfTrigger)
	return m
}

// Without is have without the objects that want declares: what drop-all aims at.
func Without(have, want *metadata.MetaData) *metadata.MetaData {
	m := have.Clone()
	for _, t := range want.Tables() {
		m.Remove(t.Ident())
	}
	m.Schemas = remove(m.Schemas, want.Schemas, func(s *metadata.Schema) string { return s.Name })
	m.Extensions = remove(m.Extensions, want.Extensions, func(e *metadata.Extension) string { return e.Name })
	m.Enums = remove(m.Enums, want.Enums, (*metadata.Enum).Ident)
	m.Domains = remove(m.Domains, want.Domains, (*metadata.Domain).Ident)
	m.Sequences = remove(m.Sequences, want.Sequences, (*metadata.Sequence).Ident)
	m.Views = remove(m.Views, want.Views, (*metadata.View).Ident)
	m.Routines = remove(m.Routines, want.Routines, routineKey)
	m.Objects = slices.DeleteFunc(remove(m.Objects, want.Objects, objectKey), func(o *metadata.Object) bool {
		return want.Table(o.Table) != nil // gone with its table
	})
	m.Triggers = slices.DeleteFunc(m.Triggers, func(g *metadata.Trigger) bool {
		return m.Table(g.Table) == nil // gone with its table
	})
	return m
}

func nameOfTrigger(t *metadata.Trigger) [3]string {
	return [3]string{t.Table.Schema, t.Table.Name, t.Name}
}

func addMissing[T any, K comparable](have, want []T, key func(T) K) []T {
	set := map[K]bool{}
	for _, h := range have {
		set[key(h)] = true
	}
	for _, w := range want {
		if !set[key(w)] {
			have = append(have, w)
		}
	}
	return have
}

func remove[T any, K comparable](have, want []T, key func(T) K) []T {
	set := map[K]bool{}
	for _, w := range want {
		set[key(w)] = true
	}
	return slices.DeleteFunc(have, func(h T) bool { return set[key(h)] })
}

// KeepRights gives views and routines of want the rights that those of the same
// name have in have, so that the way back gives them again too.
func KeepRights(have, want *metadata.MetaData) {
	views := map[metadata.Name][]string{}
	for _, v := range have.Views {
		views[v.Ident()] = v.Rights
	}
	for _, v := range want.Views {
		v.Rights = views[v.Ident()]
	}
	routines := map[[4]string][]string{}
	for _, r := range have.Routines {
		routines[routineKey(r)] = r.Rights
	}
	for _, r := range want.Routines {
		r.Rights = routines[routineKey(r)]
	}
}
