CREATE TABLE employees (id integer PRIMARY KEY, boss integer REFERENCES employees ON DELETE SET NULL, mentor integer, deputy integer,
  CONSTRAINT mentored FOREIGN KEY (mentor) REFERENCES employees (id) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT deputised FOREIGN KEY (deputy) REFERENCES employees ON UPDATE CASCADE NOT VALID, CHECK (boss <> id));
CREATE TABLE a (id integer PRIMARY KEY, b_id integer, c_id integer);
CREATE TABLE b (id integer PRIMARY KEY, c_id integer NOT NULL);
CREATE TABLE c (id integer PRIMARY KEY, a_id integer REFERENCES a, b_id integer REFERENCES b ON DELETE CASCADE);
ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b_id) REFERENCES b, ADD CONSTRAINT a_c FOREIGN KEY (c_id) REFERENCES c DEFERRABLE;
ALTER TABLE b ADD CONSTRAINT b_c FOREIGN KEY (c_id) REFERENCES c INITIALLY DEFERRED;
CREATE TABLE countries (code char(2) PRIMARY KEY, capital bigint);
CREATE TABLE cities (id bigint PRIMARY KEY, country char(2) NOT NULL REFERENCES countries, twin bigint REFERENCES cities, UNIQUE (country, id));
ALTER TABLE countries ADD CONSTRAINT capital_is_own FOREIGN KEY (code, capital) REFERENCES cities (country, id) MATCH SIMPLE DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE tree (kind text, id integer, up_kind text, up_id integer, PRIMARY KEY (kind, id), FOREIGN KEY (up_kind, up_id) REFERENCES tree MATCH FULL ON DELETE CASCADE ON UPDATE CASCADE);
CREATE VIEW uses_both AS SELECT a.id, b.c_id FROM a JOIN b ON a.b_id = b.id;
CREATE FUNCTION even(n integer) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN n = 0 OR odd(n - 1); END $$;
CREATE FUNCTION odd(n integer) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RETURN n <> 0 AND even(n - 1); END $$;
