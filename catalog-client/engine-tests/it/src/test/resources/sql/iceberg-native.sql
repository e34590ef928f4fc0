-- A table of Iceberg's own, and a view, as Spark makes and changes them.
CREATE NAMESPACE lake.shop;
CREATE TABLE lake.shop.orders (id INT, region STRING, amount DECIMAL(10, 2), at TIMESTAMP_NTZ)
  USING iceberg PARTITIONED BY (days(at))
  TBLPROPERTIES ('write.update.mode' = 'merge-on-read', 'write.merge.mode' = 'merge-on-read');
INSERT INTO lake.shop.orders VALUES
  (1, 'eu', 10.00, TIMESTAMP_NTZ'2026-01-01 10:00:00'), (2, 'us', 20.00, TIMESTAMP_NTZ'2026-01-01 11:00:00'),
  (3, 'eu', 30.00, TIMESTAMP_NTZ'2026-01-02 10:00:00'), (4, 'us', 40.00, TIMESTAMP_NTZ'2026-01-02 11:00:00');
-- let: first
SELECT snapshot_id FROM lake.shop.orders.snapshots;
UPDATE lake.shop.orders SET amount = amount + 1 WHERE id = 1;
DELETE FROM lake.shop.orders WHERE id = 2;
MERGE INTO lake.shop.orders t USING (SELECT 3 AS id, 'asia' AS region, 33.00 AS amount UNION ALL SELECT 5, 'eu', 50.00) s
  ON t.id = s.id
  WHEN MATCHED THEN UPDATE SET region = s.region, amount = s.amount
  WHEN NOT MATCHED THEN INSERT (id, region, amount, at) VALUES (s.id, s.region, s.amount, TIMESTAMP_NTZ'2026-01-03 10:00:00');
-- expect: [[1,eu,11.00],[3,asia,33.00],[4,us,40.00],[5,eu,50.00]]
SELECT id, region, amount FROM lake.shop.orders ORDER BY id;

-- Columns and partitions change while old files stay as they are.
ALTER TABLE lake.shop.orders ADD COLUMN note STRING;
ALTER TABLE lake.shop.orders RENAME COLUMN region TO area;
ALTER TABLE lake.shop.orders ALTER COLUMN id TYPE BIGINT;
ALTER TABLE lake.shop.orders ADD PARTITION FIELD area;
INSERT INTO lake.shop.orders (id, area, amount, at, note) VALUES (3000000000, 'eu', 60.00, TIMESTAMP_NTZ'2026-01-03 11:00:00', 'large');
-- expect: [[1,eu,null],[3,asia,null],[4,us,null],[5,eu,null],[3000000000,eu,large]]
SELECT id, area, note FROM lake.shop.orders ORDER BY id;
-- expect: [[1],[5],[3000000000]]
SELECT id FROM lake.shop.orders WHERE area = 'eu' ORDER BY id;

-- What was.
-- expect: [[4,100.00]]
SELECT COUNT(*), SUM(amount) FROM lake.shop.orders VERSION AS OF ${first};
-- expect: [[1,eu],[2,us],[3,eu],[4,us]]
SELECT id, region FROM lake.shop.orders VERSION AS OF ${first} ORDER BY id;
ALTER TABLE lake.shop.orders CREATE TAG first AS OF VERSION ${first};
-- expect: [[4]]
SELECT COUNT(*) FROM lake.shop.orders VERSION AS OF 'first';
-- expect: [[5]]
SELECT COUNT(*) FROM lake.shop.orders.snapshots;

CREATE VIEW lake.shop.totals AS SELECT area, SUM(amount) AS total FROM lake.shop.orders GROUP BY area;
-- expect: [[asia,33.00],[eu,121.00],[us,40.00]]
SELECT * FROM lake.shop.totals ORDER BY area;

CREATE TABLE lake.shop.copied USING iceberg AS SELECT id, amount FROM lake.shop.orders;
ALTER TABLE lake.shop.copied RENAME TO shop.moved;
-- expect: [[5,194.00]]
SELECT COUNT(*), SUM(amount) FROM lake.shop.moved;
DROP TABLE lake.shop.moved PURGE;
-- expect: [[shop,orders,false]]
SHOW TABLES IN lake.shop;
