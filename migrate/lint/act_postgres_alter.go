package lint

// alterTable has an act for each clause.
func (p pgTree) alterTable(n tree) []act {
	base := p.relation(n.sub("relation"))
	var all []act
	for _, c := range n.list("cmds") {
		_, cmd := c.kind()
		a := p.clause(base, cmd)
		if a.verb == other {
			a.verb = alterOther
		}
		if n.text("objtype") != "OBJECT_TABLE" {
			a.verb = alterOtherObject
		}
		all = append(all, a.flagged(cascades(cmd), cascade))
	}
	return all
}

func (p pgTree) clause(a act, cmd tree) act {
	name := cmd.text("name")
	_, def := cmd.sub("def").kind()
	switch cmd.text("subtype") {
	case "AT_AddColumn":
		return p.addColumn(a, def)
	case "AT_DropColumn":
		return a.as(dropColumn).part(name)
	case "AT_AlterColumnType":
		return a.as(alterType).part(name).flagged(def["raw_default"] != nil, using)
	case "AT_SetNotNull":
		return a.as(setNotNull).part(name)
	case "AT_AddConstraint":
		return p.constraint(a, def)
	case "AT_DropConstraint":
		return a.as(dropConstraint).part(name)
	case "AT_ValidateConstraint":
		return a.as(validate).part(name)
	case "AT_AttachPartition":
		return a.as(attachPartition).part(def.sub("name").text("relname"))
	case "AT_DetachPartition":
		return a.as(detachPartition).part(def.sub("name").text("relname")).flagged(def.yes("concurrent"), concurrently)
	case "AT_SetLogged", "AT_SetUnLogged":
		return a.as(setLogged)
	case "AT_EnableRowSecurity", "AT_ForceRowSecurity":
		return a.as(enableRLS)
	case "AT_EnableTrig", "AT_EnableTrigAll", "AT_EnableTrigUser", "AT_EnableAlwaysTrig":
		return a.as(alterOther).part(name)
	}
	return a.as(alterOther)
}

func (p pgTree) addColumn(a act, def tree) act {
	a = a.as(addColumn).part(def.text("colname"))
	for _, w := range def.sub("typeName").words("names") {
		a = a.flagged(w == "serial" || w == "bigserial" || w == "smallserial", serial)
	}
	flags := map[string]trait{"CONSTR_NOTNULL": notNull, "CONSTR_DEFAULT": defaulted, "CONSTR_GENERATED": generated, "CONSTR_IDENTITY": serial,
		"CONSTR_UNIQUE": unique, "CONSTR_PRIMARY": primaryKey, "CONSTR_FOREIGN": foreignKey, "CONSTR_CHECK": check}
	for _, c := range def.list("constraints") {
		_, con := c.kind()
		if f, ok := flags[con.text("contype")]; ok {
			a = a.flagged(true, f)
		}
	}
	return a
}

func (p pgTree) constraint(a act, def tree) act {
	a = a.as(addConstraint).part(def.text("conname"))
	flags := map[string]trait{"CONSTR_PRIMARY": primaryKey, "CONSTR_UNIQUE": unique, "CONSTR_FOREIGN": foreignKey, "CONSTR_CHECK": check, "CONSTR_EXCLUSION": exclude, "CONSTR_NOTNULL": notNull}
	if f, ok := flags[def.text("contype")]; ok {
		a = a.flagged(true, f)
	}
	return a.flagged(def.text("indexname") != "", usingIndex).flagged(def.yes("skip_validation"), notValid)
}
