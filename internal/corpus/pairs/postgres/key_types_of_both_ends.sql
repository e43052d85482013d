CREATE TABLE parents (id integer PRIMARY KEY, code varchar(5) UNIQUE);
CREATE TABLE children (id integer PRIMARY KEY, parent integer REFERENCES parents ON DELETE CASCADE, code varchar(5) REFERENCES parents (code));
CREATE TABLE others (id integer PRIMARY KEY, parent integer NOT NULL REFERENCES parents DEFERRABLE INITIALLY DEFERRED, self integer REFERENCES others);
CREATE VIEW families AS SELECT p.id, c.id AS child FROM parents p JOIN children c ON c.parent = p.id;
-- becomes
CREATE TABLE parents (id bigint PRIMARY KEY, code text UNIQUE);
CREATE TABLE children (id integer PRIMARY KEY, parent bigint REFERENCES parents ON DELETE CASCADE, code text REFERENCES parents (code));
CREATE TABLE others (id bigint PRIMARY KEY, parent bigint NOT NULL REFERENCES parents DEFERRABLE INITIALLY DEFERRED, self bigint REFERENCES others);
CREATE VIEW families AS SELECT p.id, c.id AS child FROM parents p JOIN children c ON c.parent = p.id;
