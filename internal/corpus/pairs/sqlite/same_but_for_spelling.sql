CREATE TABLE t (id INTEGER PRIMARY KEY, a numeric(10,2) CHECK (a>0), b "TEXT" DEFAULT ('x'), c AS (a+1), CHECK("b"<>'y'));
CREATE INDEX i ON t(a) WHERE a>1;
CREATE VIEW v AS SELECT a FROM t;
-- becomes
create table [t] ([id] integer primary key, [a] NUMERIC(10, 2) check ( [a]  >  0 ), b TEXT default 'x', c generated always as ( A + 1 ) virtual, check (b <> 'y'));
create index i on t (a) where (a > 1);
CREATE VIEW v AS
  select a -- all
  from t;
