CREATE TABLE p (a integer PRIMARY KEY, b integer NOT NULL UNIQUE); CREATE TABLE c (id integer PRIMARY KEY, a integer REFERENCES p (a));
-- becomes
CREATE TABLE p (a integer UNIQUE NOT NULL, b integer NOT NULL PRIMARY KEY); CREATE TABLE c (id integer PRIMARY KEY, a integer REFERENCES p (a));
