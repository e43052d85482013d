package orm_test

import (
	"fmt"

	"github.com/dbtool/dbtool/metadata"
	"github.com/dbtool/dbtool/orm"
)

type Student struct {
	ID      int64
	Courses []*Course
}

func (st *Student) Declare(t *orm.Def) { orm.ManyToMany(t, &st.Courses, "enrolment") }

type Course struct {
	ID       int64
	Students []*Student
}

func (c *Course) Declare(t *orm.Def) { orm.ManyToMany(t, &c.Students, "enrolment") }

func ExampleManyToMany() {
	meta := metadata.New()
	if _, err := orm.Map[Student](meta); fail(err) {
		return
	}
	for _, fk := range meta.Table(metadata.Name{Name: "enrolment"}).ForeignKeys {
		fmt.Println(fk.Columns, fk.Ref, fk.RefColumns)
	}
	// Unordered output:
	// [student_id] student [id]
	// [course_id] course [id]
}
