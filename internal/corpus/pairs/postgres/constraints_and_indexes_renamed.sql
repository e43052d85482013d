CREATE TABLE parents (id integer CONSTRAINT old_pk PRIMARY KEY, a integer CONSTRAINT old_unique UNIQUE, b integer CONSTRAINT old_check CHECK (b > 0), c integer, r int4range, CONSTRAINT old_exclude EXCLUDE USING gist (r WITH &&));
CREATE INDEX old_index ON parents (c DESC) WHERE b > 0;
CREATE TABLE children (id integer PRIMARY KEY, parent integer CONSTRAINT old_fk REFERENCES parents ON DELETE CASCADE);
CREATE INDEX "Old Index" ON children (parent);
-- becomes
CREATE TABLE parents (id integer CONSTRAINT new_pk PRIMARY KEY, a integer CONSTRAINT new_unique UNIQUE, b integer CONSTRAINT "New Check" CHECK (b > 0), c integer, r int4range, CONSTRAINT new_exclude EXCLUDE USING gist (r WITH &&));
CREATE INDEX new_index ON parents (c DESC) WHERE b > 0;
CREATE TABLE children (id integer PRIMARY KEY, parent integer CONSTRAINT new_fk REFERENCES parents ON DELETE CASCADE);
CREATE INDEX "New Index" ON children (parent);
