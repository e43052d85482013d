package orm_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/dbtool/dbtool/core"
	"github.com/dbtool/dbtool/engine"
	"github.com/dbtool/dbtool/orm"
)

// world is what the database should hold, by the names of things.
type world struct {
	ages    map[string]int             // of users
	owners  map[string]string          // of posts
	tags    map[string]map[string]bool // of posts
	known   map[string]bool            // tags
	parents map[string]string          // of folders, "" is none
}

func newWorld() world {
	return world{map[string]int{}, map[string]string{}, map[string]map[string]bool{}, map[string]bool{}, map[string]string{}}
}

func (w world) clone() world {
	c := world{maps.Clone(w.ages), maps.Clone(w.owners), map[string]map[string]bool{}, maps.Clone(w.known), maps.Clone(w.parents)}
	for p, ts := range w.tags {
		c.tags[p] = maps.Clone(ts)
	}
	return c
}

// player edits objects and the world alike.
type player struct {
	*world
	t       *testing.T
	r       *rand.Rand
	db      *engine.Engine
	s       *orm.Session
	users   map[string]*User
	posts   map[string]*Post
	tagged  map[string]*Tag
	folders map[string]*Folder
	n       int
	log     []string
}

func (p *player) say(format string, args ...any) { p.log = append(p.log, fmt.Sprintf(format, args...)) }

func (p *player) fresh(kind string) string { p.n++; return kind + strconv.Itoa(p.n) }

// any is one of the names, or "".
func pick[V any](r *rand.Rand, m map[string]V) string {
	if len(m) == 0 {
		return ""
	}
	return slices.Sorted(maps.Keys(m))[r.IntN(len(m))]
}

func (p *player) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%v\nafter\n%s", err, p.history())
	}
}

func (p *player) history() string {
	text := ""
	for _, l := range p.log {
		text += "  " + l + "\n"
	}
	return text
}

func (p *player) edit(ctx context.Context) {
	user, post, tag, folder := pick(p.r, p.ages), pick(p.r, p.owners), pick(p.r, p.known), pick(p.r, p.parents)
	switch p.r.IntN(16) {
	case 0, 1:
		name := p.fresh("u")
		p.say("add %s", name)
		p.ages[name] = 1
		p.users[name] = &User{Name: name, Age: 1}
		p.must(p.s.Add(p.users[name]))
	case 2, 3:
		if user != "" {
			p.addPost(user)
		}
	case 4:
		if user != "" {
			p.say("age of %s", user)
			p.ages[user] = p.r.IntN(3)
			p.users[user].Age = p.ages[user]
		}
	case 5:
		if post != "" && user != "" {
			p.movePost(post, user)
		}
	case 6:
		if post != "" {
			p.dropPost(post)
		}
	case 7:
		if post != "" {
			p.tag(post, tag)
		}
	case 8:
		if user != "" {
			if p.users[user].ID == 0 {
				p.must(p.s.Flush(ctx))
			}
			p.deleteUser(user)
		}
	case 9, 10:
		p.addFolder(folder)
	case 11:
		if folder != "" {
			p.moveFolder(ctx, folder)
		}
	case 12:
		if folder != "" {
			p.say("delete %s", folder)
			p.must(p.s.Flush(ctx))
			p.must(p.s.Delete(p.folders[folder]))
			if up := p.parents[folder]; up != "" {
				p.leaveFolder(p.folders[up], p.folders[folder])
			}
			p.forgetFolder(folder)
			p.must(p.s.Flush(ctx))
		}
	case 13:
		p.updateByAge(ctx, p.r.IntN(3), p.r.IntN(3))
	case 14:
		if post != "" {
			p.deleteByTitle(ctx, post)
		}
	case 15:
		p.say("load")
		_, err := Users.Select().Load(Users.Posts.Joined().Load(Posts.Tags.Joined())).All(ctx, p.s)
		p.must(err)
	}
}

func (p *player) updateByAge(ctx context.Context, from, to int) {
	p.say("age %d is %d", from, to)
	_, err := Users.Select().Where(Users.Age.Eq(from)).Update(ctx, p.s, Users.Age.Set(to))
	p.must(err)
	for user, age := range p.ages {
		if age == from {
			p.ages[user] = to
		}
	}
}

func (p *player) deleteByTitle(ctx context.Context, post string) {
	p.say("delete where title is %s", post)
	n, err := Posts.Select().Where(Posts.Title.Eq(post)).Delete(ctx, p.s)
	p.must(err)
	if n != 1 || p.s.Contains(p.posts[post]) || slices.Contains(p.users[p.owners[post]].Posts, p.posts[post]) {
		p.t.Fatalf("%d rows; in the session %v\nafter\n%s", n, p.s.Contains(p.posts[post]), p.history())
	}
	delete(p.owners, post)
	delete(p.tags, post)
}

func (p *player) addPost(user string) {
	name := p.fresh("p")
	p.say("post %s of %s", name, user)
	o := &Post{Title: name}
	p.posts[name], p.owners[name], p.tags[name] = o, user, map[string]bool{}
	if p.r.IntN(2) == 0 {
		p.users[user].Posts = append(p.users[user].Posts, o)
		return
	}
	o.User = p.users[user] // the other side
	p.must(p.s.Add(o))
	p.users[user].Posts = append(p.users[user].Posts, o)
}

