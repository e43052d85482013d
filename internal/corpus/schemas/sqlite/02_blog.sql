create table author (
  id integer primary key,
  login text not null,
  display_name text,
  bio text default ('no bio yet'),
  joined date default current_date
);
create unique index author_login on author (lower(login));
create table post (
  id integer primary key,
  author_id integer not null references author(id),
  slug text not null unique,
  title text not null,
  body text not null,
  published_at datetime,
  words integer as (length(body) - length(replace(body, ' ', '')) + 1) stored
);
create index post_published on post (published_at) where published_at is not null;
create index post_by_author on post (author_id, published_at desc);
create table comment (
  id integer primary key,
  post_id integer not null references post(id) on delete cascade,
  reply_to integer references comment(id) on delete cascade,
  author_id integer references author(id) on delete set null,
  body text not null check (length(trim(body)) > 0),
  created_at datetime not null default (datetime('now'))
);
create table tag (id integer primary key, name text not null collate nocase unique);
create table post_tag (
  post_id integer not null references post on delete cascade,
  tag_id integer not null references tag on delete cascade,
  primary key (tag_id, post_id)
) without rowid;
create virtual table post_search using fts5(title, body, content='post', content_rowid='id', tokenize='porter unicode61');
create trigger post_ai after insert on post begin
  insert into post_search(rowid, title, body) values (new.id, new.title, new.body);
end;
create trigger post_ad after delete on post begin
  insert into post_search(post_search, rowid, title, body) values ('delete', old.id, old.title, old.body);
end;
create trigger post_au after update of title, body on post begin
  insert into post_search(post_search, rowid, title, body) values ('delete', old.id, old.title, old.body);
  insert into post_search(rowid, title, body) values (new.id, new.title, new.body);
end;
create view published as select p.id, p.title, a.display_name as author
  from post p join author a on a.id = p.author_id
  where p.published_at <= current_timestamp;
