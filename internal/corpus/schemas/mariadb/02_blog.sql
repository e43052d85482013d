create table author (
  id int auto_increment primary key,
  login varchar(40) not null unique,
  display_name varchar(100),
  bio text default 'no bio yet',
  avatar mediumblob,
  joined date default curdate()
) comment 'those who write';
create table post (
  id int auto_increment primary key,
  author_id int not null references author(id), -- the key below says the same
  slug varchar(120) not null,
  title varchar(200) not null,
  body mediumtext not null,
  published_at datetime,
  chars int generated always as (char_length(body)) stored,
  unique key (slug),
  key post_by_author (author_id, published_at desc),
  fulltext key post_text (title, body),
  constraint post_author foreign key (author_id) references author (id)
);
create table comment (
  id bigint auto_increment primary key,
  post_id int not null,
  reply_to bigint,
  author_id int,
  body text not null,
  created_at timestamp(6) not null default current_timestamp(6),
  constraint comment_post foreign key (post_id) references post (id) on delete cascade,
  constraint comment_reply foreign key (reply_to) references comment (id) on delete cascade,
  constraint comment_author foreign key (author_id) references author (id) on delete set null,
  constraint comment_body check (char_length(trim(body)) > 0)
);
create table tag (id smallint unsigned auto_increment primary key, name varchar(50) collate utf8mb4_bin not null unique);
create table post_tag (
  post_id int not null,
  tag_id smallint unsigned not null,
  primary key (tag_id, post_id),
  foreign key (post_id) references post (id) on delete cascade,
  foreign key (tag_id) references tag (id) on delete cascade
);
create or replace view published as select p.id, p.title, a.display_name as author
  from post p join author a on a.id = p.author_id where p.published_at <= now();
create view published_short as select id, left(title, 20) as title from published;
