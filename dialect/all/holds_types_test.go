package all_test

import "github.com/dbtool/dbtool/metadata"

var typeFeatures = []feature{
	typed("Boolean", metadata.Boolean()),
	typed("SmallInt", metadata.SmallInt()), typed("Integer", metadata.Integer()), typed("BigInt", metadata.BigInt()),
	typed("Float", metadata.Float()), typed("Double", metadata.Double()), typed("Numeric(10, 2)", metadata.Numeric(10, 2)),
	typed("String(200)", metadata.String(200)), typed("String(0)", metadata.String(0)), typed("Text", metadata.Text()),
	typed("Binary(0)", metadata.Binary(0)), typed("Binary(16)", metadata.Binary(16)),
	typed("Date", metadata.Date()), typed("Time", metadata.Time()), typed("DateTime", metadata.DateTime()), typed("DateTime.Digits(3)", metadata.DateTime().Digits(3)),
	typed("Timestamp", metadata.Timestamp()), typed("Interval", metadata.Interval()),
	typed("JSON", metadata.JSON()), typed("UUID", metadata.UUID()),
	typed(`EnumOf("mood", "sad")`, metadata.EnumOf("mood", "sad")), typed("Array(Text())", metadata.Array(metadata.Text())),
}

// typed reads the type that the server gives to a column.
func typed(name string, of metadata.Type) feature {
	return feature{"`" + name + "`", table(metadata.Col("c", of).Null()), func(m *metadata.MetaData) string {
		t := readTable(m)
		word := "`" + t.Column("c").Type.SQL + "`"
		if len(t.Checks) > 0 {
			word += " with a check"
		}
		return word
	}}
}
