CREATE TABLE t (id INT PRIMARY KEY, last ENUM('a','b') NOT NULL DEFAULT 'a', first ENUM('a','b'), middle ENUM('a','c') DEFAULT 'c', turned ENUM('a','b','c') DEFAULT 'b', more SET('a','b') DEFAULT 'a,b', quoted ENUM('it''s','a,b','c"d'), KEY (turned));
-- becomes
CREATE TABLE t (id INT PRIMARY KEY, last ENUM('a','b','z') NOT NULL DEFAULT 'z', first ENUM('0','a','b'), middle ENUM('a','b','c') DEFAULT 'b', turned ENUM('c','b','a') DEFAULT 'b', more SET('b','a','c') DEFAULT 'a', quoted ENUM('it''s','a,b','c"d','e\\f'), KEY (turned));
