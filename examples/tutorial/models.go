// Package tutorial has the structs of docs/orm.md. The chapters are its tests.
package tutorial

import (
	"time"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

// User is somebody with addresses.
type User struct {
	ID        int64
	Name      string
	FullName  *string
	Settings  map[string]string
	Joined    orm.Opt[time.Time]
	Addresses []*Address
	Groups    []*Group
}

// Declare says what the fields cannot.
func (u *User) Declare(t *orm.Def) {
	t.Name("users")
	t.Col(&u.Name).Len(30)
	t.Col(&u.FullName).Len(100)
	t.Col(&u.Settings).JSON()
	t.Col(&u.Joined).Default(metadata.Now())
	orm.HasMany(t, &u.Addresses, func(a *Address) *int64 { return &a.UserID }).Cascade()
	orm.ManyToMany(t, &u.Groups, "membership")
}

// Address belongs to a user.
type Address struct {
	ID     int64
	UserID int64
	Email  string
	User   *User
}

// Declare names the other side of User.Addresses.
func (a *Address) Declare(t *orm.Def) {
	t.Name("addresses")
	t.Col(&a.Email).Len(100).Unique()
	orm.BelongsTo(t, &a.User, &a.UserID)
}

// Group has users, who may be in several.
type Group struct {
	ID    int64
	Name  string
	Users []*User
}

// Declare names the other side of User.Groups.
func (g *Group) Declare(t *orm.Def) {
	t.Name("groups")
	t.Col(&g.Name).Len(30).Unique()
	orm.ManyToMany(t, &g.Users, "membership")
}

// Page is edited by many, and never quite gone.
type Page struct {
	ID      int64
	Title   string
	Version int
	Deleted *time.Time
}

// Declare makes the table count changes and keep what is deleted.
func (p *Page) Declare(t *orm.Def) {
	t.Name("pages")
	t.Version(&p.Version)
	t.SoftDelete(&p.Deleted)
}

// MetaData has the tables of all of them.
var MetaData = metadata.New()

// Users has the columns and relations of [User].
var Users = orm.Bind[struct {
	orm.Table[User]
	ID        core.Num[int64]
	Name      core.Str
	FullName  core.Str
	Settings  core.Str
	Joined    core.Time
	Addresses orm.Many[User, Address]
	Groups    orm.Many[User, Group]
}](MetaData)

// Addresses has those of [Address].
var Addresses = orm.Bind[struct {
	orm.Table[Address]
	ID     core.Num[int64]
	UserID core.Num[int64]
	Email  core.Str
	User   orm.One[Address, User]
}](MetaData)

// Groups has those of [Group].
var Groups = orm.Bind[struct {
	orm.Table[Group]
	ID    core.Num[int64]
	Name  core.Str
	Users orm.Many[Group, User]
}](MetaData)

// Pages has those of [Page].
var Pages = orm.Bind[struct {
	orm.Table[Page]
	ID      core.Num[int64]
	Title   core.Str
	Version core.Num[int]
	Deleted core.Time
}](MetaData)
