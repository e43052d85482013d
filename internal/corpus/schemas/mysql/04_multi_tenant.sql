CREATE TABLE tenant (
  id BINARY(16) NOT NULL DEFAULT (UUID_TO_BIN(UUID(), 1)),
  name VARCHAR(100) NOT NULL,
  plan ENUM('free','team','enterprise') NOT NULL DEFAULT 'free',
  PRIMARY KEY (id)
);
CREATE TABLE member (
  tenant_id BINARY(16) NOT NULL,
  id INT UNSIGNED NOT NULL,
  email VARCHAR(191) NOT NULL,
  role SET('read','write','admin') NOT NULL DEFAULT 'read',
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY member_email (tenant_id, email),
  CONSTRAINT member_tenant FOREIGN KEY (tenant_id) REFERENCES tenant (id) ON DELETE CASCADE
);
CREATE TABLE project (
  tenant_id BINARY(16) NOT NULL,
  id INT UNSIGNED NOT NULL,
  owner_id INT UNSIGNED,
  name VARCHAR(100) NOT NULL,
  settings JSON NOT NULL DEFAULT (JSON_OBJECT('public', FALSE, 'labels', JSON_ARRAY())),
  archived_at DATETIME,
  live_name VARCHAR(100) GENERATED ALWAYS AS (IF(archived_at IS NULL, LOWER(name), NULL)) VIRTUAL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY project_name_once (tenant_id, live_name),
  CONSTRAINT project_tenant FOREIGN KEY (tenant_id) REFERENCES tenant (id) ON DELETE CASCADE,
  CONSTRAINT project_owner FOREIGN KEY (tenant_id, owner_id) REFERENCES member (tenant_id, id)
);
CREATE TABLE task (
  tenant_id BINARY(16) NOT NULL,
  project_id INT UNSIGNED NOT NULL,
  number INT UNSIGNED NOT NULL,
  assignee_id INT UNSIGNED,
  title VARCHAR(200) NOT NULL,
  done BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (tenant_id, project_id, number),
  KEY task_assignee (tenant_id, assignee_id),
  CONSTRAINT task_project FOREIGN KEY (tenant_id, project_id) REFERENCES project (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT task_assignee FOREIGN KEY (tenant_id, assignee_id) REFERENCES member (tenant_id, id) ON DELETE NO ACTION
);
CREATE TABLE audit (
  tenant_id BINARY(16) NOT NULL,
  at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  what VARCHAR(255) NOT NULL,
  KEY audit_recent (tenant_id, at DESC)
);
