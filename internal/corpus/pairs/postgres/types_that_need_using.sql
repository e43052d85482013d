CREATE TABLE t (id integer PRIMARY KEY, a text DEFAULT '1', b integer DEFAULT 1, c integer, d text, e text, f text[], g integer, h timestamptz, i varchar(5), j numeric, k json, l text, m bigint, n date, o char(3), p text);
-- becomes
CREATE TABLE t (id integer PRIMARY KEY, a integer DEFAULT 1, b text DEFAULT '1', c boolean, d numeric(10,2), e bigint, f varchar(9)[], g smallint, h timestamp, i integer, j integer, k jsonb, l bytea, m numeric(20,1), n timestamptz, o text, p varchar(10));
