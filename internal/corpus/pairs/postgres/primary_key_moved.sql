CREATE TABLE accounts (id integer PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE sessions (id integer PRIMARY KEY, account integer NOT NULL REFERENCES accounts, email text REFERENCES accounts (email));
CREATE VIEW account_names AS SELECT id, email, count(*) FROM accounts GROUP BY id;
-- becomes
CREATE TABLE accounts (id integer NOT NULL, email text NOT NULL UNIQUE, tenant integer NOT NULL DEFAULT 1, CONSTRAINT accounts_key PRIMARY KEY (tenant, id), CONSTRAINT accounts_id UNIQUE (id));
CREATE TABLE sessions (id integer PRIMARY KEY, account integer NOT NULL, email text REFERENCES accounts (email), tenant integer NOT NULL DEFAULT 1, CONSTRAINT sessions_account_fkey FOREIGN KEY (account) REFERENCES accounts (id), FOREIGN KEY (tenant, account) REFERENCES accounts);
CREATE VIEW account_names AS SELECT id, email, count(*) FROM accounts GROUP BY id, email;
