package handles // want package:"tables .own"

import (
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
	"schema"
)

var meta = metadata.New()

type Base struct{ ID int64 }

type Money struct {
	Amount   int64
	Currency string
}

type User struct {
	Base
	Name    string
	Age     *int
	Joined  orm.Opt[time.Time]
	Tags    []string
	Mood    string
	Price   Money
	Secret  string `db:"-"`
	Cache   string
	Friends []*User
	hidden  int
}

func (u *User) Declare(t *orm.Def) {
	t.Col(&u.Tags).JSON()
	t.Col(&u.Mood).JSON().NotNull()
	t.Inline(&u.Price, "price_")
	t.Ignore(&u.Cache)
}

var Users = orm.Bind[struct {
	orm.Table[User]
	ID       core.Num[int64]
	Name     core.Str
	Age      core.Num[int]
	Joined   core.Time
	Tags     core.Str
	Mood     core.Num[int]
	Currency core.Str
	Friends  orm.Many[User, User]
}](meta)

var Behind = orm.Bind[struct { // want `the handles of User are behind: there is none for its field Name` `there is none for its field Joined` `there is none for its field Mood`
	orm.Table[User]
	ID       core.Num[int64]
	FullName core.Str        // want `the handle FullName is behind: User has no field of that name`
	Age      core.Num[int64] // want `the handle Age is behind: it is for int64, and the field of User is a \*int`
	Tags     core.Str
	Enemies  orm.Many[User, User] // want `the handle Enemies is behind: User has no field of that name`
}](meta)

type Named interface{ Label() string }

// common are handles that several tables have.
type common struct {
	ID   core.Num[int64]
	Name core.Str
}

type Pet struct {
	ID   int64
	Name string
	Legs int
}

var Pets = orm.Bind[struct {
	orm.Poly[Named, Pet]
	common
	Legs core.Num[int]
}](meta)

var LeglessPets = orm.Bind[struct { // want `the handles of Pet are behind: there is none for its field Legs`
	orm.Poly[Named, Pet]
	common
}](meta)

type UsersTable struct {
	core.Table
	ID   core.Str
	Name core.Str // want `the handle Name is behind: table app.users has no column name`
}

var AppUsers = core.BindAll[UsersTable](schema.Users) // want `the handles of table app.users are behind: there is none for column full_name`

type TagsTable struct {
	core.Table
	ID    core.Str
	Title core.Str `db:"label"`
}

var Tags = core.BindAll[TagsTable](schema.MetaData.Table(metadata.Name{Name: "tags"}))

var Unknown = core.BindAll[TagsTable](schema.MetaData.Table(metadata.Name{Name: "elsewhere"}))

var Spread = core.BindAll[TagsTable](schema.Open)

type own struct {
	core.Table
	ID    core.Str
	Title core.Str // want `the handle Title is behind: table own has no column title`
}

var Own = core.NewTable[own](meta, "own", metadata.Col("id", metadata.Text()), metadata.Col("label", metadata.Text()))

type Engineer struct {
	User
	Language string
}

type userHandles struct {
	ID       core.Num[int64]
	Name     core.Str
	Age      core.Num[int]
	Joined   core.Time
	Mood     core.Str
	Language core.Str
}

var Engineers = orm.Bind[struct {
	orm.Table[Engineer]
	userHandles
}](meta)
