CREATE TYPE state AS ENUM ('new', 'done');
CREATE TABLE jobs (id integer PRIMARY KEY, state state NOT NULL DEFAULT 'new', other state);
CREATE VIEW open_jobs AS SELECT id, state FROM jobs WHERE state = 'new';
CREATE INDEX jobs_open ON jobs (id) WHERE state = 'new';
-- becomes
CREATE TYPE state AS ENUM ('draft', 'new', 'running', 'done', 'failed');
CREATE TABLE jobs (id integer PRIMARY KEY, state state NOT NULL DEFAULT 'draft', other state CHECK (other <> 'failed'));
CREATE VIEW open_jobs AS SELECT id, state FROM jobs WHERE state IN ('new', 'running');
CREATE INDEX jobs_open ON jobs (id) WHERE state = 'running';
