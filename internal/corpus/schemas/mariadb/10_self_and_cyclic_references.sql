CREATE TABLE employee (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  name VARCHAR(100) NOT NULL,
  manager_id INT,
  mentor_id INT DEFAULT NULL,
  department_id INT,
  CONSTRAINT employee_manager FOREIGN KEY (manager_id) REFERENCES employee (id) ON DELETE SET NULL,
  CONSTRAINT employee_mentor FOREIGN KEY (mentor_id) REFERENCES employee (id)
);
CREATE TABLE department (
  id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  head_id INT,
  parent_id INT,
  FOREIGN KEY (head_id) REFERENCES employee (id),
  FOREIGN KEY (parent_id) REFERENCES department (id) ON UPDATE CASCADE
);
ALTER TABLE employee ADD CONSTRAINT works_in FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE SET NULL;
CREATE TABLE a (id INT PRIMARY KEY, b_id INT, KEY (b_id));
CREATE TABLE b (id INT PRIMARY KEY, c_id INT, KEY c_id_key (c_id));
CREATE TABLE c (id INT PRIMARY KEY, a_id INT);
ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b (id);
ALTER TABLE b ADD FOREIGN KEY (c_id) REFERENCES c (id);
ALTER TABLE c ADD FOREIGN KEY (a_id) REFERENCES a (id);
CREATE TABLE node (
  tree INT NOT NULL, id INT NOT NULL, parent INT,
  PRIMARY KEY (tree, id),
  KEY node_parent (tree, parent),
  CONSTRAINT node_parent FOREIGN KEY (tree, parent) REFERENCES node (tree, id) ON DELETE CASCADE
);
