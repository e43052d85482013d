package lint

import (
	"fmt"
	"strings"

	"github.com/pingcap/tidb/pkg/parser"
	"github.com/pingcap/tidb/pkg/parser/ast"
	_ "github.com/pingcap/tidb/pkg/parser/test_driver" // the parser's values
)

// mysqlActs asks TiDB's parser, which reads what MySQL does and some of
// MariaDB's own.
func mysqlActs(sql string, r *reader) ([]act, error) {
	stmts, _, err := parser.New().Parse(sql, "", "")
	if err != nil {
		return nil, err
	}
	var all []act
	for _, s := range stmts {
		all = append(all, myTree{r}.statement(s)...)
	}
	return all, nil
}

// myTree turns nodes into acts.
type myTree struct{ *reader }

func (m myTree) table(t *ast.TableName) act {
	if t == nil {
		return act{}
	}
	return act{table: m.ident(t.Schema.O, t.Name.O)}
}

func (m myTree) statement(s ast.StmtNode) []act {
	switch s := s.(type) {
	case *ast.AlterTableStmt:
		return m.alterTable(s)
	case *ast.CreateTableStmt:
		return one(m.table(s.Table).as(createTable).flagged(s.IfNotExists, ifExists))
	case *ast.CreateIndexStmt:
		a := m.table(s.Table).as(createIndex).part(s.IndexName).flagged(s.KeyType == ast.IndexKeyTypeUnique, unique).flagged(s.IfNotExists, ifExists).
			flagged(s.KeyType == ast.IndexKeyTypeFulltext || s.KeyType == ast.IndexKeyTypeSpatial, special)
		return append(one(a), m.chosen(a, s.LockAlg)...)
	case *ast.DropIndexStmt:
		a := m.table(s.Table).as(dropIndex).part(s.IndexName).flagged(s.IfExists, ifExists)
		return append(one(a), m.chosen(a, s.LockAlg)...)
	case *ast.DropTableStmt:
		var all []act
		for _, t := range s.Tables {
			v := dropTable
			if s.IsView {
				v = dropOther
			}
			all = append(all, m.table(t).as(v).flagged(s.IfExists, ifExists))
		}
		return all
	case *ast.RenameTableStmt:
		var all []act
		for _, t := range s.TableToTables {
			all = append(all, m.table(t.OldTable).as(renameTable).setTo(t.NewTable.Name.O))
		}
		return all
	case *ast.TruncateTableStmt:
		return one(m.table(s.Table).as(truncate))
	case *ast.CreateDatabaseStmt:
		return one(act{verb: createDatabase, name: s.Name.O})
	case *ast.DropDatabaseStmt:
		return one(act{verb: dropDatabase, name: s.Name.O})
	}
	return m.rows(s)
}

// rows reads statements about rows and sessions.
func (m myTree) rows(s ast.StmtNode) []act {
	switch s := s.(type) {
	case *ast.InsertStmt:
		return one(m.from(s.Table).as(insertRows))
	case *ast.UpdateStmt:
		return one(m.from(s.TableRefs).as(updateRows).flagged(s.Where != nil || s.Limit != nil, where))
	case *ast.DeleteStmt:
		return one(m.from(s.TableRefs).as(deleteRows).flagged(s.Where != nil || s.Limit != nil, where))
	case *ast.BeginStmt:
		return one(act{verb: begin})
	case *ast.CommitStmt, *ast.RollbackStmt:
		return one(act{verb: commit})
	case *ast.SetStmt:
		var all []act
		for _, v := range s.Variables {
			all = append(all, act{verb: set, name: strings.ToLower(v.Name), value: valueText(v.Value)})
		}
		return all
	case *ast.OptimizeTableStmt:
		var all []act
		for _, t := range s.Tables {
			all = append(all, m.table(t).as(vacuum).flagged(true, full))
		}
		return all
	}
	return nil
}

func (m myTree) from(t *ast.TableRefsClause) act {
	if t == nil || t.TableRefs == nil {
		return act{}
	}
	if s, ok := t.TableRefs.Left.(*ast.TableSource); ok {
		if n, ok := s.Source.(*ast.TableName); ok {
			return m.table(n)
		}
	}
	return act{}
}

func valueText(e ast.ExprNode) string {
	if v, ok := e.(ast.ValueExpr); ok {
		return fmt.Sprint(v.GetValue())
	}
	if e == nil {
		return ""
	}
	return e.OriginalText()
}

// chosen are the algorithm and the lock of an index's statement.
func (m myTree) chosen(a act, o *ast.IndexLockAndAlgorithm) []act {
	if o == nil {
		return nil
	}
	var all []act
	if o.AlgorithmTp != ast.AlgorithmTypeDefault {
		all = append(all, act{verb: chooseAlgorithm, table: a.table, value: o.AlgorithmTp.String()})
	}
	if o.LockTp != ast.LockTypeDefault && o.LockTp != 0 {
		all = append(all, act{verb: chooseLock, table: a.table, value: o.LockTp.String()})
	}
	return all
}
