CREATE TABLE t (id int PRIMARY KEY, z int);
-- becomes
CREATE TABLE t (first int, id int PRIMARY KEY, m varchar(20) NOT NULL DEFAULT 'x', z int);
