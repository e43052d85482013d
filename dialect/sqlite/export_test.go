package sqlite

import "github.com/dbtool/dbtool/metadata"

// ItemTexts are the columns and named constraints of a CREATE TABLE, each as it
// is written, by name; constraints have "constraint " in front.
func ItemTexts(create string) (map[string]string, error) {
	l, err := parseLayout("", create)
	if err != nil {
		return nil, err
	}
	texts := map[string]string{}
	for _, i := range l.items {
		if i.column != nil {
			texts[i.column.Name] = l.text[i.from:i.to]
		} else if c := i.clauses[0].of; c != nil && c.ConstraintName() != "" {
			texts["constraint "+c.ConstraintName()] = l.text[i.from:i.to]
		}
	}
	return texts, nil
}

// SpellConstraint writes a constraint in dbtool's own words.
func SpellConstraint(c metadata.Constraint) string { return New().constraint(c, false) }

// SpellColumn writes a column in dbtool's own words.
func SpellColumn(c *metadata.Column) string { return New().column(c, nil, nil) }
