package main

import (
	"context"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// Declare maps a user to the table that the others use too.
func (u *User) Declare(t *orm.Def) {
	t.Name("users")
	t.Col(&u.Name).Len(50)
	t.Col(&u.Email).Len(100)
	t.Col(&u.Age).Type(metadata.Integer())
	orm.HasMany(t, &u.Posts, func(p *Post) *int64 { return &p.UserID })
}

// Declare maps a post.
func (p *Post) Declare(t *orm.Def) {
	t.Name("posts")
	t.Col(&p.Title).Len(100)
}

var (
	mapped = metadata.New()
	people = orm.Bind[struct {
		orm.Table[User]
		ID      core.Num[int64]
		Name    core.Str
		Email   core.Str
		Age     core.Num[int]
		Bio     core.Str
		Active  core.Bool
		Balance core.Num[float64]
		Created core.Time
		Posts   orm.Many[User, Post]
	}](mapped)
)

// ormSession is dbtool's mapper: each operation has a session of its own, as a
// request has, with identity map and copies to compare with.
type ormSession struct{ e *engine.Engine }

func openORM(_ database, u string) (*session, error) {
	e, err := engine.OpenWith(context.Background(), all.Dialects(), u, engine.Options{MaxOpen: 1})
	if err != nil {
		return nil, err
	}
	o := ormSession{e}
	return &session{db: e.DB, insert: o.insert, insertIDs: o.insert, selPK: o.selPK, sel: pointers(o.sel), update: o.update, eager: pointers(o.eager), build: o.build, close: e.Close}, nil
}

func (o ormSession) insert(rows []User) error {
	s := orm.NewSession(o.e, mapped)
	for i := range rows {
		if err := s.Add(&rows[i]); err != nil {
			return err
		}
	}
	return s.Commit(context.Background())
}

func (o ormSession) selPK(id int64) (User, error) {
	s := orm.NewSession(o.e, mapped)
	u, err := orm.Get[User](context.Background(), s, id)
	if err != nil {
		return User{}, err
	}
	return *u, s.Close()
}

func (o ormSession) sel(n int) ([]*User, error) {
	return o.all(people.Select().Limit(n))
}

func (o ormSession) all(q orm.Query[User]) ([]*User, error) {
	s := orm.NewSession(o.e, mapped)
	list, err := q.OrderBy(people.ID.Asc()).All(context.Background(), s)
	if err != nil {
		return nil, err
	}
	return list, s.Close()
}

// update reads, changes and writes, as a program with objects does.
func (o ormSession) update(id int64, age int) error {
	s := orm.NewSession(o.e, mapped)
	u, err := orm.Get[User](context.Background(), s, id)
	if err != nil {
		return err
	}
	u.Age = age
	return s.Commit(context.Background())
}

func (o ormSession) eager(parents int) ([]*User, error) {
	return o.all(people.Select().Limit(parents).Load(people.Posts))
}

func (o ormSession) build() string {
	s, err := people.Select().Where(people.Age.Ge(18), people.Name.HasPrefix("a"), people.Active).OrderBy(people.ID.Desc()).Limit(10).Core().Statement()
	if err != nil {
		return err.Error()
	}
	text, _, err := o.e.Spell(s)
	if err != nil {
		return err.Error()
	}
	return text
}
