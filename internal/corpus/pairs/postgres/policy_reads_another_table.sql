CREATE TABLE members (team integer NOT NULL, login varchar(30) NOT NULL, PRIMARY KEY (team, login));
CREATE TABLE papers (id integer PRIMARY KEY, team integer NOT NULL, title text);
CREATE FUNCTION is_admin(login text) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT login = 'root' $$;
ALTER TABLE papers ENABLE ROW LEVEL SECURITY;
CREATE POLICY team_papers ON papers USING (EXISTS (SELECT 1 FROM members m WHERE m.team = papers.team AND m.login = CURRENT_USER) OR is_admin(CURRENT_USER));
-- becomes
CREATE TABLE members (team integer NOT NULL, login text NOT NULL, PRIMARY KEY (team, login));
CREATE TABLE papers (id integer PRIMARY KEY, team bigint NOT NULL, title text);
CREATE FUNCTION is_admin(login text) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT login IN ('root', 'sys') $$;
ALTER TABLE papers ENABLE ROW LEVEL SECURITY;
CREATE POLICY team_papers ON papers USING (EXISTS (SELECT 1 FROM members m WHERE m.team = papers.team AND m.login = CURRENT_USER) OR is_admin(CURRENT_USER));
