CREATE TABLE "a ""b"" t" ("x y" INTEGER PRIMARY KEY, [c [d] TEXT, `e ``f` TEXT, 'g ''h' TEXT, select_ TEXT, "order" TEXT, UNIQUE ('g ''h'), CHECK ([c [d] <> `e ``f`));
CREATE INDEX [ix 1] ON "a ""b"" t" ("order", `e ``f` DESC);
-- becomes
CREATE TABLE "a ""b"" t" ("x y" INTEGER PRIMARY KEY, [c [d] TEXT NOT NULL DEFAULT '"', `e ``f` TEXT NOT NULL DEFAULT '[', 'g ''h' TEXT, select_ TEXT, "order" VARCHAR(9), "new ""q""" TEXT, UNIQUE ('g ''h'), CHECK ([c [d] <> `e ``f`));
CREATE INDEX [ix 1] ON "a ""b"" t" ("order", `e ``f` DESC);
