CREATE TABLE "select" (
  "from" INTEGER PRIMARY KEY,
  "where" TEXT NOT NULL,
  "group" TEXT DEFAULT 'by',
  "order" INTEGER,
  "values" TEXT,
  "table" TEXT,
  CONSTRAINT "unique" UNIQUE ("where", "order"),
  CONSTRAINT "check" CHECK ("order" > 0)
);
CREATE TABLE "table" (
  "primary" INTEGER NOT NULL,
  "key" INTEGER NOT NULL,
  "references" INTEGER CONSTRAINT "foreign" REFERENCES "select" ("from"),
  "default" TEXT DEFAULT 'default',
  "null" TEXT,
  PRIMARY KEY ("primary", "key")
);
-- these are words that SQLite takes without quotes
CREATE TABLE action (
  key TEXT PRIMARY KEY,
  abort TEXT, after TEXT, before TEXT, begin TEXT, by TEXT, cast TEXT, column TEXT, "commit" TEXT,
  desc TEXT, "end" TEXT, for TEXT, full TEXT, glob TEXT, "if" TEXT, "ignore" TEXT, initially TEXT,
  like TEXT, "match" TEXT, no TEXT, of TEXT, "offset" TEXT, "plan" TEXT, "pragma" TEXT, "query" TEXT,
  raise TEXT, "release" TEXT, "rename" TEXT, replace TEXT, "row" TEXT, "temp" TEXT, "trigger" TEXT,
  "vacuum" TEXT, view TEXT, virtual TEXT, "with" TEXT, generated TEXT, always TEXT, stored TEXT
);
CREATE TABLE strict (rowid_ INTEGER PRIMARY KEY, without TEXT, user TEXT, "current_date" DATE DEFAULT CURRENT_DATE);
CREATE INDEX "index" ON "select" ("group", "order" DESC);
CREATE VIEW "view" AS SELECT "from", "where" AS "as" FROM "select" WHERE "order" IS NOT NULL;
CREATE TRIGGER "trigger" BEFORE DELETE ON "table" BEGIN SELECT 1; END;
