-- Nobody has changed anything.

USE CATALOG root;
-- expect: [[1,eu,raw-0001,first],[2,eu,raw-0002,second],[987650001,hidden-us,raw-7771,hidden-note],[987650002,eu,raw-7772,hidden-note]]
SELECT * FROM orders ORDER BY id;
-- expect: [[1,eu,raw-0001,first],[2,eu,raw-0002,second],[987650001,hidden-us,raw-7771,hidden-note],[987650002,eu,raw-7772,hidden-note]]
SELECT * FROM accounts ORDER BY id;
-- expect: [[1,eu,raw-0001,first],[2,eu,raw-0002,second],[987650001,hidden-us,raw-7771,hidden-note],[987650002,eu,raw-7772,hidden-note]]
SELECT * FROM remembered ORDER BY id;
-- expect: [[2]]
SELECT COUNT(*) FROM orders$snapshots;
