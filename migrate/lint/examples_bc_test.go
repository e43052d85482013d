package lint

func bcExamples() []example {
	const t = "CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL, c varchar(100));"
	const rebuilt = "INSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;"
	return []example{
		{rule: "BC101", on: everywhere, base: t, fires: "ALTER TABLE t RENAME TO people;", fine: "CREATE TABLE people (id int PRIMARY KEY);"},
		{rule: "BC102", on: everywhere, base: t, fires: "ALTER TABLE t RENAME COLUMN c TO nick;", fine: "ALTER TABLE t ADD COLUMN nick varchar(100);"},
		{rule: "BC102", on: "mysql mariadb", base: t, fires: "ALTER TABLE t CHANGE c nick varchar(100);", fine: "ALTER TABLE t CHANGE c c varchar(120);"},
		{rule: "BC103", on: "postgres mysql mariadb sqlite", base: t, fires: "ALTER TABLE t ADD COLUMN d int NOT NULL;", fine: "ALTER TABLE t ADD COLUMN d int NOT NULL DEFAULT 0;"},
		{rule: "BC104", on: "postgres", base: t, fires: "ALTER TABLE t ALTER COLUMN b DROP NOT NULL;", fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "BC104", on: "mysql mariadb", base: t, fires: "ALTER TABLE t MODIFY b int;", fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "BC104", on: "sqlite", base: t, fires: "CREATE TABLE n (id int PRIMARY KEY, a int, b int, c varchar(100));\n" + rebuilt, fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "BC105", on: "postgres", base: t, fires: "ALTER TABLE t ALTER COLUMN a TYPE text;", fine: "ALTER TABLE t ALTER COLUMN a TYPE bigint;"},
		{rule: "BC105", on: "mysql mariadb", base: t, fires: "ALTER TABLE t MODIFY a varchar(20);", fine: "ALTER TABLE t MODIFY a bigint;"},
		{rule: "BC105", on: "sqlite", base: t, fires: "CREATE TABLE n (id int PRIMARY KEY, a text, b int NOT NULL, c varchar(100));\n" + rebuilt, fine: "CREATE TABLE n (id int PRIMARY KEY, a bigint, b int NOT NULL, c varchar(100));\n" + rebuilt},
		{rule: "BC106", on: "postgres mysql mariadb", base: t, fires: "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0);", fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "BC106", on: "sqlite", base: t, fires: "CREATE TABLE n (id int PRIMARY KEY, a int CHECK (a > 0), b int NOT NULL, c varchar(100));\n" + rebuilt, fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "BC107", on: "postgres", base: "CREATE TYPE mood AS ENUM ('good', 'bad');\nCREATE TABLE t (id int PRIMARY KEY, m mood);", fires: "ALTER TYPE mood ADD VALUE 'fair' BEFORE 'bad';", fine: "ALTER TYPE mood ADD VALUE 'odd' AFTER 'bad';"},
		{rule: "BC107", on: "mysql mariadb", base: "CREATE TABLE t (id int PRIMARY KEY, m enum('good', 'bad'));", fires: "ALTER TABLE t MODIFY m enum('bad', 'good');", fine: "ALTER TABLE t MODIFY m enum('good', 'bad', 'odd');"},
		{rule: "BC108", on: "postgres mysql mariadb", base: t, fires: "ALTER TABLE t ALTER COLUMN a SET DEFAULT 7;", fine: "ALTER TABLE t ADD COLUMN d int DEFAULT 7;"},
		{rule: "BC108", on: "sqlite", base: t, fires: "CREATE TABLE n (id int PRIMARY KEY, a int DEFAULT 7, b int NOT NULL, c varchar(100));\n" + rebuilt, fine: "ALTER TABLE t ADD COLUMN d int DEFAULT 7;"},
		{rule: "BC109", on: everywhere, base: t + "\nCREATE VIEW v AS SELECT id FROM t;", fires: "DROP VIEW v;", fine: "DROP VIEW v;\nCREATE VIEW v AS SELECT id FROM t;"},
		{rule: "BC109", on: "postgres", base: t + "\nCREATE VIEW v AS SELECT id FROM t;", fires: "CREATE OR REPLACE VIEW v AS SELECT id, 1 AS one FROM t;", fine: "ALTER TABLE t RENAME COLUMN id TO number;\nALTER TABLE t RENAME TO u;"},
		{rule: "BC109", on: "postgres", base: t + "\nCREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';", fires: "DROP FUNCTION f(int);", fine: "CREATE FUNCTION f(a text) RETURNS text LANGUAGE sql AS 'SELECT a';"},
		{rule: "BC110", on: "postgres sqlite", base: t + "\nCREATE UNIQUE INDEX u ON t (a);\nCREATE INDEX i ON t (b);", fires: "DROP INDEX u;", fine: "DROP INDEX i;"},
		{rule: "BC110", on: "mysql mariadb", base: t + "\nCREATE INDEX i ON t (b);", fires: "DROP INDEX i ON t;", fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "BC111", on: everywhere, base: t, fires: "ALTER TABLE t ADD COLUMN born date;\nALTER TABLE t DROP COLUMN a;", fine: "ALTER TABLE t ADD COLUMN born date;"},
		{rule: "BC112", on: "postgres", base: "CREATE TYPE light AS ENUM ('red', 'green');", fires: "ALTER TYPE light RENAME VALUE 'green' TO 'go';", fine: "ALTER TYPE light ADD VALUE 'go' AFTER 'green';"},
		{rule: "CD101", on: "postgres", base: "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE t (id int PRIMARY KEY, p int CONSTRAINT f REFERENCES p (id));", fires: "ALTER TABLE t DROP CONSTRAINT f;", fine: "ALTER TABLE t RENAME COLUMN p TO q;"},
		{rule: "CD101", on: "mysql mariadb", base: "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE t (id int PRIMARY KEY, p int, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));", fires: "ALTER TABLE t DROP FOREIGN KEY f;", fine: "ALTER TABLE t RENAME COLUMN p TO q;"},
		{rule: "CD101", on: "sqlite", base: "CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE t (id int PRIMARY KEY, a int REFERENCES p (id));", fires: "CREATE TABLE n (id int PRIMARY KEY, a int);\n" + rebuilt, fine: "ALTER TABLE t ADD COLUMN d int;"},
	}
}
