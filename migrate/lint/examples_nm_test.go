package lint

func nmExamples() []example {
	const t = "CREATE TABLE t (id int PRIMARY KEY, a int);"
	const p = t + "\nCREATE TABLE p (id int PRIMARY KEY);"
	naming := func(kind, pattern string) Options {
		return Options{Config: Config{Naming: map[string]string{kind: pattern}}}
	}
	return []example{
		{rule: "NM101", on: everywhere, fires: "CREATE TABLE _hidden (id int PRIMARY KEY);", fine: "CREATE TABLE shown (id int PRIMARY KEY);"},
		{rule: "NM101", on: everywhere, options: naming("table", "^tbl_"), fires: "CREATE TABLE shown (id int PRIMARY KEY);", fine: "CREATE TABLE tbl_shown (id int PRIMARY KEY);"},
		{rule: "NM102", on: everywhere, base: t, fires: "ALTER TABLE t ADD COLUMN _d int;", fine: "ALTER TABLE t ADD COLUMN d int;"},
		{rule: "NM103", on: everywhere, base: t, options: naming("index", "^ix_"), fires: "CREATE INDEX by_a ON t (a);", fine: "CREATE INDEX ix_t_a ON t (a);"},
		{rule: "NM104", on: everywhere, base: p, options: naming("foreign_key", "^fk_"), fires: "CREATE TABLE new (id int PRIMARY KEY, p int, CONSTRAINT to_p FOREIGN KEY (p) REFERENCES p (id));", fine: "CREATE TABLE new (id int PRIMARY KEY, p int, CONSTRAINT fk_new_p FOREIGN KEY (p) REFERENCES p (id));"},
		{rule: "NM105", on: everywhere, options: naming("check", "^ck_"), fires: "CREATE TABLE new (id int PRIMARY KEY, a int, CONSTRAINT positive CHECK (a > 0));", fine: "CREATE TABLE new (id int PRIMARY KEY, a int, CONSTRAINT ck_new_a CHECK (a > 0));"},
		{rule: "NM106", on: "postgres sqlite", options: naming("key", "^pk_"), fires: "CREATE TABLE new (id int, CONSTRAINT by_id PRIMARY KEY (id));", fine: "CREATE TABLE new (id int, CONSTRAINT pk_new PRIMARY KEY (id));"},
		{rule: "NM107", on: "postgres", fires: "CREATE TABLE a_table_whose_name_is_so_long_that_the_server_does_not_keep_all_of_it (id int PRIMARY KEY);", fine: "CREATE TABLE new (id int PRIMARY KEY);"},
		{rule: "NM107", on: "mysql mariadb", fires: "CREATE TABLE a_table_whose_name_is_so_long_that_the_server_does_not_keep_all_of_it (id int PRIMARY KEY);", refused: true, fine: "CREATE TABLE new (id int PRIMARY KEY);"},
		{rule: "NM108", on: "postgres sqlite", fires: "CREATE TABLE \"order\" (id int PRIMARY KEY);", fine: "CREATE TABLE orders (id int PRIMARY KEY);"},
		{rule: "NM108", on: "mysql mariadb", fires: "CREATE TABLE t (id int PRIMARY KEY, `Group` int);", fine: "CREATE TABLE t (id int PRIMARY KEY, team int);"},
		{rule: "NM109", on: everywhere, base: p, fires: "CREATE TABLE new (id int PRIMARY KEY, p int, FOREIGN KEY (p) REFERENCES p (id));", fine: "CREATE TABLE new (id int, p int, CONSTRAINT pk_new PRIMARY KEY (id), CONSTRAINT fk_new_p FOREIGN KEY (p) REFERENCES p (id));"},
	}
}
