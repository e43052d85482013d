package lint

func mfExamples() []example {
	const t = "CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL, c varchar(100));"
	const rebuilt = "INSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;"
	return []example{
		{rule: "MF101", on: everywhere, base: t, fires: "CREATE UNIQUE INDEX u ON t (a);", fine: "CREATE INDEX i ON t (a);"},
		{rule: "MF101", on: "postgres", base: t, fires: "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a);", fine: "CREATE TABLE new (id int PRIMARY KEY, a int UNIQUE);"},
		{rule: "MF102", on: "postgres sqlite", base: t + "\nCREATE INDEX i ON t (a);", fires: "DROP INDEX i;\nCREATE UNIQUE INDEX i ON t (a);", fine: "CREATE UNIQUE INDEX u ON t (b);"},
		{rule: "MF102", on: "mysql mariadb", base: t + "\nCREATE INDEX i ON t (a);", fires: "ALTER TABLE t DROP INDEX i, ADD UNIQUE INDEX i (a);", fine: "CREATE UNIQUE INDEX u ON t (b);"},
		{rule: "MF103", on: "postgres sqlite", base: t, fires: "ALTER TABLE t ADD COLUMN d int NOT NULL;", fine: "ALTER TABLE t ADD COLUMN d int;", refused: false},
		{rule: "MF103", on: "mysql", base: t, fires: "ALTER TABLE t ADD COLUMN d date NOT NULL;", fine: "ALTER TABLE t ADD COLUMN d date;"},
		{rule: "MF104", on: "postgres", base: t, fires: "ALTER TABLE t ALTER COLUMN a SET NOT NULL;", fine: "ALTER TABLE t ADD CONSTRAINT k CHECK (a IS NOT NULL) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT k;\nALTER TABLE t ALTER COLUMN a SET NOT NULL;"},
		{rule: "MF104", on: "mysql mariadb", base: t, fires: "ALTER TABLE t MODIFY a int NOT NULL;", fine: "ALTER TABLE t MODIFY b int NOT NULL COMMENT 'x';"},
		{rule: "MF104", on: "sqlite", base: t, fires: "CREATE TABLE n (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL, c varchar(100));\n" + rebuilt, fine: "CREATE TABLE n (id int PRIMARY KEY, a int, b int, c varchar(100));\n" + rebuilt},
		{rule: "MF105", on: "postgres", base: t, fires: "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0);", fine: "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;"},
		{rule: "MF105", on: "mysql mariadb", base: t, fires: "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0);", fine: "CREATE TABLE new (id int PRIMARY KEY, a int CHECK (a > 0));"},
		{rule: "MF105", on: "sqlite", base: t, fires: "CREATE TABLE n (id int PRIMARY KEY, a int CHECK (a > 0), b int NOT NULL, c varchar(100));\n" + rebuilt, fine: "CREATE TABLE new (id int PRIMARY KEY, a int CHECK (a > 0));"},
		{rule: "MF106", on: "postgres", base: t + "\nCREATE TABLE p (id int PRIMARY KEY);", fires: "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id);", fine: "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) NOT VALID;"},
		{rule: "MF106", on: "mysql mariadb", base: t + "\nCREATE TABLE p (id int PRIMARY KEY);", fires: "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id);", fine: "CREATE TABLE new (id int PRIMARY KEY, a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id));"},
		{rule: "MF106", on: "sqlite", base: t + "\nCREATE TABLE p (id int PRIMARY KEY);", fires: "CREATE TABLE n (id int PRIMARY KEY, a int REFERENCES p (id), b int NOT NULL, c varchar(100));\n" + rebuilt, fine: "CREATE TABLE new (id int PRIMARY KEY, a int REFERENCES p (id));"},
		{rule: "MF107", on: "postgres", base: t, fires: "ALTER TABLE t ALTER COLUMN c TYPE varchar(10);", fine: "ALTER TABLE t ALTER COLUMN c TYPE varchar(200);"},
		{rule: "MF107", on: "mysql mariadb", base: t, fires: "ALTER TABLE t MODIFY c varchar(10);", fine: "ALTER TABLE t MODIFY c varchar(120);"},
		{rule: "MF108", on: "postgres", base: "CREATE TYPE mood AS ENUM ('good', 'bad', 'odd');\nCREATE TABLE t (id int PRIMARY KEY, m mood);",
			fires: "ALTER TYPE mood RENAME TO mood_old;\nCREATE TYPE mood AS ENUM ('good', 'bad');\nALTER TABLE t ALTER COLUMN m TYPE mood USING m::text::mood;\nDROP TYPE mood_old;", fine: "ALTER TYPE mood ADD VALUE 'new' AFTER 'odd';"},
		{rule: "MF108", on: "mysql mariadb", base: "CREATE TABLE t (id int PRIMARY KEY, m enum('good', 'bad', 'odd'));", fires: "ALTER TABLE t MODIFY m enum('good', 'bad');", fine: "ALTER TABLE t MODIFY m enum('good', 'bad', 'odd', 'new');"},
		{rule: "MF109", on: "postgres", base: t, fires: "ALTER TABLE t ALTER COLUMN c TYPE int;", refused: true, fine: "ALTER TABLE t ALTER COLUMN c TYPE int USING c::int;"},
		{rule: "MF110", on: "mysql mariadb", base: "CREATE TABLE t (id int PRIMARY KEY, c varchar(20)) CHARACTER SET latin1;", fires: "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;", fine: "ALTER TABLE t COMMENT 'x';"},
		{rule: "MF111", on: "postgres", base: "CREATE TABLE t (id int PRIMARY KEY, c text UNIQUE, d text);", fires: "ALTER TABLE t ALTER COLUMN c TYPE text COLLATE \"C\";", fine: "ALTER TABLE t ALTER COLUMN d TYPE text COLLATE \"C\";"},
		{rule: "MF111", on: "mysql mariadb", base: "CREATE TABLE t (id int PRIMARY KEY, c varchar(20) UNIQUE, d varchar(20));", fires: "ALTER TABLE t MODIFY c varchar(20) COLLATE utf8mb4_bin;", fine: "ALTER TABLE t MODIFY d varchar(20) COLLATE utf8mb4_bin;"},
		{rule: "MF112", on: "postgres mysql mariadb", base: "CREATE TABLE t (id int NOT NULL, a int);", fires: "ALTER TABLE t ADD PRIMARY KEY (id);", fine: "CREATE TABLE new (id int PRIMARY KEY);"},
		{rule: "MF112", on: "postgres", base: "CREATE TABLE t (id int NOT NULL, a int);\nCREATE UNIQUE INDEX u ON t (id);", fires: "ALTER TABLE t ADD PRIMARY KEY (id);", fine: "ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX u;"},
		{rule: "MF112", on: "sqlite", base: t, fires: "CREATE TABLE n (id int, a int, b int NOT NULL PRIMARY KEY, c varchar(100));\n" + rebuilt, fine: "CREATE TABLE n (id int PRIMARY KEY, a int, b int, c varchar(100));\n" + rebuilt},
		{rule: "MF113", on: "postgres", base: "CREATE TABLE t (id int PRIMARY KEY, during int4range);", fires: "ALTER TABLE t ADD CONSTRAINT x EXCLUDE USING gist (during WITH &&);", fine: "CREATE TABLE new (during int4range, EXCLUDE USING gist (during WITH &&));"},
		{rule: "MF114", on: "mysql mariadb", base: "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE t (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));", fires: "ALTER TABLE p MODIFY id bigint NOT NULL;", refused: true,
			fine: "ALTER TABLE t DROP FOREIGN KEY f;\nALTER TABLE p MODIFY id bigint NOT NULL;\nALTER TABLE t MODIFY p bigint;\nALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id);"},
		{rule: "MF115", on: "mysql mariadb", base: "CREATE TABLE t (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a + 1) STORED);", fires: "ALTER TABLE t MODIFY b int GENERATED ALWAYS AS (a + 2) STORED;", fine: "ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (a + 2) VIRTUAL;"},
		{rule: "MF115", on: "postgres", base: "CREATE TABLE t (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a + 1) STORED);", fires: "ALTER TABLE t DROP COLUMN b;\nALTER TABLE t ADD COLUMN b int GENERATED ALWAYS AS (a + 2) STORED;", fine: "ALTER TABLE t ADD COLUMN c int;"},
		{rule: "MF115", on: "sqlite", base: "CREATE TABLE t (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a + 1) STORED);", fires: "CREATE TABLE n (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a + 2) STORED);\nINSERT INTO n (id, a) SELECT id, a FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;", fine: "ALTER TABLE t ADD COLUMN c int;"},
	}
}
