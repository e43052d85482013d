package mysql

import (
	"encoding/hex"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dbtool/dbtool/dialect/lex"
	"github.com/dbtool/dbtool/metadata"
)

func (n *normalizer) column(t *metadata.Table, c *metadata.Column) {
	n.name(c.Pos, t.Ident(), "column", c.Name)
	n.options(c.Pos, t.Ident(), c.Name, c.Options, columnOptions)
	kind := c.Type.Kind
	n.columnType(t, c)
	n.identity(t, c)
	n.columnCollation(t, c)
	n.values(t, c)
	if kind == metadata.KindJSON && isMaria(n.s) {
		n.json(t, c)
	}
	if c.Computed != nil && isMaria(n.s) && !strings.HasPrefix(c.Computed.Expr.Text, "ROW ") {
		c.Nullable = true // MariaDB's generated columns are never NOT NULL
	}
	if c.Options["mysql.invisible"] != "" && !has(n.s, invisibleColumns) {
		n.fail(c.Pos, t.Ident(), c.Name, "%s %s has no invisible columns", n.s.Product, n.s.Version)
	}
	c.ServerDefault = n.defaultOf(t, c)
	if c.OnUpdate != nil {
		n.onUpdate(t, c)
	}
}

func (n *normalizer) columnType(t *metadata.Table, c *metadata.Column) {
	typ, err := n.d.exactType(n.s, c.Type)
	if err != nil {
		n.fail(c.Pos, t.Ident(), c.Name, "%v", err)
	}
	if c.Type.Kind == metadata.KindExact && typ.SQL == "json" && isMaria(n.s) {
		typ.SQL = "longtext"
		n.json(t, c)
	}
	typ.ValuesRenamedFrom = renamedFrom(c.Type)
	c.Type = typ
}

// json gives MariaDB's JSON the collation and the check that the server adds.
// https://mariadb.com/kb/en/json-data-type/
func (n *normalizer) json(t *metadata.Table, c *metadata.Column) {
	if c.Collation == "" && n.collation(t) != "utf8mb4_bin" {
		c.Collation = "utf8mb4_bin"
	}
	if !slices.ContainsFunc(t.Checks, func(k *metadata.Check) bool { return k.Column == c.Name }) {
		t.Checks = append(t.Checks, &metadata.Check{Name: c.Name, Column: c.Name, Expr: metadata.SQL("json_valid(" + n.d.Ident(c.Name) + ")")})
	}
}

// identity is AUTO_INCREMENT, as far as that goes.
func (n *normalizer) identity(t *metadata.Table, c *metadata.Column) {
	if c.Identity == nil {
		return
	}
	o := c.Identity.SequenceOptions
	one := func(p *int64) bool { return p == nil || *p == 1 }
	if c.Identity.Always || !one(o.Start) || !one(o.Increment) || !one(o.Min) || o.Max != nil || o.Cache != nil || o.Cycle {
		n.fail(c.Pos, t.Ident(), c.Name, "%s numbers columns with AUTO_INCREMENT, which has no ALWAYS and no options of its own", n.s.Product)
	}
	c.Identity, c.Autoincrement = nil, metadata.AutoincrementOn
}

func (n *normalizer) columnCollation(t *metadata.Table, c *metadata.Column) {
	if charset := c.Options["mysql.charset"]; charset != "" {
		if c.Collation == "" {
			c.Collation = collationOf(n.s, charset)
		}
		if c.Collation == "" {
			n.fail(c.Pos, t.Ident(), c.Name, "%s knows no character set %s", n.s.Product, charset)
		}
		delete(c.Options, "mysql.charset")
	}
	if len(c.Options) == 0 {
		c.Options = nil
	}
	if c.Collation != "" && !textual(c.Type.SQL) {
		n.fail(c.Pos, t.Ident(), c.Name, "a column of type %s has no collation", c.Type.SQL)
	}
	if c.Collation == n.collation(t) {
		c.Collation = ""
	}
}

func (n *normalizer) onUpdate(t *metadata.Table, c *metadata.Column) {
	f := family(c.Type.SQL)
	if f != "datetime" && f != "timestamp" || c.OnUpdate.Kind != metadata.ExprNow && !isNow(c.OnUpdate.Text) {
		n.fail(c.Pos, t.Ident(), c.Name, "ON UPDATE can set a datetime or timestamp column to the current time, and nothing else")
		return
	}
	c.OnUpdate = metadata.SQL(n.now(c.Type.SQL))
}

