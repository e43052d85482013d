CREATE DOMAIN amount AS numeric(8,2) DEFAULT 0 CHECK (VALUE >= 0);
CREATE TABLE t (id integer PRIMARY KEY, a amount, b amount[] DEFAULT '{}', c amount NOT NULL DEFAULT 1);
CREATE INDEX t_a ON t (a);
CREATE VIEW v AS SELECT a, c FROM t;
CREATE FUNCTION f(x amount) RETURNS amount LANGUAGE sql AS $$ SELECT x $$;
-- becomes
CREATE DOMAIN amount AS numeric(12,2) DEFAULT 0 CHECK (VALUE >= 0);
CREATE TABLE t (id integer PRIMARY KEY, a amount, b amount[] DEFAULT '{}', c amount NOT NULL DEFAULT 1);
CREATE INDEX t_a ON t (a);
CREATE VIEW v AS SELECT a, c FROM t;
CREATE FUNCTION f(x amount) RETURNS amount LANGUAGE sql AS $$ SELECT x $$;
