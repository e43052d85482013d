package lint

import "time"

func lkExamples() []example {
	const t = "CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL, c varchar(100));"
	const rebuilt = "INSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;"
	general := Config{Disable: []string{"PG*", "MY*"}} // which say it better
	alone := Options{Config: general}
	small := Options{Config: general, Facts: &Facts{Tables: []TableFacts{{Name: "t", Rows: 12}}}}
	forever := Options{LockTimeout: -1}
	five := Options{LockTimeout: 5 * time.Second}
	return []example{
		{rule: "LK101", on: "postgres", base: t, fires: "ALTER TABLE t ALTER COLUMN a TYPE bigint;", fine: "ALTER TABLE t ALTER COLUMN c TYPE text;", options: alone},
		{rule: "LK101", on: "postgres", base: t, fires: "ALTER TABLE t ALTER COLUMN a TYPE bigint;", fine: "ALTER TABLE t ALTER COLUMN a TYPE bigint;", fineOptions: &small, options: alone},
		{rule: "LK101", on: "mysql mariadb", base: t, fires: "ALTER TABLE t MODIFY a bigint;", fine: "ALTER TABLE t ADD COLUMN d int;", options: alone},
		{rule: "LK101", on: "sqlite", base: t, fires: "CREATE TABLE n (id int PRIMARY KEY, a text, b int NOT NULL, c varchar(100));\n" + rebuilt, fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "LK102", on: "postgres", base: t, fires: "CREATE INDEX i ON t (a);", fine: "-- dbtool:transaction none\nCREATE INDEX CONCURRENTLY i ON t (a);", options: alone},
		{rule: "LK102", on: "mysql mariadb", base: t + "\nCREATE FULLTEXT INDEX first ON t (c);", fires: "CREATE FULLTEXT INDEX i ON t (c);", fine: "CREATE INDEX i ON t (a);", options: alone},
		{rule: "LK102", on: "sqlite", base: t, fires: "CREATE INDEX i ON t (a);", fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "LK103", on: "postgres", base: t, fires: "ALTER TABLE t ADD COLUMN d int;", fine: "SET lock_timeout = '5s';\nALTER TABLE t ADD COLUMN d int;", options: forever},
		{rule: "LK103", on: "postgres mysql mariadb", base: t, fires: "ALTER TABLE t ADD COLUMN d int;", fine: "ALTER TABLE t ADD COLUMN d int;", options: forever, fineOptions: &five},
		{rule: "LK103", on: "mysql mariadb", base: t, fires: "ALTER TABLE t ADD COLUMN d int;", fine: "SET lock_wait_timeout = 5;\nALTER TABLE t ADD COLUMN d int;", options: forever},
		{rule: "LK103", on: "postgres", base: t, fires: "SET lock_timeout = 0;\nALTER TABLE t ADD COLUMN d int;", fine: "CREATE TABLE new (id int PRIMARY KEY);", options: five},
		{rule: "LK104", on: "postgres", base: t, fires: "CREATE INDEX i ON t (a);", fine: "SET statement_timeout = '1h';\nCREATE INDEX i ON t (a);"},
		{rule: "LK104", on: "mariadb", base: t, fires: "CREATE INDEX i ON t (a);", fine: "SET max_statement_time = 3600;\nCREATE INDEX i ON t (a);"},
		{rule: "LK105", on: "postgres", base: t + "\nCREATE TABLE t2 (id int PRIMARY KEY);", fires: "ALTER TABLE t ADD COLUMN d int;\nALTER TABLE t2 ADD COLUMN d int;", fine: "-- dbtool:transaction none\nALTER TABLE t ADD COLUMN d int;\nALTER TABLE t2 ADD COLUMN d int;"},
		{rule: "LK106", on: "postgres", base: t, fires: "ALTER TABLE t ADD COLUMN d int;\nUPDATE t SET d = 1 WHERE id < 100;", fine: "UPDATE t SET a = 1 WHERE id < 100;"},
		{rule: "LK107", on: everywhere, base: t, fires: "UPDATE t SET a = 1 WHERE a IS NULL;", fine: "UPDATE t SET a = 1 WHERE a IS NULL AND id BETWEEN 1 AND 1000;"},
		{rule: "LK107", on: everywhere, base: t, fires: "UPDATE t SET a = 1 WHERE a IS NULL;", fine: "UPDATE t SET a = 1 WHERE a IS NULL;", fineOptions: &small},
		{rule: "LK107", on: everywhere, base: t, fires: "UPDATE t SET a = 1 WHERE a IS NULL;", fine: "-- dbtool:backfill batch=500\nUPDATE t SET a = 1 WHERE a IS NULL;"},
		{rule: "LK108", on: "mysql mariadb", base: t, fires: "ALTER TABLE t MODIFY a bigint;\nALTER TABLE t MODIFY b bigint NOT NULL;", fine: "ALTER TABLE t MODIFY a bigint, MODIFY b bigint NOT NULL;"},
		{rule: "LK109", on: "mysql mariadb", base: t, fires: "ALTER TABLE t ADD COLUMN d int, MODIFY a bigint;", fine: "ALTER TABLE t ADD COLUMN d int, ADD COLUMN e int;"},
	}
}