// now is the current time for a column of the type.
func (n *normalizer) now(typ string) string {
	digits := ""
	if a := arguments(typ); len(a) == 1 {
		digits = "(" + strconv.Itoa(a[0]) + ")"
	}
	text := ""
	switch family(typ) {
	case "datetime", "timestamp":
		if !isMaria(n.s) {
			return "CURRENT_TIMESTAMP" + digits
		}
		if digits == "" {
			digits = "()"
		}
		return "current_timestamp" + digits
	case "date":
		text = "curdate()"
	case "time":
		text = "curtime()"
	default:
		if text = "now()"; isMaria(n.s) {
			text = "current_timestamp()"
		}
	}
	if !isMaria(n.s) {
		text = "(" + text + ")"
	}
	return text
}

// isNow reports whether a text is one of the words for the current time that
// may stand behind DEFAULT by themselves.
func isNow(text string) bool {
	c, err := lex.NewCursor(text, lex.MySQL())
	if err != nil || !c.Next().IsAny("CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP") {
		return false
	}
	c.Group()
	return c.Done()
}

func (n *normalizer) defaultOf(t *metadata.Table, c *metadata.Column) *metadata.Expr {
	e := c.ServerDefault
	if e == nil {
		return nil
	}
	if c.Autoincrement == metadata.AutoincrementOn {
		n.fail(c.Pos, t.Ident(), c.Name, "a column that is numbered automatically has no default")
	}
	if b, ok := hexBytes(e); ok && !isNumber(c.Type.SQL) && family(c.Type.SQL) != "bit" {
		return n.bytes(c.Type.SQL, e.Text, b)
	}
	if e.Kind == metadata.ExprText {
		e = literalOf(e)
	}
	switch e.Kind {
	case metadata.ExprNull:
		return nil
	case metadata.ExprNow:
		return metadata.SQL(n.now(c.Type.SQL))
	case metadata.ExprBool:
		return n.literal(c.Type.SQL, map[string]string{"true": "1", "false": "0"}[e.Text])
	case metadata.ExprNumber, metadata.ExprString:
		return n.literal(c.Type.SQL, e.Text)
	}
	if family(c.Type.SQL) == "bit" && bytesLiteral.MatchString(e.Text) {
		return e // a value, and shown as it was written
	}
	if f := family(c.Type.SQL); isNow(e.Text) && (f == "datetime" || f == "timestamp") {
		return metadata.SQL(n.now(c.Type.SQL))
	}
	if !has(n.s, expressionDefaults) {
		n.fail(c.Pos, t.Ident(), c.Name, "%s %s takes values for defaults, and no expressions", n.s.Product, n.s.Version)
	}
	if isMaria(n.s) {
		return metadata.SQL(unparen(e.Text))
	}
	return metadata.SQL("(" + unparen(e.Text) + ")")
}

// hexBytes reads x'4142' and 0x4142.
func hexBytes(e *metadata.Expr) ([]byte, bool) {
	digits, ok := "", false
	switch {
	case e.Kind != metadata.ExprText:
	case len(e.Text) > 2 && strings.EqualFold(e.Text[:2], "x'"):
		digits, ok = strings.CutSuffix(e.Text[2:], "'")
	default:
		digits, ok = strings.CutPrefix(e.Text, "0x")
	}
	b, err := hex.DecodeString(digits)
	return b, ok && err == nil
}

// bytes are as the catalogs have them: MariaDB's as text where they are any.
// Those of TEXT and BLOB columns are an expression, in which they stay bytes.
func (n *normalizer) bytes(typ, text string, b []byte) *metadata.Expr {
	switch digits := hex.EncodeToString(b); {
	case large(typ) && !isMaria(n.s):
		return metadata.SQL("(0x" + digits + ")")
	case large(typ) && strings.HasPrefix(text, "0x"):
		return metadata.SQL("0x" + digits)
	case large(typ):
		return metadata.SQL("X'" + digits + "'")
	}
	if isMaria(n.s) && !utf8.Valid(b) {
		return metadata.SQL("x'" + strings.ToUpper(hex.EncodeToString(b)) + "'")
	}
	return n.literal(typ, string(b))
}

