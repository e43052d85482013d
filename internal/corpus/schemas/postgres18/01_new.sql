CREATE EXTENSION btree_gist;
CREATE TABLE v (a integer, b integer GENERATED ALWAYS AS (a * 2) VIRTUAL, c integer GENERATED ALWAYS AS (a * 3) STORED, CONSTRAINT lax CHECK (a > 0) NOT ENFORCED);
CREATE TABLE rooms (id integer, during daterange, PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE stays (id integer PRIMARY KEY, room integer, during daterange, FOREIGN KEY (room, PERIOD during) REFERENCES rooms (id, PERIOD during));
CREATE TABLE loose (id integer PRIMARY KEY, r integer, FOREIGN KEY (r) REFERENCES loose (id) NOT ENFORCED);
