CREATE TABLE p (id INT PRIMARY KEY);
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, p INT, KEY one (a), UNIQUE KEY two (b), KEY three (a, b), CONSTRAINT positive CHECK (a > 0), CONSTRAINT t_p FOREIGN KEY (p) REFERENCES p (id));
-- becomes
CREATE TABLE p (id INT PRIMARY KEY);
CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, p INT, KEY uno (a), UNIQUE KEY due (b), KEY one (a, b), CONSTRAINT above_zero CHECK (a > 0), CONSTRAINT t_to_p FOREIGN KEY (p) REFERENCES p (id));
