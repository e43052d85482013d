CREATE TABLE t (id integer PRIMARY KEY, a integer); ALTER TABLE t ADD CONSTRAINT c CHECK (a > -1) NOT VALID;
-- becomes
CREATE TABLE t (id integer PRIMARY KEY, a integer, CONSTRAINT c CHECK (a > -1));
