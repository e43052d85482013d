CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT COLLATE NOCASE, c INT);
create  index i1 on t(a  DESC,  b collate binary); -- kept
CREATE INDEX i2 ON t (c) where c is not null;
CREATE INDEX i3 ON t (lower(a), c + 1 DESC);
CREATE INDEX gone ON t (c);
-- becomes
CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT 'a', b TEXT COLLATE NOCASE, c INT);
create  index i1 on t(a  DESC,  b collate binary);
CREATE INDEX i2 ON t (c) where c is null;
CREATE INDEX i3 ON t (lower(a), c + 1 DESC);
CREATE UNIQUE INDEX fresh ON t (a, id);
