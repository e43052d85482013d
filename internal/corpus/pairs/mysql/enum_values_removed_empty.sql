CREATE TABLE t (id INT PRIMARY KEY, e ENUM('a','b','c') NOT NULL DEFAULT 'c', s SET('x','y','z'), KEY (e));
-- becomes
CREATE TABLE t (id INT PRIMARY KEY, e ENUM('a','c') NOT NULL DEFAULT 'a', s SET('y'), KEY (e));
