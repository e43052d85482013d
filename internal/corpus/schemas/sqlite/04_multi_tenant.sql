CREATE TABLE tenant (
  id BLOB NOT NULL PRIMARY KEY DEFAULT (randomblob(16)) CHECK (length(id) = 16),
  name TEXT NOT NULL,
  plan TEXT NOT NULL DEFAULT 'free'
) WITHOUT ROWID;
CREATE TABLE member (
  tenant_id BLOB NOT NULL REFERENCES tenant (id) ON DELETE CASCADE,
  id INTEGER NOT NULL,
  email TEXT NOT NULL COLLATE NOCASE,
  role TEXT NOT NULL DEFAULT 'reader',
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, email)
) WITHOUT ROWID;
CREATE TABLE project (
  tenant_id BLOB NOT NULL,
  id INTEGER NOT NULL,
  owner_id INTEGER,
  name TEXT NOT NULL,
  settings JSON NOT NULL DEFAULT '{"public": false, "labels": []}' CHECK (json_valid(settings)),
  archived_at DATETIME,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id) REFERENCES tenant (id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, owner_id) REFERENCES member (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX project_name_once ON project (tenant_id, lower(name)) WHERE archived_at IS NULL;
CREATE TABLE task (
  tenant_id BLOB NOT NULL,
  project_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  assignee_id INTEGER,
  title TEXT NOT NULL,
  done BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (tenant_id, project_id, number),
  FOREIGN KEY (tenant_id, project_id) REFERENCES project ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, assignee_id) REFERENCES member ON DELETE NO ACTION
) WITHOUT ROWID;
CREATE INDEX task_open ON task (tenant_id, assignee_id) WHERE done = FALSE AND assignee_id IS NOT NULL;
CREATE TABLE audit (
  tenant_id BLOB NOT NULL,
  at REAL NOT NULL DEFAULT (julianday('now')),
  what TEXT NOT NULL
);
CREATE INDEX audit_recent ON audit (tenant_id, at DESC);
