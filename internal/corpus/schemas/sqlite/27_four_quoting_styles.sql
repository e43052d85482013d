CREATE TABLE "double" ("a b" INTEGER PRIMARY KEY, [c d] TEXT, `e f` REAL, 'g h' TEXT, plain INTEGER);
CREATE TABLE [bracket] (
  [id] INTEGER CONSTRAINT [the key] PRIMARY KEY,
  "other" INTEGER CONSTRAINT "the ref" REFERENCES [double] ([a b]),
  `third` TEXT CONSTRAINT `the unique` UNIQUE,
  'fourth' TEXT CONSTRAINT 'the check' CHECK ([fourth] <> "third"),
  CONSTRAINT 'string name' UNIQUE ('fourth', [other])
);
CREATE TABLE `tick` (`id` INTEGER, `v` "VARCHAR"(10), FOREIGN KEY (`id`) REFERENCES "bracket" (`id`));
CREATE TABLE 'single' ('id' 'INTEGER' PRIMARY KEY, 'v' TEXT DEFAULT "dq");
CREATE INDEX [by third] ON `bracket` ("third", [fourth] DESC);
CREATE INDEX 'by v' ON 'single' ("v");
CREATE VIEW [mixed view] AS SELECT "a b" AS 'first', [c d] AS [second], `e f` AS `third` FROM "double";
CREATE TRIGGER [trig] AFTER INSERT ON [bracket] BEGIN UPDATE `double` SET [c d] = 'x' WHERE "a b" = NEW.[other]; END;
