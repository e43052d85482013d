package lint

func pgExamples() []example {
	const t = "CREATE TABLE t (id int PRIMARY KEY, a int, b int NOT NULL, c varchar(100));"
	const none = "-- dbtool:transaction none\n"
	list := []example{
		{rule: "PG101", base: t, fires: "CREATE INDEX i ON t (a);", fine: none + "CREATE INDEX CONCURRENTLY i ON t (a);", down: "DROP INDEX i;"},
		{rule: "PG102", base: t + "\nCREATE INDEX i ON t (a);", fires: "DROP INDEX i;", fine: none + "DROP INDEX CONCURRENTLY i;", down: "CREATE INDEX i ON t (a);"},
		{rule: "PG103", base: t, fires: "CREATE INDEX CONCURRENTLY i ON t (a);", fine: none + "CREATE INDEX CONCURRENTLY i ON t (a);", down: "DROP INDEX i;"},
		{rule: "PG104", base: "CREATE TABLE t (id int NOT NULL, a int);", fires: "ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY (id);", fine: none + "CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON t (id);\nALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey;", down: "ALTER TABLE t DROP CONSTRAINT t_pkey;"},
		{rule: "PG105", base: t, fires: "ALTER TABLE t ADD CONSTRAINT u UNIQUE (a);", fine: none + "CREATE UNIQUE INDEX CONCURRENTLY u ON t (a);\nALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX u;", down: "ALTER TABLE t DROP CONSTRAINT u;"},
		{rule: "PG106", base: t + "\nCREATE INDEX i ON t (a);", fires: "REINDEX INDEX i;", fine: none + "REINDEX INDEX CONCURRENTLY i;"},
		{rule: "PG106", base: t + "\nCREATE MATERIALIZED VIEW m AS SELECT id FROM t;\nCREATE UNIQUE INDEX mi ON m (id);", fires: "REFRESH MATERIALIZED VIEW m;", fine: "REFRESH MATERIALIZED VIEW CONCURRENTLY m;"},
		{rule: "PG107", base: t + "\nCREATE TABLE p (id int PRIMARY KEY);", fires: "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id);", fine: none + "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT f;", down: "ALTER TABLE t DROP CONSTRAINT f;"},
		{rule: "PG108", base: t, fires: "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0);", fine: none + "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT k;", down: "ALTER TABLE t DROP CONSTRAINT k;"},
		{rule: "PG109", base: t, fires: "ALTER TABLE t ALTER COLUMN a SET NOT NULL;", fine: none + "ALTER TABLE t ADD CONSTRAINT k CHECK (a IS NOT NULL) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT k;\nALTER TABLE t ALTER COLUMN a SET NOT NULL;\nALTER TABLE t DROP CONSTRAINT k;", down: "ALTER TABLE t ALTER COLUMN a DROP NOT NULL;"},
		{rule: "PG110", base: t, fires: "ALTER TABLE t ALTER COLUMN a TYPE bigint;", fine: "ALTER TABLE t ALTER COLUMN c TYPE varchar(200);"},
		{rule: "PG110", base: "CREATE TABLE t (id int PRIMARY KEY, born timestamp);", fires: "SET TimeZone = 'Europe/Berlin';\nALTER TABLE t ALTER COLUMN born TYPE timestamptz;", fine: "SET TimeZone = 'UTC';\nALTER TABLE t ALTER COLUMN born TYPE timestamptz;"},
		{rule: "PG110", base: "CREATE TYPE mood AS ENUM ('good', 'bad');\nCREATE TABLE t (id int PRIMARY KEY, m mood);", fires: "ALTER TABLE t ALTER COLUMN m TYPE text;", fine: "ALTER TYPE mood RENAME TO moods;"},
		{rule: "PG111", base: t, fires: "ALTER TABLE t ADD COLUMN token uuid DEFAULT gen_random_uuid();", fine: "ALTER TABLE t ADD COLUMN born timestamptz DEFAULT now();"},
		{rule: "PG111", base: t + "\nCREATE DOMAIN positive AS int CHECK (VALUE > 0);", fires: "ALTER TABLE t ADD COLUMN d positive;", fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "PG111", base: t, fires: "ALTER TABLE t ADD COLUMN n int GENERATED ALWAYS AS IDENTITY, ADD COLUMN d int;", fine: "ALTER TABLE t ALTER COLUMN a TYPE bigint, ADD COLUMN d int;"},
		{rule: "PG112", base: t, fires: "ALTER TABLE t SET UNLOGGED;", fine: "ALTER TABLE t SET (fillfactor = 90);"},
		{rule: "PG112", base: t, fires: "CLUSTER t USING t_pkey;", fine: "ANALYZE t;"},
		{rule: "PG113", base: t, fires: "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT k;", fine: none + "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT k;", down: "ALTER TABLE t DROP CONSTRAINT k;"},
		{rule: "PG114", base: "CREATE TYPE mood AS ENUM ('good', 'bad');\nCREATE TABLE t (id int PRIMARY KEY, m mood);", fires: "ALTER TYPE mood ADD VALUE 'odd' AFTER 'bad';\nALTER TABLE t ALTER COLUMN m SET DEFAULT 'odd';",
			fine: none + "ALTER TYPE mood ADD VALUE 'odd' AFTER 'bad';\nALTER TABLE t ALTER COLUMN m SET DEFAULT 'odd';"},
		{rule: "PG115", base: "CREATE TYPE mood AS ENUM ('good', 'bad');", fires: "ALTER TYPE mood ADD VALUE 'odd';", fine: "ALTER TYPE mood ADD VALUE 'odd' AFTER 'bad';"},
		{rule: "PG116", base: "CREATE TABLE p (id int) PARTITION BY RANGE (id);\nCREATE TABLE p1 (id int);", fires: "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (10);", fine: "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);"},
		{rule: "PG117", base: "CREATE TABLE p (id int) PARTITION BY RANGE (id);\nCREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);", fires: "ALTER TABLE p DETACH PARTITION p1;", fine: none + "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;", down: "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (10);", leaves: "drop check p1_id_check from p1"},
		{rule: "PG118", base: "CREATE DOMAIN d AS int;\nCREATE TABLE t (id int PRIMARY KEY, a d);", fires: "ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0);", fine: "ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID;"},
		{rule: "PG118", fires: "CREATE DOMAIN d AS int CHECK (VALUE > 0);", fine: "CREATE DOMAIN d AS int;"},
		{rule: "PG119", base: "CREATE TABLE t (id serial PRIMARY KEY);", fires: "ALTER TABLE t ALTER COLUMN id TYPE bigint;", fine: "ALTER TABLE t ALTER COLUMN id TYPE bigint;\nALTER SEQUENCE t_id_seq AS bigint;"},
		{rule: "PG120", base: t, fires: "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;", fine: none + "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT k;"},
		{rule: "PG120", base: t, fires: "ALTER TABLE t ADD COLUMN d int;", options: Options{Facts: &Facts{Broken: []BrokenObject{{Table: "t", Name: "half", Why: "INVALID"}}}}, fine: "ALTER TABLE t ADD COLUMN d int;", fineOptions: &Options{Facts: &Facts{}}},
		{rule: "PG121", base: t, fires: none + "SET lock_timeout = '5s';\nCREATE INDEX CONCURRENTLY i ON t (a);", fine: none + "SET lock_timeout = '5s';\nRESET lock_timeout;\nCREATE INDEX CONCURRENTLY i ON t (a);", down: "DROP INDEX i;"},
		{rule: "PG122", base: t + "\nCREATE VIEW v AS SELECT a FROM t;", fires: "ALTER TABLE t ALTER COLUMN a TYPE bigint;", refused: true, fine: "DROP VIEW v;\nALTER TABLE t ALTER COLUMN a TYPE bigint;\nCREATE VIEW v AS SELECT a FROM t;"},
		{rule: "PG123", fires: "CREATE TABLE new (id serial PRIMARY KEY, price money);", fine: "CREATE TABLE new (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, price numeric, born timestamptz);"},
		{rule: "PG124", base: t + "\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;", fires: "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();", fine: "CREATE TABLE new (id int);\nCREATE TRIGGER tr BEFORE INSERT ON new FOR EACH ROW EXECUTE FUNCTION f();"},
		{rule: "PG124", base: t, fires: "ALTER TABLE t ENABLE ROW LEVEL SECURITY;", fine: "CREATE TABLE new (id int);\nALTER TABLE new ENABLE ROW LEVEL SECURITY;"},
	}
	for i := range list {
		list[i].on = "postgres"
	}
	return list
}
