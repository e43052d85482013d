CREATE TABLE p (id int PRIMARY KEY, a int, UNIQUE KEY ua (a)); CREATE TABLE c (id int PRIMARY KEY, a int, KEY ka (a), CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (a));
-- becomes
CREATE TABLE p (id int PRIMARY KEY, a int, UNIQUE KEY other (a)); CREATE TABLE c (id int PRIMARY KEY, a int, b int, KEY kb (a, b), CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (a));
