package lint

import (
	"strings"

	"github.com/pingcap/tidb/pkg/parser/ast"
)

// alterTable has an act for each clause.
func (m myTree) alterTable(s *ast.AlterTableStmt) []act {
	base := m.table(s.Table)
	var all []act
	for _, spec := range s.Specs {
		for _, a := range m.clause(base, spec) {
			if a.verb == other {
				a.verb = alterOther
			}
			all = append(all, a)
		}
	}
	return all
}

func (m myTree) clause(a act, s *ast.AlterTableSpec) []act {
	switch s.Tp {
	case ast.AlterTableAddColumns:
		var all []act
		for _, c := range s.NewColumns {
			all = append(all, m.column(a.as(addColumn).part(c.Name.Name.O), c).flagged(s.Position != nil && s.Position.Tp != ast.ColumnPositionNone, placed))
		}
		for _, c := range s.NewConstraints {
			all = append(all, m.constraint(a, c))
		}
		return all
	case ast.AlterTableModifyColumn, ast.AlterTableChangeColumn:
		c := s.NewColumns[0]
		b := a.as(modifyColumn).part(c.Name.Name.O)
		if s.OldColumnName != nil {
			b = b.part(s.OldColumnName.Name.O).setTo(c.Name.Name.O)
		}
		return one(m.column(b, c).flagged(s.Position != nil && s.Position.Tp != ast.ColumnPositionNone, placed))
	case ast.AlterTableDropColumn:
		return one(a.as(dropColumn).part(s.OldColumnName.Name.O))
	case ast.AlterTableAddConstraint:
		return one(m.constraint(a, s.Constraint))
	case ast.AlterTableDropPrimaryKey:
		return one(a.as(dropConstraint).flagged(true, primaryKey))
	case ast.AlterTableDropForeignKey:
		return one(a.as(dropConstraint).part(s.Name).flagged(true, foreignKey))
	case ast.AlterTableDropIndex:
		return one(a.as(dropIndex).part(s.Name))
	case ast.AlterTableRenameTable:
		return one(a.as(renameTable).setTo(s.NewTable.Name.O))
	case ast.AlterTableRenameColumn:
		return one(a.as(renameColumn).part(s.OldColumnName.Name.O).setTo(s.NewColumnName.Name.O))
	case ast.AlterTableDropPartition, ast.AlterTableTruncatePartition, ast.AlterTableDiscardPartitionTablespace:
		return one(a.as(dropPartition))
	case ast.AlterTableAlgorithm:
		return one(a.as(chooseAlgorithm).setTo(s.Algorithm.String()))
	case ast.AlterTableLock:
		return one(a.as(chooseLock).setTo(s.LockType.String()))
	case ast.AlterTableForce:
		return one(a.as(tableOption).part("force"))
	case ast.AlterTableOption:
		return m.options(a, s.Options)
	}
	return one(a.as(alterOther))
}

func (m myTree) options(a act, list []*ast.TableOption) []act {
	var all []act
	for _, o := range list {
		switch o.Tp {
		case ast.TableOptionCharset:
			if o.UintValue == ast.TableOptionCharsetWithConvertTo {
				all = append(all, a.as(convertCharset).setTo(o.StrValue))
			} else {
				all = append(all, a.as(tableOption).part("charset").setTo(o.StrValue))
			}
		case ast.TableOptionEngine:
			all = append(all, a.as(tableOption).part("engine").setTo(strings.ToLower(o.StrValue)))
		case ast.TableOptionRowFormat:
			all = append(all, a.as(tableOption).part("row_format"))
		default:
			all = append(all, a.as(tableOption))
		}
	}
	return all
}

func (m myTree) column(a act, c *ast.ColumnDef) act {
	flags := map[ast.ColumnOptionType]trait{ast.ColumnOptionPrimaryKey: primaryKey, ast.ColumnOptionNotNull: notNull, ast.ColumnOptionAutoIncrement: autoinc,
		ast.ColumnOptionDefaultValue: defaulted, ast.ColumnOptionUniqKey: unique, ast.ColumnOptionOnUpdate: onUpdate, ast.ColumnOptionComment: comment,
		ast.ColumnOptionGenerated: generated, ast.ColumnOptionReference: foreignKey, ast.ColumnOptionCollate: collated, ast.ColumnOptionCheck: check}
	for _, o := range c.Options {
		if f, ok := flags[o.Tp]; ok {
			a = a.flagged(true, f)
		}
	}
	return a
}

func (m myTree) constraint(a act, c *ast.Constraint) act {
	a = a.as(addConstraint).part(c.Name)
	switch c.Tp {
	case ast.ConstraintPrimaryKey:
		return a.flagged(true, primaryKey)
	case ast.ConstraintUniq, ast.ConstraintUniqKey, ast.ConstraintUniqIndex:
		return a.as(createIndex).flagged(true, unique)
	case ast.ConstraintKey, ast.ConstraintIndex:
		return a.as(createIndex)
	case ast.ConstraintFulltext:
		return a.as(createIndex).flagged(true, special)
	case ast.ConstraintForeignKey:
		return a.flagged(true, foreignKey)
	case ast.ConstraintCheck:
		return a.flagged(true, check)
	}
	return a
}
