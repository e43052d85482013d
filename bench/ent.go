package main

import (
	"context"

	entdialect "entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"github.com/dbtool/dbtool/bench/entdb"
	"github.com/dbtool/dbtool/bench/entdb/post"
	"github.com/dbtool/dbtool/bench/entdb/user"
)

type entSession struct{ c *entdb.Client }

func openEnt(d database, u string) (*session, error) {
	db, err := d.open(u)
	if err != nil {
		return nil, err
	}
	name := map[string]string{"sqlite": entdialect.SQLite, "mysql": entdialect.MySQL, "postgres": entdialect.Postgres}[d.family]
	s := entSession{entdb.NewClient(entdb.Driver(entsql.OpenDB(name, db)))}
	return &session{db: db, insert: s.insert, insertIDs: s.insert, selPK: s.selPK, sel: s.sel, update: s.update, eager: s.eager, build: s.build, close: db.Close}, nil
}

func (s entSession) creates(u *User) *entdb.UserCreate {
	return s.c.User.Create().SetName(u.Name).SetEmail(u.Email).SetAge(u.Age).SetNillableBio(u.Bio).SetActive(u.Active).SetBalance(u.Balance).SetCreated(u.Created)
}

func (s entSession) insert(rows []User) error {
	if len(rows) == 1 {
		made, err := s.creates(&rows[0]).Save(context.Background())
		if err == nil {
			rows[0].ID = made.ID
		}
		return err
	}
	builders := make([]*entdb.UserCreate, len(rows))
	for i := range rows {
		builders[i] = s.creates(&rows[i])
	}
	made, err := s.c.User.CreateBulk(builders...).Save(context.Background())
	for i := range made {
		rows[i].ID = made[i].ID
	}
	return err
}

func plainUser(u *entdb.User) User {
	return User{ID: u.ID, Name: u.Name, Email: u.Email, Age: u.Age, Bio: u.Bio, Active: u.Active, Balance: u.Balance, Created: u.Created}
}

func (s entSession) selPK(id int64) (User, error) {
	u, err := s.c.User.Get(context.Background(), id)
	if err != nil {
		return User{}, err
	}
	return plainUser(u), nil
}

func (s entSession) sel(n int) (found, error) {
	return entUsers(s.c.User.Query().Order(user.ByID()).Limit(n).All(context.Background()))
}

func entUsers(list []*entdb.User, err error) (found, error) {
	return found{len(list), func(i int) *User {
		u := plainUser(list[i])
		for _, p := range list[i].Edges.Posts {
			u.Posts = append(u.Posts, &Post{ID: p.ID, UserID: p.UserID, Title: p.Title})
		}
		return &u
	}}, err
}

func (s entSession) update(id int64, age int) error {
	return s.c.User.Update().Where(user.ID(id)).SetAge(age).Exec(context.Background())
}

func (s entSession) eager(parents int) (found, error) {
	return entUsers(s.c.User.Query().Order(user.ByID()).Limit(parents).WithPosts(func(q *entdb.PostQuery) { q.Order(post.ByID()) }).All(context.Background()))
}

func (s entSession) build() string {
	t := entsql.Table(user.Table)
	text, _ := entsql.Select(user.Columns...).From(t).Where(entsql.And(entsql.GTE(user.FieldAge, 18), entsql.HasPrefix(user.FieldName, "a"), entsql.EQ(user.FieldActive, true))).
		OrderBy(entsql.Desc(user.FieldID)).Limit(10).Query()
	return text
}
