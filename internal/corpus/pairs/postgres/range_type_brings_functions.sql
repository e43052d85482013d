CREATE TABLE tides (id integer PRIMARY KEY, low integer NOT NULL, high integer NOT NULL);
-- becomes
CREATE TYPE reach AS RANGE (subtype = integer);
CREATE TABLE tides (id integer PRIMARY KEY, low integer NOT NULL, high integer NOT NULL, CONSTRAINT some_reach CHECK (NOT isempty(reach(low, high, '[]'))));
CREATE VIEW reaches AS SELECT id, reach(low, high) AS between_them FROM tides;
