CREATE TABLE Users(ID INTEGER PRIMARY KEY,UserName Text not Null Unique,EMail TEXT);
create    table	Posts
(
	Id integer
		primary
		key ,
	userid int
		references   USERS ( id )
		on   delete   cascade ,
	TITLE	text
)
;
CREATE TABLE camelCase (firstName TEXT, lastName TEXT, PRIMARY KEY(firstname,LASTNAME));
CREATE INDEX ix_Posts_UserId ON posts(UserId,title COLLATE nocase);
CREATE VIEW UserPosts AS SELECT u.username,p.title FROM users u JOIN posts p ON p.userid=u.id;
CREATE TRIGGER TR_Users AFTER DELETE ON USERS BEGIN DELETE FROM POSTS WHERE USERID=old.id;END;
