CREATE TABLE "order details" (
  "order id" INTEGER NOT NULL,
  "line.no" INTEGER NOT NULL,
  "50% off" BOOLEAN DEFAULT 0,
  "unit-price" REAL NOT NULL DEFAULT -1.5,
  "a;b" TEXT,
  "--not a comment" TEXT,
  "/* nor this */" TEXT,
  PRIMARY KEY ("order id", "line.no")
);
CREATE TABLE "say ""hi""" (
  "it's" INTEGER PRIMARY KEY,
  "back`tick" TEXT,
  "[bracket" TEXT,
  "open ]" TEXT,
  " leading and trailing " TEXT,
  "tab	inside" TEXT
);
CREATE TABLE `tick``table` (`a``b` INTEGER, `plain` TEXT, UNIQUE (`a``b`, `plain`));
CREATE TABLE [bracketed table] ([first column] INTEGER PRIMARY KEY, [second.column] TEXT DEFAULT 'x');
CREATE TABLE "1st" ("2nd" INTEGER PRIMARY KEY, "3rd" INTEGER REFERENCES "1st" ("2nd"), "4" TEXT);
CREATE TABLE "a_table_name_which_is_longer_than_what_most_other_servers_would_ever_allow_us_to_use" (
  "a_column_name_which_is_longer_than_what_most_other_servers_would_ever_allow_us_to_use_either" INTEGER,
  CONSTRAINT "a_constraint_name_which_is_longer_than_what_most_other_servers_would_ever_allow_us" UNIQUE
    ("a_column_name_which_is_longer_than_what_most_other_servers_would_ever_allow_us_to_use_either")
);
CREATE INDEX "index with spaces, and (brackets)" ON "order details" ("50% off", "a;b");
CREATE INDEX "100%" ON "say ""hi""" ("it's", "back`tick");
CREATE VIEW "a view; really" AS SELECT "order id" AS "the ""id""", "50% off" FROM "order details";
CREATE TRIGGER "on; insert" AFTER INSERT ON "1st" BEGIN
  UPDATE "1st" SET "4" = 'a;b -- c' WHERE "2nd" = NEW."2nd";
END;
