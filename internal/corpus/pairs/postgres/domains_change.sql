CREATE DOMAIN code AS varchar(5) DEFAULT 'a' CONSTRAINT long CHECK (length(VALUE) > 0) CHECK (VALUE <> 'q');
CREATE DOMAIN whole AS integer NOT NULL;
CREATE DOMAIN gone AS text;
COMMENT ON DOMAIN code IS 'c';
CREATE TABLE t (id integer PRIMARY KEY, a code, b whole DEFAULT 1, c gone, d integer, e text);
CREATE VIEW v AS SELECT a, b FROM t;
-- becomes
CREATE DOMAIN code AS varchar(5) DEFAULT 'b' CONSTRAINT long CHECK (length(VALUE) > -1) CONSTRAINT lower CHECK (VALUE = lower(VALUE));
CREATE DOMAIN whole AS integer CONSTRAINT positive CHECK (VALUE > -9);
CREATE DOMAIN fresh AS integer CHECK (VALUE > 0) NOT NULL DEFAULT 7;
COMMENT ON CONSTRAINT long ON DOMAIN code IS 'l';
CREATE TABLE t (id integer PRIMARY KEY, a code, b whole DEFAULT 2, c text, d fresh, e code);
CREATE VIEW v AS SELECT a, b FROM t;
