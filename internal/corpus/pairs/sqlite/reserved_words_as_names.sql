CREATE TABLE "table" ("select" INTEGER PRIMARY KEY, "check" TEXT, "primary" TEXT, "constraint" TEXT);
CREATE INDEX "index" ON "table" ("check");
-- becomes
CREATE TABLE "table" ("select" INTEGER PRIMARY KEY, "check" TEXT CHECK ("check" <> 'x'), "primary" TEXT NOT NULL DEFAULT 'p', "constraint" TEXT UNIQUE, "unique" TEXT);
CREATE INDEX "index" ON "table" ("check");
