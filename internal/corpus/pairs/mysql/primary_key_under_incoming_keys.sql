CREATE TABLE account (id INT NOT NULL, region CHAR(2) NOT NULL, no INT NOT NULL, PRIMARY KEY (id), UNIQUE KEY by_no (no));
CREATE TABLE entry (id INT PRIMARY KEY, account INT NOT NULL, no INT, CONSTRAINT entry_account FOREIGN KEY (account) REFERENCES account (id) ON DELETE CASCADE, CONSTRAINT entry_no FOREIGN KEY (no) REFERENCES account (no));
CREATE TABLE note (account INT NOT NULL, line INT NOT NULL, PRIMARY KEY (account, line), CONSTRAINT note_account FOREIGN KEY (account) REFERENCES account (id));
-- becomes
CREATE TABLE account (id INT NOT NULL, region CHAR(2) NOT NULL, no INT NOT NULL, UNIQUE KEY id (id), PRIMARY KEY (region, id), UNIQUE KEY by_no (no));
CREATE TABLE entry (id INT PRIMARY KEY, account INT NOT NULL, no INT, CONSTRAINT entry_account FOREIGN KEY (account) REFERENCES account (id) ON DELETE CASCADE, CONSTRAINT entry_no FOREIGN KEY (no) REFERENCES account (no));
CREATE TABLE note (account INT NOT NULL, line INT NOT NULL, PRIMARY KEY (line, account), CONSTRAINT note_account FOREIGN KEY (account) REFERENCES account (id));
