-- dbtool:revision 20261126090000
-- dbtool:up
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  name VARCHAR(80) NOT NULL,
  text TEXT NOT NULL,
  written TIMESTAMP NOT NULL
);
-- dbtool:down
DROP TABLE entries;
