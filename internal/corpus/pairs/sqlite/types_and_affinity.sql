CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c REAL, d NUMERIC(10,2), e BLOB, f, g VARCHAR(10), h "my type", i DATE);
INSERT INTO t VALUES (100, 'not a number', 7, 1.5, 12.25, x'00ff', 'any', 'short', 3, '2026-01-02');
-- becomes
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT, c INTEGER, d TEXT, e TEXT, f REAL, g VARCHAR(200), h [other type], i);
