CREATE TABLE u (a TEXT);
-- becomes
CREATE TABLE u (b INT CHECK (b > 0));
