CREATE TABLE city (
  id INT AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  centre POINT REF_SYSTEM_ID=4326 NOT NULL,
  border MULTIPOLYGON REF_SYSTEM_ID=4326,
  SPATIAL KEY city_centre (centre)
);
CREATE TABLE road (id INT PRIMARY KEY, course LINESTRING NOT NULL COMMENT 'as built', SPATIAL INDEX (course), length DOUBLE AS (ST_Length(course)) PERSISTENT);
CREATE TABLE junction (road_a INT NOT NULL, road_b INT NOT NULL, place POINT NOT NULL, city_id INT, PRIMARY KEY (road_a, road_b), SPATIAL KEY (place),
  CONSTRAINT j_a FOREIGN KEY (road_a) REFERENCES road (id), CONSTRAINT j_b FOREIGN KEY (road_b) REFERENCES road (id), CONSTRAINT j_city FOREIGN KEY (city_id) REFERENCES city (id));
CREATE TABLE anything (id INT PRIMARY KEY, shape GEOMETRY NOT NULL, shapes GEOMETRYCOLLECTION, x DOUBLE GENERATED ALWAYS AS (ST_X(ST_Centroid(shape))) VIRTUAL);
CREATE VIEW close_junction AS SELECT j.road_a, c.name FROM junction j JOIN city c ON ST_Distance(j.place, c.centre) < 1000;