// literalOf reads a text that is nothing but a value.
func literalOf(e *metadata.Expr) *metadata.Expr {
	tokens, err := lex.Tokens(e.Text, lex.MySQL())
	if err != nil || len(tokens) == 0 || len(tokens) > 2 {
		return e
	}
	last := tokens[len(tokens)-1]
	signed := len(tokens) == 2 && (tokens[0].IsOp("-") || tokens[0].IsOp("+"))
	switch {
	case last.Kind == lex.Number && !strings.HasPrefix(strings.ToLower(last.Text), "0x") && !strings.HasPrefix(strings.ToLower(last.Text), "0b") && (len(tokens) == 1 || signed):
		text := last.Text
		if signed && tokens[0].IsOp("-") {
			text = "-" + text
		}
		return &metadata.Expr{Kind: metadata.ExprNumber, Text: text}
	case len(tokens) == 2:
	case last.Kind == lex.String && (last.Text[0] == '\'' || last.Text[0] == '"'):
		return &metadata.Expr{Kind: metadata.ExprString, Text: last.Value(lex.MySQL())}
	case last.Is("NULL"):
		return &metadata.Expr{Kind: metadata.ExprNull}
	case last.IsAny("TRUE", "FALSE"):
		return &metadata.Expr{Kind: metadata.ExprBool, Text: strings.ToLower(last.Text)}
	}
	return e
}

// literal spells a value as the server prints it for a column of the type:
// MySQL's catalogs print all quoted, MariaDB's print numbers bare. TEXT, BLOB
// and JSON columns take a default on MySQL only as an expression.
func (n *normalizer) literal(typ, v string) *metadata.Expr {
	f := family(typ)
	v = printed(f, arguments(typ), v)
	switch {
	case f == "bit":
		if i, ok := new(big.Int).SetString(v, 10); ok {
			v = i.Text(2)
		}
		return metadata.SQL("b'" + v + "'")
	case isMaria(n.s) && isNumber(typ):
		return metadata.SQL(v)
	case f == "binary" && isMaria(n.s):
		return metadata.SQL(n.d.Literal(v + strings.Repeat("\x00", max(0, arguments(typ)[0]-len(v)))))
	case (f == "binary" || f == "varbinary") && !isMaria(n.s):
		return binaryLiteral(typ, v)
	case (large(typ) || f == "json") && !isMaria(n.s):
		return metadata.SQL("(_utf8mb4'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(v) + "')")
	}
	return metadata.SQL(n.d.Literal(v))
}

// binaryLiteral is MySQL's, without the zeros that fill up a BINARY.
func binaryLiteral(typ, v string) *metadata.Expr {
	if family(typ) == "binary" {
		v = strings.TrimRight(v, "\x00")
	}
	if v == "" {
		return metadata.SQL("''")
	}
	return metadata.SQL("0x" + strings.ToUpper(hex.EncodeToString([]byte(v))))
}

// printed is the value as a column of the family holds it.
func printed(f string, args []int, v string) string {
	digits := 0
	if len(args) > 0 {
		digits = args[len(args)-1]
	}
	switch f {
	case "tinyint", "smallint", "mediumint", "int", "bigint":
		if i, ok := new(big.Int).SetString(v, 10); ok {
			return i.String()
		}
		return padded(v, 0)
	case "decimal":
		return padded(v, digits)
	case "double", "float":
		return floating(f, v)
	case "datetime", "timestamp":
		if len(v) == len("2006-01-02") {
			v += " 00:00:00"
		}
		return fractioned(v, digits)
	case "time":
		if strings.Count(v, ":") == 1 {
			v += ":00"
		}
		return fractioned(v, digits)
	}
	return v
}

// padded gives a number the digits that the column will print: 1.5 is 1.50.
func padded(v string, scale int) string {
	r, ok := new(big.Rat).SetString(v)
	if !ok {
		return v
	}
	return r.FloatString(scale)
}

// floating is as MySQL's my_gcvt prints it: without an exponent while it fits.
func floating(f, v string) string {
	bits, width := 64, 22
	if f == "float" {
		bits, width = 32, 12
	}
	x, err := strconv.ParseFloat(v, bits)
	if err != nil {
		return v
	}
	if plain := strconv.FormatFloat(x, 'f', -1, bits); len(plain) <= width {
		return plain
	}
	return strings.Replace(strconv.FormatFloat(x, 'e', -1, bits), "e+", "e", 1)
}

func fractioned(v string, digits int) string {
	whole, frac, _ := strings.Cut(v, ".")
	if digits == 0 || len(frac) > digits {
		return v
	}
	return whole + "." + frac + strings.Repeat("0", digits-len(frac))
}
