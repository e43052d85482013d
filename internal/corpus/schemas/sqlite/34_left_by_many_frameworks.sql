CREATE TABLE applied_scripts (version VARCHAR(255) NOT NULL PRIMARY KEY);
CREATE TABLE accounts_user (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "password" varchar(128) NOT NULL,
  "last_login" datetime NULL,
  "is_superuser" bool NOT NULL,
  "username" varchar(150) NOT NULL UNIQUE,
  "balance" decimal NULL,
  "positive" integer unsigned NOT NULL CHECK ("positive" >= 0),
  "config" text NOT NULL CHECK ((JSON_VALID("config") OR "config" IS NULL))
);
CREATE TABLE "posts" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "title" varchar, "user_id" integer NOT NULL, "created_at" datetime(6) NOT NULL, CONSTRAINT "fk_posts_01ab23cd45" FOREIGN KEY ("user_id") REFERENCES "accounts_user" ("id"));
CREATE INDEX "index_posts_on_user_id" ON "posts" ("user_id");
CREATE TABLE persisted (id bigint not null, name varchar(255) check (name in ('A','B')), version integer default 0, primary key (id));
CREATE TABLE `soft_deleted` (`id` integer,`created_at` datetime,`deleted_at` datetime,`name` text,PRIMARY KEY (`id`),CONSTRAINT `uni_soft_deleted_name` UNIQUE (`name`));
CREATE INDEX `idx_soft_deleted_deleted_at` ON `soft_deleted`(`deleted_at`);
CREATE TABLE "Widget" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "updatedAt" DATETIME NOT NULL,
    "ownerId" INTEGER,
    CONSTRAINT "Widget_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "accounts_user" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
