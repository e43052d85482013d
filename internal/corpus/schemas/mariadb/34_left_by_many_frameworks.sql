CREATE TABLE `posts` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `title` varchar(255), `body` text, `user_id` bigint NOT NULL, `created_at` datetime(6) NOT NULL, INDEX `index_posts_on_user_id` (`user_id`)) CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE `accounts_user` (`id` integer AUTO_INCREMENT NOT NULL PRIMARY KEY, `password` varchar(128) NOT NULL, `last_login` datetime(6) NULL, `is_superuser` bool NOT NULL, `username` varchar(150) NOT NULL UNIQUE, `balance` numeric(10, 2) NULL, `positive` integer UNSIGNED NOT NULL CHECK (`positive` >= 0), `token` uuid NOT NULL UNIQUE, `data` json NOT NULL CHECK (JSON_VALID(`data`)));
CREATE TABLE `accounts_user_groups` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `user_id` integer NOT NULL);
ALTER TABLE `accounts_user_groups` ADD CONSTRAINT `accounts_user_groups_user_id_8a1b2c3d_fk_accounts_user_id` FOREIGN KEY (`user_id`) REFERENCES `accounts_user` (`id`);
create table persisted (id bigint not null, active bit not null, kind tinyint check (kind between 0 and 3), name varchar(255), status enum ('NEW','OLD'), version integer default 0 not null, primary key (id)) engine=InnoDB;
create sequence persisted_seq start with 1 increment by 50 nocache;
alter table persisted add constraint UK_9x8y7z6w5v4u3t2s unique (name);
CREATE TABLE `Widget` (
    `id` VARCHAR(191) NOT NULL,
    `updatedAt` DATETIME(3) NOT NULL,
    `published` BOOLEAN NOT NULL DEFAULT false,
    `ownerId` INTEGER NULL,
    UNIQUE INDEX `Widget_updatedAt_key`(`updatedAt`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
ALTER TABLE `Widget` ADD CONSTRAINT `Widget_ownerId_fkey` FOREIGN KEY (`ownerId`) REFERENCES `accounts_user`(`id`) ON DELETE SET NULL ON UPDATE CASCADE;
CREATE TABLE soft_deleted (`id` bigint unsigned AUTO_INCREMENT,`created_at` datetime(3) NULL,`deleted_at` datetime(3) NULL,`name` longtext,PRIMARY KEY (`id`),INDEX `idx_soft_deleted_deleted_at` (`deleted_at`));
CREATE TABLE sessions (id varchar(255) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY, payload longtext NOT NULL, last_activity int NOT NULL, INDEX sessions_last_activity_index(last_activity));
