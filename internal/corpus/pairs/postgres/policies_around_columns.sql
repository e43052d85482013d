CREATE TABLE notes (id integer PRIMARY KEY, tenant integer NOT NULL, owner varchar(20), body text, secret boolean NOT NULL DEFAULT false);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON notes USING (tenant = current_setting('app.tenant')::integer);
CREATE POLICY own_rows ON notes AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (owner = CURRENT_USER) WITH CHECK (owner = CURRENT_USER AND NOT secret);
CREATE POLICY "Read It's" ON notes FOR SELECT USING (NOT secret);
COMMENT ON POLICY own_tenant ON notes IS 'each tenant sees its own';
-- becomes
CREATE TABLE notes (id integer PRIMARY KEY, tenant bigint NOT NULL, owner text, body text, secret boolean NOT NULL DEFAULT false, shared boolean);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON notes USING (tenant = current_setting('app.tenant')::integer);
CREATE POLICY own_rows ON notes AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (owner = CURRENT_USER) WITH CHECK (owner = CURRENT_USER AND NOT secret);
CREATE POLICY readers ON notes FOR SELECT USING (NOT secret OR shared);
COMMENT ON POLICY own_tenant ON notes IS 'each tenant sees its own';
