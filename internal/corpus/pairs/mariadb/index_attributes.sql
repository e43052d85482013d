CREATE TABLE t (id int PRIMARY KEY, a varchar(50), b int, KEY i1 (a), KEY i2 (b), KEY old_name (a, b));
-- becomes
CREATE TABLE t (id int PRIMARY KEY, a varchar(50), b int, UNIQUE KEY i1 (a, b), KEY i2 (b DESC) COMMENT 'down', KEY new_name (a, b), FULLTEXT KEY ft (a), KEY pre (a(5)));