func without[T comparable](list []T, x T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(y T) bool { return x == y })
}

func (p *player) movePost(post, user string) {
	p.say("move %s to %s", post, user)
	from, o := p.users[p.owners[post]], p.posts[post]
	from.Posts = without(from.Posts, o)
	p.users[user].Posts = append(p.users[user].Posts, o)
	p.owners[post] = user
}

func (p *player) dropPost(post string) {
	p.say("orphan %s", post)
	from := p.users[p.owners[post]]
	o := p.posts[post]
	from.Posts = without(from.Posts, o)
	if o.ID == 0 && p.s.Contains(o) { // it was added by itself, and stays without that
		p.must(p.s.Expunge(o))
	}
	delete(p.owners, post)
	delete(p.tags, post)
}

func (p *player) tag(post, tag string) {
	if tag == "" || p.r.IntN(3) == 0 {
		tag = p.fresh("t")
		p.known[tag] = true
		p.tagged[tag] = &Tag{Name: tag}
	}
	o := p.posts[post]
	if p.tags[post][tag] {
		p.say("untag %s %s", post, tag)
		delete(p.tags[post], tag)
		o.Tags = without(o.Tags, p.tagged[tag])
		return
	}
	p.say("tag %s %s", post, tag)
	p.tags[post][tag] = true
	o.Tags = append(o.Tags, p.tagged[tag])
}

func (p *player) deleteUser(user string) {
	p.say("delete %s", user)
	p.must(p.s.Delete(p.users[user]))
	delete(p.ages, user)
	for post, owner := range p.owners {
		if owner == user {
			delete(p.owners, post)
			delete(p.tags, post)
		}
	}
}

func (p *player) addFolder(parent string) {
	name := p.fresh("f")
	p.say("folder %s in %q", name, parent)
	f := &Folder{Name: name}
	p.folders[name], p.parents[name] = f, parent
	if parent == "" {
		p.must(p.s.Add(f))
		return
	}
	p.folders[parent].Children = append(p.folders[parent].Children, f)
}

func (p *player) leaveFolder(parent, f *Folder) { parent.Children = without(parent.Children, f) }

// isIn reports whether a folder is another one, or inside of it.
func (p *player) isIn(name, other string) bool {
	for up := name; up != ""; up = p.parents[up] {
		if up == other {
			return true
		}
	}
	return false
}

func (p *player) moveFolder(ctx context.Context, name string) {
	to := pick(p.r, p.parents)
	if p.isIn(to, name) {
		return
	}
	if p.r.IntN(2) == 0 {
		p.moveBySelf(ctx, name, to)
		return
	}
	p.say("move %s into %s", name, to)
	f := p.folders[name]
	if old := p.parents[name]; old != "" {
		p.leaveFolder(p.folders[old], f)
	}
	p.folders[to].Children = append(p.folders[to].Children, f)
	p.parents[name] = to
}

// moveBySelf says only in the folder itself where it goes, and may delete the old
// parent in the same flush.
func (p *player) moveBySelf(ctx context.Context, name, to string) {
	p.must(p.s.Flush(ctx))
	f, old := p.folders[name], p.parents[name]
	p.parents[name] = to
	if p.r.IntN(2) == 0 {
		p.say("%s goes into %s", name, to)
		f.Parent = p.folders[to]
	} else {
		p.say("%s has the key of %s", name, to)
		f.ParentID = &p.folders[to].ID
	}
	if old != "" && p.r.IntN(3) == 0 && !p.isIn(to, old) {
		p.say("delete %s", old)
		p.must(p.s.Delete(p.folders[old]))
		p.forgetFolder(old)
	}
	p.must(p.s.Flush(ctx))
	if f.Parent == nil { // by its key alone, neither side is known
		p.must(orm.Load(ctx, p.s, []*Folder{f}, Folders.Parent))
		p.must(orm.Load(ctx, p.s, []*Folder{p.folders[to]}, Folders.Children))
	}
}

func (p *player) forgetFolder(name string) {
	delete(p.parents, name)
	for c, up := range maps.Clone(p.parents) {
		if up == name {
			p.forgetFolder(c)
		}
	}
}

// inside plays in a transaction or savepoint, which may be rolled back.
func (p *player) inside(ctx context.Context, depth int) {
	before, undo := p.clone(), p.r.IntN(2) == 0
	p.say("begin")
	p.must(p.s.Flush(ctx))
	err := p.s.InTx(ctx, func(ctx context.Context) error {
		for range 1 + p.r.IntN(6) {
			if depth < 3 && p.r.IntN(5) == 0 {
				p.inside(ctx, depth+1)
			} else {
				p.edit(ctx)
			}
			if p.r.IntN(4) == 0 {
				p.say("flush")
				p.must(p.s.Flush(ctx))
			}
		}
		if undo {
			return errBoom
		}
		return nil
	})
	if !undo {
		p.say("end")
		p.must(err)
		return
	}
	p.say("undo")
	if !errors.Is(err, errBoom) {
		p.must(err)
	}
	*p.world = before
}

