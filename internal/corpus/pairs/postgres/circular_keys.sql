CREATE TABLE x (id integer PRIMARY KEY);
-- becomes
CREATE TABLE x (id integer PRIMARY KEY); CREATE TABLE hen (id integer PRIMARY KEY, egg integer); CREATE TABLE egg (id integer PRIMARY KEY, hen integer REFERENCES hen); ALTER TABLE hen ADD FOREIGN KEY (egg) REFERENCES egg;
