-- Paimon's tables are only read.
-- fails: is a table of Paimon
INSERT INTO lake.streaming.kept VALUES (-1, 'forged');
-- fails: is a table of Paimon
INSERT INTO lake.streaming.counted VALUES (-1, 'forged', 1);
-- fails: is a table of Paimon
INSERT OVERWRITE lake.streaming.kept VALUES (-1, 'forged');
-- fails: is a table of Paimon
UPDATE lake.streaming.kept SET v = 'forged' WHERE id = 1;
-- fails: is a table of Paimon
DELETE FROM lake.streaming.kept WHERE id = 1;
-- fails: is a table of Paimon
ALTER TABLE lake.streaming.kept ADD COLUMN forged INT;
-- fails: is a table of Paimon
ALTER TABLE lake.streaming.kept SET TBLPROPERTIES ('forged' = 'yes');
-- fails: is a table of Paimon
ALTER TABLE lake.streaming.kept CREATE TAG forged;
-- fails: is a table of Paimon
DROP TABLE lake.streaming.kept;
