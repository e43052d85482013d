package main

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/mysqldialect"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"
)

type bunSession struct{ db *bun.DB }

func openBun(d database, u string) (*session, error) {
	db, err := d.open(u)
	if err != nil {
		return nil, err
	}
	dialect := map[string]func() schema.Dialect{
		"sqlite":   func() schema.Dialect { return sqlitedialect.New() },
		"mysql":    func() schema.Dialect { return mysqldialect.New() },
		"postgres": func() schema.Dialect { return pgdialect.New() },
	}[d.family]
	s := bunSession{bun.NewDB(db, dialect())}
	return &session{db: db, insert: s.insert, insertIDs: s.insert, selPK: s.selPK, sel: structs(s.sel), update: s.update, eager: pointers(s.eager), build: s.build, close: db.Close}, nil
}

func (s bunSession) insert(rows []User) error {
	_, err := s.db.NewInsert().Model(&rows).Exec(context.Background())
	return err
}

func (s bunSession) selPK(id int64) (u User, err error) {
	err = s.db.NewSelect().Model(&u).Where("id = ?", id).Scan(context.Background())
	return u, err
}

func (s bunSession) sel(n int) (list []User, err error) {
	err = s.db.NewSelect().Model(&list).Order("id").Limit(int64(n)).Scan(context.Background())
	return list, err
}

func (s bunSession) update(id int64, age int) error {
	_, err := s.db.NewUpdate().Model((*User)(nil)).Set("age = ?", age).Where("id = ?", id).Exec(context.Background())
	return err
}

func (s bunSession) eager(parents int) (list []*User, err error) {
	err = s.db.NewSelect().Model(&list).Relation("Posts", func(q *bun.SelectQuery) *bun.SelectQuery { return q.Order("id") }).Order("id").Limit(int64(parents)).Scan(context.Background())
	return list, err
}

func (s bunSession) build() string {
	return s.db.NewSelect().Model((*User)(nil)).Where("age >= ?", 18).Where("name LIKE ?", "a%").Where("active").Order("id DESC").Limit(10).String()
}
