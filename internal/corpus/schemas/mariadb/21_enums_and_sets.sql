CREATE TABLE paint (
  id INT AUTO_INCREMENT PRIMARY KEY,
  colour ENUM('red','green','blue','off white') NOT NULL,
  finish ENUM('matt','gloss') DEFAULT NULL,
  size ENUM('XS','S','M','L','XL') DEFAULT 'M' COMMENT 'as sold',
  digits ENUM('0','1','2') DEFAULT '1',
  numeric_words ENUM('1','10','100') NOT NULL DEFAULT '10',
  rooms SET('kitchen','bath','hall') NOT NULL DEFAULT 'kitchen,hall',
  many SET('a','b','c','d','e','f','g','h','i','j','k','l','m','n','o','p','q','r','s','t','u','v','w','x','y','z','0','1','2','3') DEFAULT 'a,z,3',
  ascii_only ENUM('x','y') CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'y'
);
CREATE TABLE finish_name (finish ENUM('matt','gloss') NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL);
CREATE TABLE coat (paint_id INT NOT NULL, n TINYINT NOT NULL, finish ENUM('matt','gloss') NOT NULL, PRIMARY KEY (paint_id, n, finish), CONSTRAINT coat_paint FOREIGN KEY (paint_id) REFERENCES paint (id), CONSTRAINT coat_finish FOREIGN KEY (finish) REFERENCES finish_name (finish));
CREATE TABLE pathological (a ENUM('') NOT NULL, b ENUM('''','"','\\','`') DEFAULT '''', c ENUM('a b','a	b','a\nb'), d ENUM(' lead','trail '), e ENUM('é','日本','🎨') DEFAULT '🎨', f ENUM('null','none','default'));
CREATE INDEX paint_colour ON paint (colour, size DESC);
