/* Everything about the garden.
   It was begun in 1999; never finished. */
CREATE TABLE plant ( -- what grows
  id INTEGER PRIMARY KEY, -- the number on the label, isn't it
  name TEXT NOT NULL, /* in Latin, "quoted" */
  -- height TEXT,
  height REAL /* metres */ DEFAULT /* none */ 0.5 -- a guess; mostly
    CHECK (height /* of course */ > 0), -- )
  bed_id INTEGER /* where */ REFERENCES /* the */ bed /* table */ (id)
  -- the last word
);
CREATE TABLE bed (
  id INTEGER PRIMARY KEY,
  /* sun, shade; both */
  light TEXT CHECK (light IN ('sun' /* all day */, 'shade' -- or nearly
  , 'both'))
); -- trailing
CREATE INDEX plant_name -- for the list
  ON plant /* of plants */ (name /* first */, height DESC /* then */) -- all
  WHERE height > 0 /* WHERE nothing */;
CREATE VIEW tall /* plants */ AS -- those above us
  SELECT id, name FROM plant WHERE height > 2; /* done */
CREATE TRIGGER grow /* slowly */ AFTER UPDATE ON plant -- each time
BEGIN
  /* BEGIN END; */ SELECT 1; -- END;
END;
