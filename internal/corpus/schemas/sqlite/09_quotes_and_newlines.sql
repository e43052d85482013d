CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  quote TEXT DEFAULT 'it''s',
  two TEXT DEFAULT '''quoted''',
  double TEXT DEFAULT 'say "hi"',
  back TEXT DEFAULT 'C:\new\table',
  line TEXT DEFAULT 'first
second',
  semi TEXT DEFAULT 'a; b -- c /* d */',
  tick TEXT DEFAULT '`[]"',
  empty TEXT DEFAULT '',
  space TEXT DEFAULT ' ',
  percent TEXT DEFAULT '100%s %d %%',
  dollar TEXT DEFAULT '$1 $$ :name ?',
  CHECK (quote <> 'it''s not' OR double = '"'),
  CONSTRAINT "the line
check" CHECK (line <> 'a
b')
);
CREATE TABLE "two
lines" (
  "new
line" TEXT,
  "quote""d" TEXT DEFAULT "double quoted default",
  "back\slash" TEXT
);
CREATE INDEX "odd
index" ON "two
lines" ("new
line", "quote""d") WHERE "back\slash" <> 'it''s; -- ''';
CREATE VIEW "v
v" AS SELECT 'a''b' AS "x""y", ';' AS semi, '--' AS dashes FROM texts;
CREATE TRIGGER quoting AFTER INSERT ON texts
BEGIN
  -- a comment; with a semicolon and an 'apostrophe
  UPDATE texts SET semi = 'end; END;', tick = "quote" WHERE id = NEW.id; /* END; */
END;
