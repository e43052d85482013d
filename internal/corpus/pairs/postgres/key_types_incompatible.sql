CREATE TABLE parents (id integer PRIMARY KEY, u integer UNIQUE);
CREATE TABLE children (id integer PRIMARY KEY, parent integer REFERENCES parents ON DELETE CASCADE, u integer);
ALTER TABLE children ADD CONSTRAINT u_key FOREIGN KEY (u) REFERENCES parents (u) NOT VALID;
-- becomes
CREATE TABLE parents (id text PRIMARY KEY, u text UNIQUE);
CREATE TABLE children (id integer PRIMARY KEY, parent text REFERENCES parents ON DELETE CASCADE, u text);
ALTER TABLE children ADD CONSTRAINT u_key FOREIGN KEY (u) REFERENCES parents (u) NOT VALID;
