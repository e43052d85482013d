CREATE TABLE "Straße" (
  "Größe" INTEGER PRIMARY KEY,
  "Überschrift" TEXT NOT NULL DEFAULT 'Ä Ö Ü ß',
  "naïve café" TEXT CHECK ("naïve café" <> 'è')
);
CREATE TABLE "таблица" ("ключ" INTEGER PRIMARY KEY, "значение" TEXT DEFAULT 'нет', "Größe" INTEGER REFERENCES "Straße" ("Größe"));
CREATE TABLE 表 (列 TEXT PRIMARY KEY, 値 TEXT DEFAULT '日本語', CONSTRAINT 一意 UNIQUE (値));
CREATE TABLE "🗂 files" ("📄" TEXT, "size" INTEGER DEFAULT 0, "note" TEXT DEFAULT '👩‍👩‍👧‍👦 family');
CREATE TABLE "עברית" ("שם" TEXT, "combining é" TEXT);
CREATE UNIQUE INDEX "индекс" ON "таблица" ("значение");
CREATE INDEX "索引" ON 表 (length(値), 列 DESC);
CREATE VIEW "übersicht" AS SELECT "Größe" AS größe, "Überschrift" FROM "Straße" WHERE "Überschrift" LIKE '%ß%';
CREATE TRIGGER "триггер" AFTER UPDATE ON "таблица" BEGIN
  INSERT INTO 表 (列, 値) VALUES ('変更', NEW."значение");
END;
