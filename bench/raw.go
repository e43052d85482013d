package main

import (
	"context"
	"database/sql"
	"strings"
)

// rawSession is database/sql as one writes it by hand.
type rawSession struct {
	db   *sql.DB
	mark func(int) string
	// ids says how keys are had: by RETURNING or by counting on from the first.
	returning bool
}

func openRaw(d database, u string) (*session, error) {
	db, err := d.open(u)
	if err != nil {
		return nil, err
	}
	r := &rawSession{db: db, mark: d.mark, returning: d.family != "mysql"}
	return &session{db: db, insert: r.insert, insertIDs: r.insertIDs, selPK: r.selPK, sel: structs(r.sel), update: r.update, eager: pointers(r.eager), close: db.Close}, nil
}

const userColumns = "id, name, email, age, bio, active, balance, created"

func (r *rawSession) insertText(rows []User) (string, []any) {
	var b strings.Builder
	args := make([]any, 0, 7*len(rows))
	b.WriteString("INSERT INTO users (name, email, age, bio, active, balance, created) VALUES ")
	n := 0
	for i := range rows {
		u := &rows[i]
		for k := range 7 {
			switch {
			case k > 0:
				b.WriteString(", ")
			case i > 0:
				b.WriteString("), (")
			default:
				b.WriteString("(")
			}
			n++
			b.WriteString(r.mark(n))
		}
		args = append(args, u.Name, u.Email, u.Age, u.Bio, u.Active, u.Balance, u.Created)
	}
	b.WriteString(")")
	return b.String(), args
}

func (r *rawSession) insert(rows []User) error {
	text, args := r.insertText(rows)
	_, err := r.db.ExecContext(context.Background(), text, args...)
	return err
}

func (r *rawSession) insertIDs(rows []User) error {
	text, args := r.insertText(rows)
	if !r.returning {
		res, err := r.db.ExecContext(context.Background(), text, args...)
		if err != nil {
			return err
		}
		id, err := res.LastInsertId()
		for i := range rows {
			rows[i].ID = id + int64(i)
		}
		return err
	}
	found, err := r.db.QueryContext(context.Background(), text+" RETURNING id", args...)
	if err != nil {
		return err
	}
	defer found.Close()
	for i := 0; found.Next(); i++ {
		if err := found.Scan(&rows[i].ID); err != nil {
			return err
		}
	}
	return found.Err()
}

func (r *rawSession) selPK(id int64) (u User, err error) {
	err = r.db.QueryRowContext(context.Background(), "SELECT "+userColumns+" FROM users WHERE id = "+r.mark(1), id).
		Scan(&u.ID, &u.Name, &u.Email, &u.Age, &u.Bio, &u.Active, &u.Balance, &u.Created)
	return u, err
}

func (r *rawSession) sel(n int) ([]User, error) {
	rows, err := r.db.QueryContext(context.Background(), "SELECT "+userColumns+" FROM users ORDER BY id LIMIT "+r.mark(1), n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []User
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Name, &u.Email, &u.Age, &u.Bio, &u.Active, &u.Balance, &u.Created); err != nil {
			return nil, err
		}
		list = append(list, u)
	}
	return list, rows.Err()
}

func (r *rawSession) update(id int64, age int) error {
	_, err := r.db.ExecContext(context.Background(), "UPDATE users SET age = "+r.mark(1)+" WHERE id = "+r.mark(2), age, id)
	return err
}

func (r *rawSession) eager(parents int) ([]*User, error) {
	list, err := r.sel(parents)
	if err != nil {
		return nil, err
	}
	users, byID, args, marks := make([]*User, len(list)), make(map[int64]*User, len(list)), make([]any, len(list)), make([]string, len(list))
	for i := range list {
		users[i] = &list[i]
		byID[list[i].ID], args[i], marks[i] = &list[i], list[i].ID, r.mark(i+1)
	}
	rows, err := r.db.QueryContext(context.Background(), "SELECT id, user_id, title FROM posts WHERE user_id IN ("+strings.Join(marks, ", ")+") ORDER BY id", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p := new(Post)
		if err := rows.Scan(&p.ID, &p.UserID, &p.Title); err != nil {
			return nil, err
		}
		u := byID[p.UserID]
		u.Posts = append(u.Posts, p)
	}
	return users, rows.Err()
}
