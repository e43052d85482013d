CREATE TABLE Users(ID INT AUTO_INCREMENT PRIMARY KEY,UserName VARCHAR(50)not Null Unique,EMail VARCHAR(100));
create    table	posts
(
	Id integer
		primary
		key ,
	userid int ,
	TITLE	varchar ( 100 ) default	'x'	,
	constraint   FK_Posts_Users   foreign   key ( USERID )
		references   Users ( id )
		on   delete   cascade ,
	index(TITLE)
)
engine innodb , comment 'spaced   out' default   charset   utf8mb4
;
CREATE TABLE POSTS (Id INT); -- another table than posts, where the server heeds case
CREATE TABLE camelCase (firstName VARCHAR(20), lastName VARCHAR(20), PRIMARY KEY(firstname,LASTNAME)) ENGINE = InnoDB;
CREATE INDEX ix_Posts_UserId ON posts(UserId,title desc);
CREATE VIEW UserPosts AS SELECT u.username,p.title FROM Users u JOIN posts p ON p.userid=u.id;
