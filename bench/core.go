package main

import (
	"context"
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/dialect/all"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/metadata"
)

var meta = metadata.New()

var users = core.NewTable[struct {
	core.Table
	ID      core.Num[int64]
	Name    core.Str
	Email   core.Str
	Age     core.Num[int]
	Bio     core.Str
	Active  core.Bool
	Balance core.Num[float64]
	Created core.Time
}](meta, "users",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("name", metadata.String(50)),
	metadata.Col("email", metadata.String(100)),
	metadata.Col("age", metadata.Integer()),
	metadata.Col("bio", metadata.Text()).Null(),
	metadata.Col("active", metadata.Boolean()),
	metadata.Col("balance", metadata.Double()),
	metadata.Col("created", metadata.Timestamp().Digits(6)),
)

var posts = core.NewTable[struct {
	core.Table
	ID     core.Num[int64]
	UserID core.Num[int64]
	Title  core.Str
}](meta, "posts",
	metadata.Col("id", metadata.BigInt()).PrimaryKey(),
	metadata.Col("user_id", metadata.BigInt()),
	metadata.Col("title", metadata.String(100)),
)

var (
	wholeUser = core.Into(func(u *User) []core.Field {
		return []core.Field{core.To(&u.ID, users.ID), core.To(&u.Name, users.Name), core.To(&u.Email, users.Email), core.To(&u.Age, users.Age),
			core.ToPtr(&u.Bio, users.Bio), core.To(&u.Active, users.Active), core.To(&u.Balance, users.Balance), core.To(&u.Created, users.Created)}
	})
	wholePost = core.Into(func(p *Post) []core.Field {
		return []core.Field{core.To(&p.ID, posts.ID), core.To(&p.UserID, posts.UserID), core.To(&p.Title, posts.Title)}
	})
	selectUser = core.Select(wholeUser)
	selectPost = core.Select(wholePost)
	newUser    = []core.RowField[User]{
		core.FromRow(users.Name, func(u *User) string { return u.Name }),
		core.FromRow(users.Email, func(u *User) string { return u.Email }),
		core.FromRow(users.Age, func(u *User) int { return u.Age }),
		core.FromRowPtr(users.Bio, func(u *User) *string { return u.Bio }),
		core.FromRow(users.Active, func(u *User) bool { return u.Active }),
		core.FromRow(users.Balance, func(u *User) float64 { return u.Balance }),
		core.FromRow(users.Created, func(u *User) time.Time { return u.Created }),
	}
)

// coreSession is dbtool's expression language, without the mapper.
type coreSession struct{ e *engine.Engine }

func openCore(_ database, u string) (*session, error) {
	e, err := engine.OpenWith(context.Background(), all.Dialects(), u, engine.Options{MaxOpen: 1})
	if err != nil {
		return nil, err
	}
	c := coreSession{e}
	return &session{db: e.DB, insert: c.insert, insertIDs: c.insertIDs, selPK: c.selPK, sel: structs(c.sel), update: c.update, eager: pointers(c.eager), build: c.build, close: e.Close}, nil
}

func (c coreSession) insert(rows []User) error {
	if len(rows) > 1 {
		return core.InsertAll(context.Background(), c.e, users, rows, newUser...)
	}
	u := &rows[0]
	_, err := core.Insert(users).Values(users.Name.Set(u.Name), users.Email.Set(u.Email), users.Age.Set(u.Age), users.Bio.SetPtr(u.Bio), users.Active.Set(u.Active),
		users.Balance.Set(u.Balance), users.Created.Set(u.Created)).Exec(context.Background(), c.e)
	return err
}

func (c coreSession) insertIDs(rows []User) error {
	return core.InsertAllKeys(context.Background(), c.e, users, rows, users.ID, func(u *User, id int64) { u.ID = id }, newUser...)
}

func (c coreSession) selPK(id int64) (User, error) {
	return selectUser.Where(users.ID.Eq(id)).One(context.Background(), c.e)
}

func (c coreSession) sel(n int) ([]User, error) {
	return selectUser.OrderBy(users.ID.Asc()).Limit(n).All(context.Background(), c.e)
}

func (c coreSession) update(id int64, age int) error {
	_, err := core.Update(users).Set(users.Age.Set(age)).Where(users.ID.Eq(id)).Exec(context.Background(), c.e)
	return err
}

func (c coreSession) eager(parents int) ([]*User, error) {
	list, err := c.sel(parents)
	if err != nil {
		return nil, err
	}
	all, byID, ids := make([]*User, len(list)), make(map[int64]*User, len(list)), make([]int64, len(list))
	for i := range list {
		all[i], ids[i] = &list[i], list[i].ID
		byID[list[i].ID] = &list[i]
	}
	children, err := selectPost.Where(posts.UserID.In(ids...)).OrderBy(posts.ID.Asc()).All(context.Background(), c.e)
	for i := range children {
		u := byID[children[i].UserID]
		u.Posts = append(u.Posts, &children[i])
	}
	return all, err
}

func (c coreSession) build() string {
	s, err := selectUser.Where(users.Age.Ge(18), users.Name.HasPrefix("a"), users.Active).OrderBy(users.ID.Desc()).Limit(10).Statement()
	if err != nil {
		return err.Error()
	}
	text, _, err := c.e.Spell(s)
	if err != nil {
		return err.Error()
	}
	return text
}
