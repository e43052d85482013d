package lint

func mgExamples() []example {
	const t = "CREATE TABLE t (id int PRIMARY KEY, a int);"
	return []example{
		{rule: "MG101", on: everywhere, base: t, fires: "ALTER TABLE t ADD COLUMN d int;", options: Options{Trunk: []string{"20270101000000"}}, fine: "ALTER TABLE t ADD COLUMN d int;", fineOptions: &Options{Trunk: []string{"20250101000000"}}},
		{rule: "MG103", on: everywhere, base: t, fires: "ALTER TABLE t ADD COLUMN d int;", options: Options{Facts: &Facts{Applied: []AppliedRevision{{Revision: "20260101000000", Checksum: "another"}}}}, fine: "ALTER TABLE t ADD COLUMN d int;", fineOptions: &Options{Facts: &Facts{}}},
		{rule: "MG103", on: everywhere, base: t, fires: "ALTER TABLE t ADD COLUMN d int;", options: Options{Facts: &Facts{Applied: []AppliedRevision{{Revision: "20250101000000"}}}}, fine: "ALTER TABLE t ADD COLUMN d int;", fineOptions: &Options{Facts: &Facts{Applied: []AppliedRevision{{Revision: "20260101000000"}}}}},
		{rule: "MG104", on: everywhere, base: t, fires: "ALTER TABLE t ADD COLUMN d int;", down: "-", fine: "-- dbtool:irreversible what was there is not known any more\nALTER TABLE t ADD COLUMN d int;"},
		{rule: "MG105", on: "postgres mysql mariadb", base: t, fires: "ALTER TABLE t ADD COLUMN d int;\nCOMMIT;", fine: "ALTER TABLE t ADD COLUMN d int;", down: "ALTER TABLE t DROP COLUMN d;"},
		{rule: "MG105", on: "sqlite", base: t, fires: "BEGIN;\nALTER TABLE t ADD COLUMN d int;\nCOMMIT;", fine: "ALTER TABLE t ADD COLUMN d int;", down: "ALTER TABLE t DROP COLUMN d;"},
		{rule: "MG106", on: "postgres sqlite", base: t, fires: "-- dbtool:transaction none\nCREATE INDEX i ON t (a);", fine: "-- dbtool:transaction none\nCREATE INDEX IF NOT EXISTS i ON t (a);"},
		{rule: "MG106", on: "mysql mariadb", base: t, fires: "CREATE TABLE new (id int PRIMARY KEY);", fine: "CREATE TABLE IF NOT EXISTS new (id int PRIMARY KEY);"},
		{rule: "MG107", on: everywhere, base: t, fires: "ALTER TABLE t ADD COLUMN d int;\nUPDATE t SET d = 1 WHERE id < 100;", fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "MG110", on: "postgres", fires: "CREATE ROLE nobody_has;", fine: "CREATE TABLE new (id int PRIMARY KEY);"},
		{rule: "MG110", on: "mysql mariadb", fires: "SET GLOBAL wait_timeout = 28800;", fine: "SET SESSION sort_buffer_size = 300000;"},
		{rule: "MG110", on: "mysql mariadb", fires: "DROP TABLE another_database.t;", fine: "CREATE TABLE new (id int PRIMARY KEY);"},
		{rule: "MG108", on: everywhere, base: t, fires: "-- dbtool:nolint DS102 nothing is dropped here\nALTER TABLE t ADD COLUMN d int;", fine: "-- dbtool:nolint DS103 nobody reads it\nALTER TABLE t DROP COLUMN a;"},
	}
}
