CREATE TABLE base (id integer NOT NULL, a varchar(5), b integer, CONSTRAINT b_ok CHECK (b > 0));
CREATE TABLE kid (c text) INHERITS (base);
CREATE TABLE other (id integer NOT NULL, a varchar(5), b integer, CONSTRAINT b_ok CHECK (b > 0));
CREATE VIEW v AS SELECT a FROM kid;
-- becomes
CREATE TABLE base (id bigint NOT NULL, a text, b integer, d date DEFAULT '2020-01-01', CONSTRAINT b_ok CHECK (b > -1));
CREATE TABLE kid (c text) INHERITS (base);
CREATE TABLE other (id bigint NOT NULL, a text, b integer, d date DEFAULT '2020-01-01', CONSTRAINT b_ok CHECK (b > -1));
ALTER TABLE other INHERIT base;
CREATE VIEW v AS SELECT a FROM kid;
