CREATE TABLE x (id int PRIMARY KEY);
-- becomes
CREATE TABLE x (id int PRIMARY KEY); CREATE TABLE hen (id int PRIMARY KEY, egg int); CREATE TABLE egg (id int PRIMARY KEY, hen int, FOREIGN KEY (hen) REFERENCES hen (id)); ALTER TABLE hen ADD FOREIGN KEY (egg) REFERENCES egg (id);
