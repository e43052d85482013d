CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(20));
-- becomes
CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL DEFAULT 7, b varchar(20) NOT NULL DEFAULT 'x');
