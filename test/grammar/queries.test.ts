import { rows } from './tree.ts'

rows('query', [
  ['select * from t', '(select verb=select items=[(value=*)] from=[t])'],
  [
    'SELECT a, b AS c FROM t WHERE a = 1 AND b > 2',
    '(select verb=select items=[(value=a) (value=b aliases=[c])] from=[t] where=[(infix and (== a 1) (> b 2))])',
  ],
  [
    'select a, b as `x`y, 3 from t where x > 1, y = 2',
    '(select verb=select items=[(value=a) (value=b aliases=[x y]) (value=3)] from=[t] where=[(> x 1) (== y 2)])',
  ],
  ['exec price from t', '(select verb=exec items=[(value=price)] from=[t])'],
  ['select [HINT_EXPLAIN] * from t', '(select verb=select hints=[HINT_EXPLAIN] items=[(value=*)] from=[t])'],
  ['select [128] sum(x) from t', '(select verb=select hints=[128] items=[(value=(call sum x))] from=[t])'],
  ['select [1, 2] from t', '(select verb=select items=[(value=[1 2])] from=[t])'],
  ['select distinct a, b from t', '(select verb=select distinct=true items=[(value=a) (value=b)] from=[t])'],
  ['select distinct(a) from t', '(select verb=select items=[(value=(call distinct a))] from=[t])'],
  [
    'select count(distinct a) from t',
    '(select verb=select items=[(value=(call count (distinct items=[a])))] from=[t])',
  ],
  ['select count(*) from t', '(select verb=select items=[(value=(call count *))] from=[t])'],
  ['select t.*, u.a from t', '(select verb=select items=[(value=t.*) (value=(. u a))] from=[t])'],
  ['select top 3 * from t', '(select verb=select top=(start=0 end=3) items=[(value=*)] from=[t])'],
  ['select top 2:4 * from t', '(select verb=select top=(start=2 end=4) items=[(value=*)] from=[t])'],
  [
    'select last price from t group by sym',
    '(select verb=select items=[(value=(prefix last price))] from=[t] grouping=group groupBy=[(value=sym)])',
  ],
  [
    'select avg(p) as avg_p from t group by sym, bar(time, 5) as bar having count(*) > 3 order by sym desc, bar limit 10',
    '(select verb=select items=[(value=(call avg p) aliases=[avg_p])] from=[t] grouping=group groupBy=[(value=sym) (value=(call bar time 5) aliases=[bar])] having=(> (call count *) 3) orderBy=[(value=sym descending=true) (value=bar)] limit=(count=10))',
  ],
  [
    'select cumsum(v) from t context by sym csort time desc, id limit -1',
    '(select verb=select items=[(value=(call cumsum v))] from=[t] grouping=context groupBy=[(value=sym)] contextSort=[(value=time descending=true) (value=id)] limit=(count=-1))',
  ],
  [
    'select v from t pivot by a, b',
    '(select verb=select items=[(value=v)] from=[t] grouping=pivot groupBy=[(value=a) (value=b)])',
  ],
  [
    'select v from t group by a cgroup by b order by b',
    '(select verb=select items=[(value=v)] from=[t] grouping=group groupBy=[(value=a)] cumulativeGroupBy=[(value=b)] orderBy=[(value=b)])',
  ],
  [
    'select x from t segment by segment(y)',
    '(select verb=select items=[(value=x)] from=[t] grouping=segment groupBy=[(value=(call segment y))])',
  ],
  [
    'select * from t order by a asc nulls last, b desc nulls first',
    '(select verb=select items=[(value=*)] from=[t] orderBy=[(value=a nulls=last) (value=b descending=true nulls=first)])',
  ],
  ['select * from t limit 2, 5', '(select verb=select items=[(value=*)] from=[t] limit=(count=5 offset=2))'],
  [
    'select * from t limit 5 offset 2',
    '(select verb=select items=[(value=*)] from=[t] limit=(count=5 offset=2))',
  ],
  ['select * from t map', '(select verb=select items=[(value=*)] from=[t] map=true)'],
  [
    'select * from a union select * from b union all select * from c',
    '(union all=true left=(union left=(select verb=select items=[(value=*)] from=[a]) right=(select verb=select items=[(value=*)] from=[b])) right=(select verb=select items=[(value=*)] from=[c]))',
  ],
  [
    '(select * from a) union all (select * from b)',
    '(union all=true left=(select verb=select items=[(value=*)] from=[a]) right=(select verb=select items=[(value=*)] from=[b]))',
  ],
  [
    'with a as (select 1), b(x, y) as (select 2, 3) select * from a',
    '(select verb=select items=[(value=*)] from=[a] with=[(name=a query=(select verb=select items=[(value=1)])) (name=b columns=[x y] query=(select verb=select items=[(value=2) (value=3)]))])',
  ],
  [
    'select case when a > 1 then 2 when a = 3 then 4 else 5 end as c from t',
    '(select verb=select items=[(value=(case branches=[(when=(> a 1) then=2) (when=(== a 3) then=4)] otherwise=5) aliases=[c])] from=[t])',
  ],
  [
    'select case a when 1 then 2 end from t',
    '(select verb=select items=[(value=(case subject=a branches=[(when=1 then=2)]))] from=[t])',
  ],
  [
    'select * from t where a in (1, 2, 3) and b not in c',
    '(select verb=select items=[(value=*)] from=[t] where=[(infix and (infix in a (tuple 1 2 3)) (not in b c))])',
  ],
  [
    'select * from t where a in select b from u',
    '(select verb=select items=[(value=*)] from=[t] where=[(infix in a (select verb=select items=[(value=b)] from=[u]))])',
  ],
  [
    'select * from t where a between 1 and 2 and c = 3',
    '(select verb=select items=[(value=*)] from=[t] where=[(infix and (between a 1 2) (== c 3))])',
  ],
  [
    'select * from t where a between 1 : 2, b not between 3 and 4',
    '(select verb=select items=[(value=*)] from=[t] where=[(infix between a (: 1 2)) (not between b 3 4)])',
  ],
  [
    'select * from t where a like "x%" or b not like "y%"',
    '(select verb=select items=[(value=*)] from=[t] where=[(infix or (infix like a "x%") (not like b "y%"))])',
  ],
  [
    'select * from t where a is null and b is not null',
    '(select verb=select items=[(value=*)] from=[t] where=[(infix and (is null a) (is not null b))])',
  ],
  [
    'select * from t where exists (select * from u where u.a = t.a)',
    '(select verb=select items=[(value=*)] from=[t] where=[(exists (select verb=select items=[(value=*)] from=[u] where=[(== (. u a) (. t a))]))])',
  ],
  [
    'select * from t where not exists (select 1)',
    '(select verb=select items=[(value=*)] from=[t] where=[(not exists (select verb=select items=[(value=1)]))])',
  ],
  [
    'select * from t where not a = 1 and b',
    '(select verb=select items=[(value=*)] from=[t] where=[(infix and (not (== a 1)) b)])',
  ],
  [
    'select * from t where x > any (select y from u)',
    '(select verb=select items=[(value=*)] from=[t] where=[(quantified operator=> left=x quantifier=any right=(select verb=select items=[(value=y)] from=[u]))])',
  ],
  [
    'select * from t where x = all([1,2])',
    '(select verb=select items=[(value=*)] from=[t] where=[(quantified operator=== left=x quantifier=all right=[1 2])])',
  ],
  [
    'select sum(v) over (partition by a order by b desc rows between 1 preceding and current row) as s from t',
    '(select verb=select items=[(value=(window call=(call sum v) partitionBy=[a] orderBy=[(value=b descending=true)] frame=(unit=rows start=(bound=preceding offset=1) end=(bound=current row))) aliases=[s])] from=[t])',
  ],
  [
    'select rank() over (order by b) from t',
    '(select verb=select items=[(value=(window call=(call rank) orderBy=[(value=b)]))] from=[t])',
  ],
  [
    'select sum(v) over (partition by a range 3 preceding) from t',
    '(select verb=select items=[(value=(window call=(call sum v) partitionBy=[a] frame=(unit=range start=(bound=preceding offset=3) end=(bound=current row))))] from=[t])',
  ],
  [
    'select lead(v) over (order by v rows between unbounded preceding and unbounded following) from t',
    '(select verb=select items=[(value=(window call=(call lead v) orderBy=[(value=v)] frame=(unit=rows start=(bound=unbounded preceding) end=(bound=unbounded following))))] from=[t])',
  ],
  [
    'select a from t1 inner join t2 on t1.id = t2.id and t1.x > 3 where a = 1',
    '(select verb=select items=[(value=a)] from=[(joinSource join=inner left=t1 right=t2 on=(infix and (== (. t1 id) (. t2 id)) (> (. t1 x) 3)))] where=[(== a 1)])',
  ],
  [
    'select * from t1 left join t2 on t1.a = t2.a right join t3 on t2.b = t3.b',
    '(select verb=select items=[(value=*)] from=[(joinSource join=right left=(joinSource join=left left=t1 right=t2 on=(== (. t1 a) (. t2 a))) right=t3 on=(== (. t2 b) (. t3 b)))])',
  ],
  [
    'select * from t1 left outer join t2 on a = b',
    '(select verb=select items=[(value=*)] from=[(joinSource join=left left=t1 right=t2 on=(== a b))])',
  ],
  [
    'select * from t1 left semijoin t2 on a = b',
    '(select verb=select items=[(value=*)] from=[(joinSource join=left semi left=t1 right=t2 on=(== a b))])',
  ],
  [
    'select * from t1 full join t2 on a = b',
    '(select verb=select items=[(value=*)] from=[(joinSource join=full left=t1 right=t2 on=(== a b))])',
  ],
  [
    'select * from t1 cross join t2',
    '(select verb=select items=[(value=*)] from=[(joinSource join=cross left=t1 right=t2)])',
  ],
  [
    'select * from t1 a, t2 b where a.x = b.x',
    '(select verb=select items=[(value=*)] from=[(as t1 a) (as t2 b)] where=[(== (. a x) (. b x))])',
  ],
  [
    'select * from trades a inner join quotes as b on a.s = b.s',
    '(select verb=select items=[(value=*)] from=[(joinSource join=inner left=(as trades a) right=(as quotes b) on=(== (. a s) (. b s)))])',
  ],
  ['select * from ej(t1, t2, `id)', '(select verb=select items=[(value=*)] from=[(call ej t1 t2 `id)])'],
  [
    'select * from "dfs://db"."t" where a = 1',
    '(select verb=select items=[(value=*)] from=[(. "dfs://db" t)] where=[(== a 1)])',
  ],
  [
    'select * from loadTable("dfs://db", "t") as x',
    '(select verb=select items=[(value=*)] from=[(as (call loadTable "dfs://db" "t") x)])',
  ],
  [
    'select * from (select a from t) where a > 1',
    '(select verb=select items=[(value=*)] from=[(paren (select verb=select items=[(value=a)] from=[t]))] where=[(> a 1)])',
  ],
  [
    'select * from t@cluster1 as b',
    '(select verb=select items=[(value=*)] from=[(as (eachAt object=t index=cluster1) b)])',
  ],
  [
    'select price1...price5 as p1...p5 from t',
    '(select verb=select items=[(value=(... price1 price5) aliases=[p1 p2 p3 p4 p5])] from=[t])',
  ],
  [
    'select (price1...price2) * (qty1...qty2) as amount1...amount2 from t',
    '(select verb=select items=[(value=(* (paren (... price1 price2)) (paren (... qty1 qty2))) aliases=[amount1 amount2])] from=[t])',
  ],
  ['select 1 as x', '(select verb=select items=[(value=1 aliases=[x])])'],
  [
    'select sum:V(_$$name) as _$$alias from t',
    '(select verb=select items=[(value=(call sum:V _$$name) aliases=[_$$alias])] from=[t])',
  ],
  [
    'select mavg(price, window=3) from t',
    '(select verb=select items=[(value=(call mavg price window=3))] from=[t])',
  ],
  ['select iif(a = 1, b, c) from t', '(select verb=select items=[(value=(call iif (== a 1) b c))] from=[t])'],
  [
    'select sum(a) total from t',
    '(select verb=select items=[(value=(call sum a) aliases=[total])] from=[t])',
  ],
  [
    'aj(ticks, select a, b from f, `sym)',
    '(call aj ticks (select verb=select items=[(value=a) (value=b)] from=[f]) `sym)',
  ],
  ['x = select * from t\ny = 3', '(= x (select verb=select items=[(value=*)] from=[t])) ; (= y 3)'],
  [
    'select a\nfrom t\nwhere b = 1\n  and c = 2\norder by a',
    '(select verb=select items=[(value=a)] from=[t] where=[(infix and (== b 1) (== c 2))] orderBy=[(value=a)])',
  ],
  ['insert into t values(1, `a)', '(insertInto table=t values=[1 `a])'],
  ['insert into t values (1, `a), (2, `b)', '(insertInto table=t values=[[1 2] [`a `b]])'],
  ['insert into t (a, b) values (1, 2)', '(insertInto table=t columns=[a b] values=[1 2])'],
  [
    'insert into t select * from u',
    '(insertInto table=t query=(select verb=select items=[(value=*)] from=[u]))',
  ],
  ['insert into t u', '(insertInto table=t query=u)'],
  ['insert into loadTable("d", "t") values (1)', '(insertInto table=(call loadTable "d" "t") values=[1])'],
  [
    'update t set a = 1, b = b + 1 where c = 2',
    '(update table=t sets=[(column=a value=1) (column=b value=(+ b 1))] where=[(== c 2)])',
  ],
  [
    'update t set p = p * d from ej(t, u, `id) where f = 1',
    '(update table=t sets=[(column=p value=(* p d))] from=(call ej t u `id) where=[(== f 1)])',
  ],
  [
    'update t set v = cumsum(v) context by s csort i having sum(i) > 6',
    '(update table=t sets=[(column=v value=(call cumsum v))] contextBy=[(value=s)] contextSort=[(value=i)] having=(> (call sum i) 6))',
  ],
  ['delete from t', '(delete from=t)'],
  ['delete from t where a = 1, b > 2', '(delete from=t where=[(== a 1) (> b 2)])'],
  ['delete t from ej(t, u, `id) where f = 1', '(delete table=t from=(call ej t u `id) where=[(== f 1)])'],
  [
    'create database "dfs://d" partitioned by VALUE(1..10), HASH([SYMBOL, 40]), engine=\'TSDB\', atomic="TRANS"',
    '(createDatabase path="dfs://d" partitions=[(type=VALUE scheme=(.. 1 10)) (type=HASH scheme=[SYMBOL 40])] options=[(name=engine value="TSDB") (name=atomic value="TRANS")])',
  ],
  [
    'create database c.s partitioned by VALUE(1..10)',
    '(createDatabase path=(. c s) partitions=[(type=VALUE scheme=(.. 1 10))])',
  ],
  [
    'create table "dfs://d"."t" (id INT, date DATE[comment="c", compress="delta"], v DECIMAL32(3), w INT[]) partitioned by id, date, sortColumns=[`id, `date], keepDuplicates=ALL',
    '(createTable database="dfs://d" table="t" columns=[(name=id type=INT) (name=date type=DATE options=[(name=comment value="c") (name=compress value="delta")]) (name=v type=DECIMAL32(3)) (name=w type=INT[])] partitionedBy=[id date] options=[(name=sortColumns value=[`id `date]) (name=keepDuplicates value=ALL)])',
  ],
  [
    'create table t (a INT,\n b DOUBLE,\n)',
    '(createTable table=t columns=[(name=a type=INT) (name=b type=DOUBLE)])',
  ],
  [
    'create table t(\na INT\nb DOUBLE\n)',
    '(createTable table=t columns=[(name=a type=INT) (name=b type=DOUBLE)])',
  ],
  [
    'create local temporary table t (a INT) on commit preserve rows',
    '(createTable table=t temporary=true columns=[(name=a type=INT)])',
  ],
  [
    'create table if not exists c.s.t (a INT)',
    '(createTable database=(. c s) table="t" ifNotExists=true columns=[(name=a type=INT)])',
  ],
  [
    'create table t as select * from u',
    '(createTable table=t query=(select verb=select items=[(value=*)] from=[u]))',
  ],
  ['drop table if exists "dfs://d"."t"', '(dropTable database="dfs://d" table="t" ifExists=true)'],
  ['drop table t', '(dropTable table=t)'],
  ['drop database if exists "dfs://d"', '(dropDatabase path="dfs://d" ifExists=true)'],
  ['drop database c.s', '(dropDatabase path=(. c s))'],
  [
    'alter table t add a INT, b DOUBLE',
    '(alterTable table=t action=(is=add columns=[(name=a type=INT) (name=b type=DOUBLE)]))',
  ],
  ['alter table t add column a INT', '(alterTable table=t action=(is=add columns=[(name=a type=INT)]))'],
  ['alter table t drop a', '(alterTable table=t action=(is=drop columns=[a]))'],
  ['alter table t drop column a, b', '(alterTable table=t action=(is=drop columns=[a b]))'],
  ['alter table t rename a to b', '(alterTable table=t action=(is=rename from=a to=b))'],
  ['alter table t rename column a to b', '(alterTable table=t action=(is=rename from=a to=b))'],
  ['truncate table t', '(truncateTable table=t)'],
  ['truncate table "dfs://d"."t"', '(truncateTable database="dfs://d" table="t")'],
  [
    'select a from t where b = 1 order by c limit 3',
    '(select verb=select items=[(value=a)] from=[t] where=[(== b 1)] orderBy=[(value=c)] limit=(count=3))',
  ],
])
