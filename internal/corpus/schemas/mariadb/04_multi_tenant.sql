CREATE TABLE tenant (
  id UUID NOT NULL DEFAULT UUID() PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  plan ENUM('free','team','enterprise') NOT NULL DEFAULT 'free',
  home INET6
);
CREATE TABLE member (
  tenant_id UUID NOT NULL,
  id INT UNSIGNED NOT NULL,
  email VARCHAR(191) NOT NULL,
  role SET('read','write','admin') NOT NULL DEFAULT 'read',
  last_from INET4 DEFAULT '127.0.0.1',
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY member_email (tenant_id, email),
  CONSTRAINT member_tenant FOREIGN KEY (tenant_id) REFERENCES tenant (id) ON DELETE CASCADE
);
CREATE TABLE project (
  tenant_id UUID NOT NULL,
  id INT UNSIGNED NOT NULL,
  owner_id INT UNSIGNED,
  name VARCHAR(100) NOT NULL,
  settings JSON NOT NULL DEFAULT '{"public": false, "labels": []}',
  archived_at DATETIME,
  live_name VARCHAR(100) GENERATED ALWAYS AS (IF(archived_at IS NULL, LOWER(name), NULL)) VIRTUAL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY project_name_once (tenant_id, live_name),
  CONSTRAINT project_owner FOREIGN KEY (tenant_id, owner_id) REFERENCES member (tenant_id, id)
);
CREATE SEQUENCE task_number START WITH 1000 INCREMENT BY 10;
CREATE TABLE task (
  tenant_id UUID NOT NULL,
  project_id INT UNSIGNED NOT NULL,
  number BIGINT NOT NULL DEFAULT (NEXT VALUE FOR task_number),
  title VARCHAR(200) NOT NULL,
  done BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (tenant_id, project_id, number),
  CONSTRAINT task_project FOREIGN KEY (tenant_id, project_id) REFERENCES project (tenant_id, id) ON DELETE CASCADE
) WITH SYSTEM VERSIONING;
