package main

import (
	"github.com/jmoiron/sqlx"
)

type sqlxSession struct {
	db   *sqlx.DB
	mark func(int) string
}

func openSQLX(d database, u string) (*session, error) {
	db, err := d.open(u)
	if err != nil {
		return nil, err
	}
	s := sqlxSession{sqlx.NewDb(db, map[string]string{"sqlite": "sqlite3", "mysql": "mysql", "postgres": "pgx"}[d.family]), d.mark}
	return &session{db: db, insert: s.insert, selPK: s.selPK, sel: structs(s.sel), update: s.update, eager: pointers(s.eager), close: db.Close}, nil
}

func (s sqlxSession) insert(rows []User) error {
	const text = "INSERT INTO users (name, email, age, bio, active, balance, created) VALUES (:name, :email, :age, :bio, :active, :balance, :created)"
	if len(rows) == 1 {
		_, err := s.db.NamedExec(text, &rows[0])
		return err
	}
	_, err := s.db.NamedExec(text, rows)
	return err
}

func (s sqlxSession) selPK(id int64) (u User, err error) {
	err = s.db.Get(&u, "SELECT "+userColumns+" FROM users WHERE id = "+s.mark(1), id)
	return u, err
}

func (s sqlxSession) sel(n int) (list []User, err error) {
	err = s.db.Select(&list, "SELECT "+userColumns+" FROM users ORDER BY id LIMIT "+s.mark(1), n)
	return list, err
}

func (s sqlxSession) update(id int64, age int) error {
	_, err := s.db.Exec("UPDATE users SET age = "+s.mark(1)+" WHERE id = "+s.mark(2), age, id)
	return err
}

func (s sqlxSession) eager(parents int) ([]*User, error) {
	list, err := s.sel(parents)
	if err != nil {
		return nil, err
	}
	users, byID, ids := make([]*User, len(list)), make(map[int64]*User, len(list)), make([]int64, len(list))
	for i := range list {
		users[i], ids[i] = &list[i], list[i].ID
		byID[list[i].ID] = &list[i]
	}
	text, args, err := sqlx.In("SELECT id, user_id, title FROM posts WHERE user_id IN (?) ORDER BY id", ids)
	if err != nil {
		return nil, err
	}
	var children []Post
	if err := s.db.Select(&children, s.db.Rebind(text), args...); err != nil {
		return nil, err
	}
	for i := range children {
		u := byID[children[i].UserID]
		u.Posts = append(u.Posts, &children[i])
	}
	return users, nil
}