// check compares the world with the database and the objects.
func (p *player) check(ctx context.Context) {
	p.t.Helper()
	p.must(p.s.Flush(ctx))
	got := newWorld()
	load := Users.Posts.Load(Posts.Tags)
	if p.r.IntN(2) == 0 {
		load = Users.Posts.Joined().Load(Posts.Tags.Joined())
	}
	users := must[[]*User](p.t)(Users.Select().Load(load).All(ctx, p.reader()))
	for _, u := range users {
		got.ages[u.Name] = u.Age
		for _, o := range u.Posts {
			got.owners[o.Title], got.tags[o.Title] = u.Name, map[string]bool{}
			for _, g := range o.Tags {
				got.tags[o.Title][g.Name] = true
			}
		}
	}
	for _, g := range must[[]*Tag](p.t)(Tags.Select().All(ctx, p.reader())) {
		got.known[g.Name] = true
	}
	for _, f := range must[[]*Folder](p.t)(Folders.Select().Load(Folders.Parent).All(ctx, p.reader())) {
		got.parents[f.Name] = ""
		if f.Parent != nil {
			got.parents[f.Name] = f.Parent.Name
		}
	}
	for g := range p.known { // a tag is written with the first post that has it
		if !got.known[g] && !p.s.Contains(p.tagged[g]) {
			delete(p.known, g)
		}
	}
	if !reflect.DeepEqual(got, *p.world) {
		p.t.Fatalf("the database holds\n%+v\nwant\n%+v\nafter\n%s", got, *p.world, p.history())
	}
	p.checkObjects()
}

// reader reads what the session's transaction has written, without its objects.
func (p *player) reader() core.DB { return struct{ core.DB }{p.s} }

func (p *player) checkObjects() {
	p.t.Helper()
	for name, age := range p.ages {
		u := p.users[name]
		if u.Age != age || !p.s.Contains(u) || p.s.Dirty(u) {
			p.t.Fatalf("%s: %+v; in the session %v, dirty %v\nafter\n%s", name, u, p.s.Contains(u), p.s.Dirty(u), p.history())
		}
	}
	for name, owner := range p.owners {
		o, u := p.posts[name], p.users[owner]
		if o.UserID != u.ID || !slices.Contains(u.Posts, o) || len(o.Tags) != len(p.tags[name]) {
			p.t.Fatalf("%s of %s: %+v\nafter\n%s", name, owner, o, p.history())
		}
	}
	for name, parent := range p.parents {
		f := p.folders[name]
		if parent != "" && !slices.Contains(p.folders[parent].Children, f) {
			p.t.Fatalf("%s is not in %s\nafter\n%s", name, parent, p.history())
		}
		if (f.ParentID == nil) != (parent == "") || parent != "" && *f.ParentID != p.folders[parent].ID {
			p.t.Fatalf("%s in %q: %+v\nafter\n%s", name, parent, f, p.history())
		}
	}
}

// TestRandomEdits plays with graphs of objects, nested transactions and
// rollbacks, against a simple model of what the database should hold. Set
// DBTOOL_TEST_SEEDS for more of it.
func TestRandomEdits(t *testing.T) {
	seeds, err := strconv.Atoi(os.Getenv("DBTOOL_TEST_SEEDS"))
	if err != nil {
		seeds = 12
	}
	onServers(t, func(t *testing.T, ctx context.Context, db *engine.Engine) {
		from, _ := strconv.Atoi(os.Getenv("DBTOOL_TEST_FROM"))
		for seed := from; seed < from+seeds; seed++ {
			w := newWorld()
			p := &player{world: &w, t: t, r: rand.New(rand.NewPCG(uint64(seed), 1)), db: db, s: orm.NewSession(db, meta),
				users: map[string]*User{}, posts: map[string]*Post{}, tagged: map[string]*Tag{}, folders: map[string]*Folder{}, log: []string{fmt.Sprint("seed ", seed)}}
			for range 25 {
				switch p.r.IntN(6) {
				case 0:
					p.inside(ctx, 0)
				case 1:
					p.say("commit")
					p.must(p.s.Commit(ctx))
				default:
					p.edit(ctx)
				}
				if p.r.IntN(3) == 0 {
					p.check(ctx)
				}
			}
			p.check(ctx)
			p.must(p.s.Close())
			clean(t, ctx, db)
		}
	})
}

func clean(t *testing.T, ctx context.Context, db *engine.Engine) {
	s := orm.NewSession(db, meta)
	for _, u := range must[[]*User](t)(Users.Select().All(ctx, s)) {
		ok(t, s.Delete(u))
	}
	for _, f := range must[[]*Folder](t)(Folders.Select().All(ctx, s)) {
		ok(t, s.Delete(f))
	}
	for _, g := range must[[]*Tag](t)(Tags.Select().All(ctx, s)) {
		ok(t, s.Delete(g))
	}
	ok(t, s.Commit(ctx))
}
