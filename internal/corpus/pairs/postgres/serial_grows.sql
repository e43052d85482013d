CREATE TABLE t (id serial PRIMARY KEY, v text);
-- becomes
CREATE TABLE t (id bigserial PRIMARY KEY, v text);
