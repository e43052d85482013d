CREATE EXTENSION btree_gist;
CREATE TABLE rooms (id integer NOT NULL, during tstzrange NOT NULL, kind integer, CONSTRAINT rooms_key PRIMARY KEY (id, during), CONSTRAINT once UNIQUE (kind, during));
CREATE TABLE stays (id integer PRIMARY KEY, room integer, during tstzrange, k integer CONSTRAINT k_ok CHECK (k > 0));
CREATE TABLE refs (id integer PRIMARY KEY, s integer CONSTRAINT to_stay REFERENCES stays);
-- becomes
CREATE EXTENSION btree_gist;
CREATE TABLE rooms (id integer NOT NULL, during tstzrange NOT NULL, kind integer, CONSTRAINT rooms_key PRIMARY KEY (id, during WITHOUT OVERLAPS), CONSTRAINT once UNIQUE (kind, during WITHOUT OVERLAPS));
CREATE TABLE stays (id integer PRIMARY KEY, room integer, during tstzrange, k integer CONSTRAINT k_ok CHECK (k > 0) NOT ENFORCED, CONSTRAINT in_room FOREIGN KEY (room, PERIOD during) REFERENCES rooms);
CREATE TABLE refs (id integer PRIMARY KEY, s integer CONSTRAINT to_stay REFERENCES stays NOT ENFORCED);
