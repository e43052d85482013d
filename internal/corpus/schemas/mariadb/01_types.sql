CREATE TABLE all_types (
  a tinyint, b tinyint(1), c smallint unsigned, d mediumint, e int, f int unsigned zerofill, g bigint, h bigint unsigned, i decimal, j decimal(12,3), k decimal(5,0) unsigned,
  l float, m double, n bit, o bit(8), p date, q time, r time(3), s datetime, t datetime(6), u timestamp NULL, v timestamp(3) NULL, w year,
  x char, y char(7), z varchar(20), aa binary(3), ab varbinary(9), ac tinytext, ad text, ae mediumtext, af longtext, ag tinyblob, ah blob, ai mediumblob, aj longblob,
  ak enum('a','it''s','c"d',''), al set('x','y z'), am json, ib inet6, ic uuid, id inet4, an geometry, ao point, ap linestring, aq polygon, ar char(3) CHARACTER SET ascii, ast text COLLATE utf8mb4_bin
);
CREATE TABLE defaults (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY, a varchar(20) DEFAULT 'it''s', b varchar(20) NOT NULL DEFAULT '', c int DEFAULT -1, d decimal(5,2) DEFAULT 1.5, e tinyint(1) NOT NULL DEFAULT 1,
  f datetime DEFAULT CURRENT_TIMESTAMP, g datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), h timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  i bit(3) DEFAULT b'101', j enum('a','b') DEFAULT 'b', k varchar(50) DEFAULT (concat('a', uuid())), l date DEFAULT '2020-01-02', m double DEFAULT 1.5, n text DEFAULT ('x'), o json DEFAULT (json_object('a', 1)),
  p varchar(20) DEFAULT 'back\\slash', q int DEFAULT (1 + 2), r varchar(10) DEFAULT NULL
);
