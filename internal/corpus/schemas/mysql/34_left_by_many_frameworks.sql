CREATE TABLE `posts` (`id` bigint NOT NULL AUTO_INCREMENT PRIMARY KEY, `title` varchar(255), `body` text, `user_id` bigint NOT NULL, `created_at` datetime(6) NOT NULL, INDEX `index_posts_on_user_id` (`user_id`)) CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;
CREATE TABLE `accounts_user` (`id` integer AUTO_INCREMENT NOT NULL PRIMARY KEY, `password` varchar(128) NOT NULL, `last_login` datetime(6) NULL, `is_superuser` bool NOT NULL, `username` varchar(150) NOT NULL UNIQUE, `balance` numeric(10, 2) NULL, `positive` integer UNSIGNED NOT NULL CHECK (`positive` >= 0), `data` json NOT NULL);
CREATE TABLE `accounts_user_groups` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, `user_id` integer NOT NULL);
ALTER TABLE `accounts_user_groups` ADD CONSTRAINT `accounts_user_groups_user_id_8a1b2c3d_fk_accounts_user_id` FOREIGN KEY (`user_id`) REFERENCES `accounts_user` (`id`);
create table persisted (id bigint not null auto_increment, active bit not null, kind tinyint check (kind between 0 and 3), name varchar(255), status enum ('NEW','OLD'), version integer default 0 not null, primary key (id)) engine=InnoDB;
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
CREATE TABLE plugin_extras (extra_id bigint(20) unsigned NOT NULL auto_increment, page_id bigint(20) unsigned NOT NULL default '0', extra_key varchar(255) default NULL, extra longtext, PRIMARY KEY (extra_id), KEY page_id (page_id), KEY extra_key (extra_key(191))) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;
