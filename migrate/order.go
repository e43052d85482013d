package migrate

import (
	"container/heap"
	"slices"

	"github.com/dbtool/dbtool/core/ddl"
	"github.com/dbtool/dbtool/metadata"
)

// sortChanges puts changes into an order in which each finds what it needs.
// Among changes that could come next, the kind decides, then the place in the
// input, so that equal input gives equal plans. A cycle, which no known pair
// of schemas makes, is broken at the change that would come first by kind.
func sortChanges(s *scope, changes []ddl.Change) []ddl.Change {
	after, waits := edges(s, changes)
	ready := &queue{}
	for i := range changes {
		if waits[i] == 0 {
			heap.Push(ready, item{rank(changes[i]), i})
		}
	}
	sorted := make([]ddl.Change, 0, len(changes))
	done := make([]bool, len(changes))
	for len(sorted) < len(changes) {
		if ready.Len() == 0 {
			heap.Push(ready, firstStuck(changes, done))
		}
		i := heap.Pop(ready).(item).index
		if done[i] {
			continue
		}
		done[i] = true
		sorted = append(sorted, changes[i])
		for _, j := range after[i] {
			if waits[j]--; waits[j] == 0 {
				heap.Push(ready, item{rank(changes[j]), j})
			}
		}
	}
	return sorted
}

func firstStuck(changes []ddl.Change, done []bool) item {
	best := item{rank: 1 << 30}
	for i, c := range changes {
		if r := rank(c); !done[i] && r < best.rank {
			best = item{r, i}
		}
	}
	return best
}

// edges turns the effects of all changes into "i comes before j".
func edges(s *scope, changes []ddl.Change) (after [][]int, waits []int) {
	creates, drops, modifies := map[key][]int{}, map[key][]int{}, map[key][]int{}
	all := make([]effects, len(changes))
	for i, c := range changes {
		all[i] = s.of(c)
		for _, k := range all[i].creates {
			creates[k] = append(creates[k], i)
		}
		for _, k := range all[i].drops {
			drops[k] = append(drops[k], i)
		}
		for _, k := range all[i].modifies {
			modifies[k] = append(modifies[k], i)
		}
	}
	after, waits = make([][]int, len(changes)), make([]int, len(changes))
	before := func(list []int, j int) {
		for _, i := range list {
			if i != j && !slices.Contains(after[i], j) {
				after[i] = append(after[i], j)
				waits[j]++
			}
		}
	}
	for j, e := range all {
		for _, k := range e.uses {
			before(creates[k], j)
			before(modifies[k], j)
		}
		for _, k := range e.creates {
			before(drops[k], j)
		}
		for _, k := range e.frees {
			for _, i := range slices.Concat(drops[k], modifies[k]) {
				before([]int{j}, i)
			}
		}
	}
	return after, waits
}

type item struct{ rank, index int }

type queue []item

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	return q[i].rank < q[j].rank || q[i].rank == q[j].rank && q[i].index < q[j].index
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push and Pop are for package heap.
func (q *queue) Push(x any) { *q = append(*q, x.(item)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// rank is the place of a kind of change where dependencies leave a choice:
// what takes away first, then types, tables, columns, keys, and code last.
// Tables are dropped at the end, so that a failure before loses nothing. What
// runs by itself finds a whole schema: it goes first and comes last.
func rank(c ddl.Change) int {
	switch c := c.(type) {
	case ddl.RenameTable, ddl.RenameColumn, ddl.RenameEnum:
		return 0
	case ddl.AlterDatabase, ddl.CreateSchema, ddl.AlterSchema, ddl.CreateExtension:
		return 1
	case ddl.DropTrigger:
		return 2
	case ddl.CreateObject, ddl.DropObject, ddl.AlterObject:
		return rankOfObject(c)
	case ddl.DropView:
		return 3
	case ddl.DropConstraint:
		if _, ok := c.Constraint.(*metadata.ForeignKey); ok {
			return 4
		}
		return 6
	case ddl.DropIndex:
		return 5
	case ddl.CreateEnum, ddl.AlterEnum, ddl.CreateDomain, ddl.AlterDomain:
		return 10
	case ddl.CreateSequence, ddl.AlterSequence:
		return 11
	case ddl.CreateRoutine:
		if c.Routine.RunsByItself() {
			return 42
		}
		return 12
	case ddl.AlterRoutine:
		if c.To.RunsByItself() {
			return 42
		}
		return 12
	case ddl.CreateTable:
		return 20
	case ddl.AlterTable, ddl.TableChanges:
		return 21
	case ddl.AddColumn, ddl.AlterColumn, ddl.MoveColumn:
		return 22
	case ddl.DropColumn:
		return 23
	case ddl.AddConstraint:
		if _, ok := c.Constraint.(*metadata.ForeignKey); ok {
			return 32
		}
		return 30
	case ddl.AlterConstraint:
		return 30
	case ddl.CreateIndex, ddl.AlterIndex:
		return 31
	case ddl.SetSequenceOwner:
		return 33
	case ddl.CreateView, ddl.AlterView:
		return 40
	case ddl.CreateTrigger:
		return 41
	case ddl.DropTable:
		return 50
	case ddl.DropRoutine:
		if c.Routine.RunsByItself() {
			return 2
		}
		return 51
	case ddl.DropSequence:
		return 52
	case ddl.DropDomain, ddl.DropEnum:
		return 53
	case ddl.DropExtension:
		return 54
	case ddl.DropSchema:
		return 55
	}
	return 25
}

// rankOfObject: types and collations come as early and go as late as enums do,
// all else is code that stands on tables.
func rankOfObject(c ddl.Change) int {
	switch c := c.(type) {
	case ddl.CreateObject:
		if c.Object.IsType() {
			return 9
		}
		return 42
	case ddl.DropObject:
		if c.Object.IsType() {
			return 53
		}
		return 2
	case ddl.AlterObject:
		if c.To.IsType() {
			return 10
		}
	}
	return 42
}
