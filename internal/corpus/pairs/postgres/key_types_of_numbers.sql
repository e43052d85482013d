CREATE TABLE a_child (id integer PRIMARY KEY, p integer, q numeric(5), r date);
CREATE TABLE parent (id integer PRIMARY KEY, q numeric(5) UNIQUE, r date UNIQUE);
ALTER TABLE a_child ADD FOREIGN KEY (p) REFERENCES parent, ADD FOREIGN KEY (q) REFERENCES parent (q) ON DELETE CASCADE, ADD FOREIGN KEY (r) REFERENCES parent (r);
-- becomes
CREATE TABLE a_child (id integer PRIMARY KEY, p numeric, q bigint, r timestamp);
CREATE TABLE parent (id numeric PRIMARY KEY, q bigint UNIQUE, r timestamp UNIQUE);
ALTER TABLE a_child ADD FOREIGN KEY (p) REFERENCES parent, ADD FOREIGN KEY (q) REFERENCES parent (q) ON DELETE CASCADE, ADD FOREIGN KEY (r) REFERENCES parent (r);
