CREATE TABLE t (id int PRIMARY KEY, j json, n int INVISIBLE, s varchar(20), KEY hidden (s) INVISIBLE COMMENT 'not used', KEY lower_s ((lower(s)), id), KEY many ((cast(j->'$.ids' AS unsigned ARRAY))), CONSTRAINT lax CHECK (id > 0) NOT ENFORCED, g geometry SRID 4326);
CREATE TABLE v (id int PRIMARY KEY, e vector(3));
