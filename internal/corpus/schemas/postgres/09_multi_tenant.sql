-- Tenants kept apart by namespaces and by row security.
CREATE SCHEMA tenancy;
CREATE SCHEMA acme;
CREATE SCHEMA globex;
COMMENT ON SCHEMA tenancy IS 'who may see what';
CREATE TYPE tenancy.plan AS ENUM ('free', 'team', 'enterprise');
CREATE TABLE tenancy.tenants (id smallint PRIMARY KEY, name text NOT NULL UNIQUE, plan tenancy.plan NOT NULL DEFAULT 'free', until date);
CREATE TABLE tenancy.members (tenant smallint NOT NULL REFERENCES tenancy.tenants, login name NOT NULL, admin boolean NOT NULL DEFAULT false, PRIMARY KEY (tenant, login));
CREATE FUNCTION tenancy.current_tenant() RETURNS smallint LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.tenant', true), '')::smallint $$;
CREATE FUNCTION tenancy.may_write(t smallint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = tenancy, pg_temp
  AS $$ SELECT EXISTS (SELECT 1 FROM members m WHERE m.tenant = t AND m.login = session_user AND m.admin) $$;
CREATE TABLE documents (
  tenant smallint NOT NULL DEFAULT tenancy.current_tenant() REFERENCES tenancy.tenants,
  id integer NOT NULL, title text NOT NULL, body text, owner name NOT NULL DEFAULT CURRENT_USER, public boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant, id)
);
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON documents AS RESTRICTIVE USING (tenant = tenancy.current_tenant());
CREATE POLICY read_public ON documents FOR SELECT USING (public OR owner = CURRENT_USER);
CREATE POLICY write_own ON documents FOR INSERT WITH CHECK (owner = CURRENT_USER);
CREATE POLICY change_own ON documents FOR UPDATE TO CURRENT_USER USING (owner = CURRENT_USER) WITH CHECK (tenancy.may_write(tenant));
CREATE POLICY remove_own ON documents FOR DELETE USING (EXISTS (SELECT FROM tenancy.members m WHERE m.tenant = documents.tenant AND m.login = CURRENT_USER AND m.admin));
COMMENT ON POLICY tenant_only ON documents IS 'the wall';
CREATE TABLE attachments (tenant smallint, document integer, n integer, data bytea, PRIMARY KEY (tenant, document, n), FOREIGN KEY (tenant, document) REFERENCES documents ON DELETE CASCADE);
ALTER TABLE attachments ALTER data SET STORAGE EXTERNAL, ENABLE ROW LEVEL SECURITY;
CREATE TABLE acme.orders (id serial PRIMARY KEY, what text, plan tenancy.plan);
CREATE TABLE globex.orders (id bigserial PRIMARY KEY, what varchar(40), mirrored integer REFERENCES acme.orders);
CREATE INDEX orders_what ON acme.orders (what);
CREATE INDEX orders_what ON globex.orders (what);
CREATE VIEW globex.orders_both AS SELECT 'acme'::text AS tenant, id::bigint, what FROM acme.orders UNION ALL SELECT 'globex', id, what FROM globex.orders;
CREATE VIEW my_documents WITH (security_barrier = true, security_invoker = true) AS SELECT id, title FROM documents WHERE tenant = tenancy.current_tenant();
