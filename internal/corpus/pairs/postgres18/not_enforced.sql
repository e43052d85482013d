CREATE TABLE parents (id int PRIMARY KEY);
CREATE TABLE watched (id int, CONSTRAINT positive CHECK (id > 0), CONSTRAINT known FOREIGN KEY (id) REFERENCES parents (id));
-- becomes
CREATE TABLE parents (id int PRIMARY KEY);
CREATE TABLE watched (id int, CONSTRAINT positive CHECK (id > 0) NOT ENFORCED, CONSTRAINT known FOREIGN KEY (id) REFERENCES parents (id) NOT ENFORCED);
