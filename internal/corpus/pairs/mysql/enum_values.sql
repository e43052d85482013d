CREATE TABLE t (id int PRIMARY KEY, e enum('a','c') DEFAULT 'a', s set('x','y'));
-- becomes
CREATE TABLE t (id int PRIMARY KEY, e enum('a','b','c') DEFAULT 'b', s set('x','y','z'));
