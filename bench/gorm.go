package main

import (
	"errors"

	"gorm.io/driver/mysql"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

type gormSession struct{ db *gorm.DB }

func openGorm(d database, u string) (*session, error) {
	db, err := d.open(u)
	if err != nil {
		return nil, err
	}
	dialector := map[string]func() gorm.Dialector{
		"sqlite":   func() gorm.Dialector { return sqlite.New(sqlite.Config{Conn: db}) },
		"mysql":    func() gorm.Dialector { return mysql.New(mysql.Config{Conn: db}) },
		"postgres": func() gorm.Dialector { return postgres.New(postgres.Config{Conn: db}) },
	}[d.family]
	g, err := gorm.Open(dialector(), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s := gormSession{g}
	return &session{db: db, insert: s.insert, insertIDs: s.insert, selPK: s.selPK, sel: structs(s.sel), update: s.update, eager: pointers(s.eager), build: s.build, close: db.Close}, nil
}

func (s gormSession) insert(rows []User) error {
	if len(rows) == 1 {
		return s.db.Create(&rows[0]).Error
	}
	return s.db.Create(&rows).Error
}

func (s gormSession) selPK(id int64) (u User, err error) {
	err = s.db.First(&u, id).Error
	return u, err
}

func (s gormSession) sel(n int) (list []User, err error) {
	err = s.db.Order("id").Limit(n).Find(&list).Error
	return list, err
}

func (s gormSession) update(id int64, age int) error {
	return s.db.Model(&User{ID: id}).Update("age", age).Error
}

func (s gormSession) eager(parents int) (list []*User, err error) {
	err = s.db.Preload("Posts").Order("id").Limit(parents).Find(&list).Error
	return list, err
}

func (s gormSession) build() string {
	var list []User
	return s.db.Session(&gorm.Session{DryRun: true}).Where("age >= ?", 18).Where("name LIKE ?", "a%").Where("active").Order("id DESC").Limit(10).Find(&list).Statement.SQL.String()
}
