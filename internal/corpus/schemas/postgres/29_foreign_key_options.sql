CREATE SCHEMA away;
CREATE TABLE away.target (a integer, b text, c date, d integer UNIQUE, PRIMARY KEY (a, b), UNIQUE (c, a));
CREATE UNIQUE INDEX target_index ON away.target (d, c);
CREATE TABLE self_key (id integer PRIMARY KEY, up integer CONSTRAINT up REFERENCES self_key ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE refs (
  id integer PRIMARY KEY, a integer, b text, c date, d integer DEFAULT 1, e integer REFERENCES self_key ON DELETE RESTRICT, f integer REFERENCES away.target (d) ON DELETE SET DEFAULT ON UPDATE SET NULL, g integer, h integer, i integer,
  CONSTRAINT simple FOREIGN KEY (a, b) REFERENCES away.target, CONSTRAINT full_match FOREIGN KEY (a, b) REFERENCES away.target MATCH FULL ON DELETE CASCADE, CONSTRAINT some_null FOREIGN KEY (c, a) REFERENCES away.target (c, a) ON DELETE SET NULL (c), CONSTRAINT some_default FOREIGN KEY (d, c) REFERENCES away.target (d, c) ON DELETE SET DEFAULT (d) ON UPDATE CASCADE,
  CONSTRAINT swapped FOREIGN KEY (a, c) REFERENCES away.target (a, c) DEFERRABLE, CONSTRAINT restricted FOREIGN KEY (g) REFERENCES self_key ON UPDATE RESTRICT ON DELETE NO ACTION, FOREIGN KEY (h) REFERENCES refs, CONSTRAINT "Two On One" FOREIGN KEY (h) REFERENCES self_key);
ALTER TABLE refs ADD CONSTRAINT not_valid FOREIGN KEY (i) REFERENCES self_key DEFERRABLE NOT VALID;
COMMENT ON CONSTRAINT full_match ON refs IS 'all or none';
CREATE TABLE away.back (id bigint REFERENCES public.refs, code integer REFERENCES public.self_key (id));
CREATE INDEX back_id ON away.back (id);
