CREATE TABLE country (code CHAR(2) NOT NULL, edition SMALLINT NOT NULL, name VARCHAR(100), PRIMARY KEY (code, edition), UNIQUE KEY (name, edition));
CREATE TABLE region (
  country CHAR(2) NOT NULL, edition SMALLINT NOT NULL, code VARCHAR(10) NOT NULL, name VARCHAR(100) NOT NULL,
  PRIMARY KEY (country, edition, code),
  UNIQUE KEY region_name (edition, country, name),
  CONSTRAINT region_country FOREIGN KEY (country, edition) REFERENCES country (code, edition) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE city (
  id INT AUTO_INCREMENT PRIMARY KEY,
  country CHAR(2), edition SMALLINT, region VARCHAR(10), name VARCHAR(100),
  UNIQUE KEY (country, edition, region, name),
  CONSTRAINT city_region FOREIGN KEY (country, edition, region) REFERENCES region (country, edition, code) ON DELETE SET NULL,
  KEY city_by_name (name(20), country, edition DESC, region)
);
-- a key whose columns come in another order than the table has them
CREATE TABLE reversed (a INT NOT NULL, b VARCHAR(10) NOT NULL, c DOUBLE, d VARBINARY(20) NOT NULL, PRIMARY KEY (d DESC, b(5), a));
CREATE TABLE counters (shard INT NOT NULL, n BIGINT NOT NULL AUTO_INCREMENT, label VARCHAR(10), PRIMARY KEY (shard, n), KEY n_first (n, shard));
CREATE TABLE twice (x INT NOT NULL, y INT NOT NULL, z INT, PRIMARY KEY (y, x), UNIQUE KEY (x, y), UNIQUE KEY zx (z, x),
  CONSTRAINT twice_self FOREIGN KEY (z, x) REFERENCES twice (x, y));
