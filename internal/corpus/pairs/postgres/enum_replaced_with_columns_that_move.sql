CREATE TYPE size AS ENUM ('s', 'm', 'l', 'xl');
CREATE TABLE a (id integer PRIMARY KEY, stays size NOT NULL DEFAULT 's', dropped size, to_text size DEFAULT 'm', from_text text CHECK (from_text IN ('s', 'm', 'l')), no_default size DEFAULT 'xl');
CREATE TABLE gone (v size);
-- becomes
CREATE TYPE size AS ENUM ('l', 'm', 's');
CREATE TABLE a (id integer PRIMARY KEY, stays size NOT NULL DEFAULT 'l', to_text text DEFAULT 'm', from_text size, no_default size, fresh size DEFAULT 'l');
CREATE TABLE fresh (v size DEFAULT 'm');
