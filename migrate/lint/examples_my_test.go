package lint

func myExamples() []example {
	const t = "CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL, c varchar(60));"
	const both = "mysql mariadb"
	versions := func(n int) *Facts { return &Facts{Tables: []TableFacts{{Name: "t", Rows: 20_000, RowVersions: n}}} }
	counter := func(n uint64) *Facts {
		return &Facts{Tables: []TableFacts{{Name: "t", Rows: 20_000, Counter: &CounterFacts{Column: "id", Next: n, Max: 2147483647}}}}
	}
	return []example{
		{rule: "MY101", on: "mysql mariadb tidb", base: t, fires: "ALTER TABLE t ADD COLUMN d int NOT NULL;", fine: "ALTER TABLE t ADD COLUMN d int NOT NULL DEFAULT 3;"},
		{rule: "MY102", on: "mysql", base: t + "\nCREATE TABLE p (id int PRIMARY KEY);", number: 80400, fires: "ALTER TABLE t ADD COLUMN p int REFERENCES p (id);", fine: "ALTER TABLE t ADD COLUMN p int, ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);"},
		{rule: "MY102", on: "mysql", base: "CREATE TABLE p (id int PRIMARY KEY);", number: 80400, fires: "CREATE TABLE new (id int PRIMARY KEY, p int REFERENCES p (id));", fine: "CREATE TABLE new (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));"},
		{rule: "MY110", on: both, base: "CREATE TABLE t (id int PRIMARY KEY, m enum('good', 'bad'));", fires: "ALTER TABLE t MODIFY m enum('good', 'fair', 'bad');", fine: "ALTER TABLE t MODIFY m enum('good', 'bad', 'odd');"},
		{rule: "MY110", on: both, base: "CREATE TABLE t (id int PRIMARY KEY, m set('a', 'b'));", fires: "ALTER TABLE t MODIFY m set('a');", fine: "ALTER TABLE t MODIFY m set('a', 'b', 'c');"},
		{rule: "MY111", on: both, base: t, fires: "ALTER TABLE t MODIFY a bigint;", fine: "ALTER TABLE t MODIFY a int COMMENT 'x';"},
		{rule: "MY112", on: "mysql", base: t, fires: "ALTER TABLE t MODIFY c varchar(70);", fine: "ALTER TABLE t MODIFY c varchar(63);"},
		{rule: "MY113", on: both, base: t, fires: "ALTER TABLE t MODIFY c varchar(10);", fine: "ALTER TABLE t MODIFY c varchar(63);"},
		{rule: "MY113", on: both, base: t, fires: "ALTER TABLE t MODIFY c text;", fine: "ALTER TABLE t MODIFY c varchar(63);"},
		{rule: "MY114", on: both, base: "CREATE TABLE t (id int PRIMARY KEY, c varchar(20)) CHARACTER SET latin1;", fires: "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;", fine: "ALTER TABLE t COMMENT 'x';"},
		{rule: "MY114", on: both, base: t, fires: "ALTER TABLE t MODIFY c varchar(60) COLLATE utf8mb4_bin;", fine: "ALTER TABLE t MODIFY c varchar(60) COMMENT 'x';"},
		{rule: "MY115", on: both, base: t, fires: "ALTER TABLE t DROP PRIMARY KEY;", fine: "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (b);"},
		{rule: "MY116", on: both, base: t, fires: "ALTER TABLE t ADD COLUMN d int GENERATED ALWAYS AS (a + 1) STORED;", fine: "ALTER TABLE t ADD COLUMN d int GENERATED ALWAYS AS (a + 1) VIRTUAL;"},
		{rule: "MY116", on: both, base: t, fires: "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0);", fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "MY117", on: both, base: "CREATE TABLE t (a int, c varchar(20));", fires: "ALTER TABLE t ADD COLUMN id int AUTO_INCREMENT PRIMARY KEY;", fine: "CREATE INDEX i ON t (a);"},
		{rule: "MY117", on: both, base: t, fires: "CREATE FULLTEXT INDEX i ON t (c);", fine: "CREATE INDEX i ON t (c);"},
		{rule: "MY118", on: both, base: t + "\nCREATE TABLE p (id int PRIMARY KEY);", fires: "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id);", fine: "SET foreign_key_checks = 0;\nALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id);\nSET foreign_key_checks = 1;"},
		{rule: "MY119", on: both, base: t, fires: "ALTER TABLE t MODIFY b int;", fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "MY119", on: both, base: t, fires: "ALTER TABLE t ENGINE = InnoDB;", fine: "ANALYZE TABLE t;"},
		{rule: "MY119", on: both, base: t, fires: "OPTIMIZE TABLE t;", fine: "CREATE TABLE u (id int PRIMARY KEY);\nOPTIMIZE TABLE u;"},
		{rule: "MY120", on: both, base: t, fires: "ALTER TABLE t ADD COLUMN d int;", fine: "ALTER TABLE t ADD COLUMN d int, ALGORITHM=INSTANT;", down: "ALTER TABLE t DROP COLUMN d;"},
		{rule: "MY121", on: "mysql", base: t, fires: "ALTER TABLE t ADD COLUMN d int;", fine: "ALTER TABLE t ADD COLUMN d int;", options: Options{Facts: versions(250)}, fineOptions: &Options{Facts: versions(3)}},
		{rule: "MY122", on: "mysql mariadb tidb", base: "CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 3 COMMENT 'x');", fires: "ALTER TABLE t MODIFY a bigint;", fine: "ALTER TABLE t MODIFY a bigint DEFAULT 3 COMMENT 'x';"},
		{rule: "MY123", on: "mysql mariadb tidb", base: t, fires: "ALTER TABLE t ADD COLUMN d int;\nALTER TABLE t ADD COLUMN e int;", fine: "ALTER TABLE t ADD COLUMN d int, ADD COLUMN e int;"},
		{rule: "MY124", on: "mysql", base: t + "\nCREATE INDEX i ON t (a);\nCREATE INDEX j ON t (b) INVISIBLE;", fires: "DROP INDEX i ON t;", fine: "DROP INDEX j ON t;"},
		{rule: "MY124", on: "mariadb", base: t + "\nCREATE INDEX i ON t (a);\nCREATE INDEX j ON t (b) IGNORED;", fires: "DROP INDEX i ON t;", fine: "DROP INDEX j ON t;"},
		{rule: "MY125", on: both, base: "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE t (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));", fires: "DROP INDEX f ON t;", refused: true, fine: "ALTER TABLE t DROP FOREIGN KEY f, DROP INDEX f;"},
		{rule: "MY125", on: both, base: "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE t (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));", fires: "ALTER TABLE t DROP FOREIGN KEY f;", fine: "ALTER TABLE t DROP FOREIGN KEY f;\nDROP INDEX f ON t;"},
		{rule: "MY126", on: "mysql mariadb tidb", base: t, fires: "ALTER TABLE t ADD COLUMN d int;", fine: "ALTER TABLE t ADD COLUMN d int;", options: Options{Facts: counter(2_000_000_000)}, fineOptions: &Options{Facts: counter(1_000_000)}},
		{rule: "MY127", on: "mysql mariadb tidb", fires: "CREATE TABLE new (a int);", fine: "CREATE TABLE new (a int PRIMARY KEY);"},
		{rule: "MY127", on: both, base: "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE t (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));\nCREATE TABLE free (id int PRIMARY KEY);",
			fires: "ALTER TABLE t ADD COLUMN d int;", fine: "ALTER TABLE free ADD COLUMN d int;", options: Options{AlterWith: "gh-ost --execute"}},
		{rule: "MY128", on: "mysql mariadb tidb", fires: "CREATE TABLE new (id int PRIMARY KEY, born timestamp, price float);", fine: "CREATE TABLE new (id int PRIMARY KEY, born datetime, price decimal(10, 2));"},
		{rule: "MA101", on: "mariadb", base: t, fires: "ALTER TABLE t ADD COLUMN token varchar(36) DEFAULT (uuid());", fine: "ALTER TABLE t ADD COLUMN born datetime DEFAULT now();"},
		{rule: "MA102", on: "mariadb", base: "CREATE TABLE t (id int PRIMARY KEY, a int) WITH SYSTEM VERSIONING;", fires: "ALTER TABLE t ADD COLUMN d int;", refused: true, fine: "SET system_versioning_alter_history = KEEP;\nALTER TABLE t ADD COLUMN d int;"},
		{rule: "TI101", on: "tidb", base: t, fires: "ALTER TABLE t ADD COLUMN d int, MODIFY a bigint, RENAME COLUMN a TO e;", refused: true, fine: "ALTER TABLE t ADD COLUMN d int, MODIFY a bigint;"},
		{rule: "TI102", on: "tidb", base: "CREATE TABLE t (a int);", fires: "ALTER TABLE t ADD COLUMN id int AUTO_INCREMENT PRIMARY KEY;", fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "TI103", on: "tidb", base: t, fires: "ALTER TABLE t ADD COLUMN d int, ALGORITHM=COPY;", fine: "ALTER TABLE t ADD COLUMN d int;"},
	}
}
