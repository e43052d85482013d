package lint

func slExamples() []example {
	const t = "CREATE TABLE t (id INTEGER PRIMARY KEY, a int, c text);"
	const none = "-- dbtool:transaction none\n"
	const n = "CREATE TABLE n (id INTEGER PRIMARY KEY, a text, c text);\nINSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;"
	const child = t + "\nCREATE TABLE child (id INTEGER PRIMARY KEY, t int REFERENCES t (id) ON DELETE CASCADE);"
	list := []example{
		{rule: "SL101", base: t, fires: "CREATE TABLE n (id INTEGER PRIMARY KEY, a int NOT NULL, c text);\nINSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;",
			fine: "CREATE TABLE n (id INTEGER PRIMARY KEY, a int NOT NULL, c text);\nINSERT INTO n SELECT id, COALESCE(a, 0), c FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;"},
		{rule: "SL102", base: child, fires: none + n, fine: n},
		{rule: "SL102", base: child, fires: none + n, fine: none + "PRAGMA foreign_keys = OFF;\n" + n + "\nPRAGMA foreign_keys = ON;"},
		{rule: "SL103", base: t, fires: none + n, fine: n},
		{rule: "SL103", base: t, fires: none + n, fine: none + n + "\nPRAGMA foreign_key_check;"},
		{rule: "SL104", base: "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a int);", fires: "CREATE TABLE n (id INTEGER PRIMARY KEY AUTOINCREMENT, a text);\nINSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;",
			fine: "CREATE TABLE n (id INTEGER PRIMARY KEY AUTOINCREMENT, a text);\nINSERT INTO n SELECT * FROM t;\nUPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 't') WHERE name = 'n';\nDROP TABLE t;\nALTER TABLE n RENAME TO t;"},
		{rule: "SL105", base: t + "\nCREATE VIEW v AS SELECT id FROM t;", fires: n, refused: true, fine: "DROP VIEW v;\n" + n + "\nCREATE VIEW v AS SELECT id FROM t;"},
		{rule: "SL106", base: t, fires: "ALTER TABLE t ADD COLUMN d int UNIQUE;", refused: true, fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "SL106", base: t, fires: "ALTER TABLE t ADD COLUMN d int NOT NULL;", fine: "ALTER TABLE t ADD COLUMN d int NOT NULL DEFAULT 0;"},
		{rule: "SL107", base: t, fires: n, fine: "CREATE TABLE n (id INTEGER PRIMARY KEY, a text, c text);\nINSERT INTO n SELECT id, CAST(a AS text), c FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;"},
	}
	for i := range list {
		list[i].on = "sqlite"
	}
	return list
}
