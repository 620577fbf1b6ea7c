import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSession } from '../check.ts'

const session = openSession()

/** What a script prints, or its error; all tests share a store. */
function shown(script: string): string {
  const { printed, error } = session.run(script)
  return error === undefined ? printed : `error: ${error}`
}

/** How many partitions a query of a table leaves out. */
function pruned(from: string): number {
  return JSON.parse(shown(`select [HINT_EXPLAIN] * from ${from}`)).explain.from.partitions.pruned
}

test('rows of a table go to the partitions of their values, and come back', () => {
  shown(`t = table(2020.01.01 2020.01.02 2020.01.01 as date, 1 2 3 as x)
    db = database("dfs://value", VALUE, 2020.01.01..2020.01.03)
    pt = db.createPartitionedTable(t, "pt", "date").append!(t)`)
  assert.equal(shown('select x from loadTable("dfs://value", "pt") where date = 2020.01.01'), 'x\n-\n1\n3')
  assert.equal(shown('exec sum(x) from pt'), '6')
  assert.equal(
    shown('select sum(x) as s from pt group by date'),
    'date       s\n---------- -\n2020.01.01 4\n2020.01.02 2',
  )
})

const schemes: readonly (readonly [name: string, database: string])[] = [
  ['RANGE', 'database("dfs://range", RANGE, 0 5 10)'],
  ['HASH', 'database("dfs://hash", HASH, [INT, 3])'],
  ['LIST', 'database("dfs://list", LIST, [1 2 3, 4 5 6, 7 8 9])'],
  ['COMPO', 'database("dfs://compo", COMPO, [database("", RANGE, 0 5 10), database("", HASH, [INT, 2])])'],
]

for (const [name, database] of schemes) {
  test(`${name}: every row is found again, by value and by range`, () => {
    const columns = name === 'COMPO' ? '`id`x' : '`id'
    shown(
      `t = table(1..9 as id, 10 * 1..9 as x); db = ${database}; pt = db.createPartitionedTable(t, "pt", ${columns}).append!(t)`,
    )
    assert.equal(shown('exec sum(x) from pt'), '450')
    assert.equal(shown('exec x from pt where id = 4'), '[40]')
    assert.equal(shown('exec sum(x) from pt where id between 3 : 5'), '120')
    assert.equal(shown('exec sum(x) from pt where id in 1 9'), '100')
    assert.equal(shown('exec count(*) from pt where id > 7 and x < 90'), '1')
  })
}

test('update, delete and truncate change what is stored', () => {
  shown(
    't = table(1..6 as id, 1..6 as x); db = database("dfs://change", RANGE, 0 3 7); pt = db.createPartitionedTable(t, "pt", "id").append!(t)',
  )
  shown('update pt set x = x * 10 where id > 2')
  assert.equal(shown('exec sum(x) from loadTable("dfs://change", "pt")'), '183')
  shown('delete from pt where id = 3')
  assert.equal(shown('exec id from loadTable("dfs://change", "pt")'), '[1,2,4,5,6]')
  shown('truncate("dfs://change", "pt")')
  assert.equal(shown('exec count(*) from loadTable("dfs://change", "pt")'), '0')
})

test('a TSDB table keeps the last of equal sort keys', () => {
  shown(`t = table(1 1 2 as id, 09:00:00 09:00:00 09:00:01 as time, 1.5 2.5 3.5 as x)
    db = database("dfs://tsdb", VALUE, 1..2, engine="TSDB")
    pt = db.createPartitionedTable(t, "pt", "id", sortColumns=["id", "time"], keepDuplicates=LAST)
    pt.append!(t)`)
  assert.equal(shown('exec x from pt'), '[2.5,3.5]')
})

test('definitions: what exists, what it looks like, what goes', () => {
  shown(
    'db = database("dfs://def", VALUE, 1..3); t = table(1 2 as id, `a`b as s); pt = db.createPartitionedTable(t, "pt", "id"); dt = db.createDimensionTable(t, "dt").append!(t)',
  )
  assert.equal(shown('getTables(db)'), '["dt","pt"]')
  assert.equal(shown('getTablesByDatabase("dfs://def")'), '["dfs://def/dt","dfs://def/pt"]')
  assert.equal(shown('existsTable("dfs://def", "pt") and existsDatabase("dfs://def")'), 'true')
  assert.equal(shown('exec name from schema(pt).colDefs'), '["id","s"]')
  assert.equal(shown('schema(pt).partitionColumnName'), 'id')
  assert.equal(shown('exec count(*) from dt'), '2')
  shown('addColumn(pt, "x", DOUBLE)')
  assert.equal(shown('loadTable("dfs://def", "pt").columnNames()'), '["id","s","x"]')
  shown('dropTable(db, "pt")')
  assert.match(shown('loadTable("dfs://def", "pt")'), /^error: .*pt/)
  shown('dropDatabase("dfs://def")')
  assert.equal(shown('existsDatabase("dfs://def")'), 'false')
})

test('an append of rows that do not fit stores nothing', () => {
  shown(
    'db = database("dfs://atomic", VALUE, 1..3); t = table(1 2 as id, 1 2 as x); pt = db.createPartitionedTable(t, "pt", "id")',
  )
  assert.match(shown('pt.append!(table(1 2 as id))'), /^error: The number of columns/)
  assert.equal(shown('exec count(*) from pt'), '0')
})

test('what is asked of a database that is not there is refused by name', () => {
  assert.match(shown('loadTable("dfs://nowhere", "t")'), /^error: .*dfs:\/\/nowhere/)
  assert.match(shown('database("dfs://value", VALUE, 1..5)'), /^error: .*another partition scheme/)
  assert.match(
    shown('createPartitionedTable(database("dfs://value"), table(1 as a), "u", "nothing")'),
    /^error: .*nothing/,
  )
})

test('a table that was loaded before a partition was made finds its rows, whatever the condition', () => {
  shown('t = table(1 2 as id, 1 2 as x); db = database("dfs://grows", VALUE, 1..2)')
  shown('pt = db.createPartitionedTable(t, "pt", "id").append!(t); other = loadTable("dfs://grows", "pt")')
  shown('pt.append!(table(5 6 as id, 5 6 as x))')
  assert.equal(shown('exec x from pt where id = 5'), '[5]')
  assert.equal(shown('exec x from other where id > 1 order by x'), '[2,5,6]')
  shown('delete from other where id = 5; update pt set x = 60 where id = 6')
  assert.equal(shown('exec x from pt order by x'), '[1,2,60]')
})

test('upsert! and dropPartition work on whole partitions', () => {
  shown(
    't = table(1 1 2 as id, `a`b`a as s, 1 2 3 as x); db = database("dfs://upsert", VALUE, 1..3); pt = db.createPartitionedTable(t, "pt", "id").append!(t)',
  )
  shown('upsert!(pt, table(1 3 as id, `b`z as s, 20 9 as x), keyColNames="s")')
  assert.equal(shown('select * from pt'), 'id s x\n-- - --\n1  a 1\n1  b 20\n2  a 3\n3  z 9')
  // A value that has no partition yet gets one, be it by this handle or another.
  shown('upsert!(pt, table(7 2 7 as id, `y`a`y as s, 5 3 6 as x), keyColNames="s")')
  shown('upsert!(pt, table(7 8 as id, `y`v as s, 7 1 as x), keyColNames="s")')
  assert.equal(shown('select * from pt where id > 3'), 'id s x\n-- - -\n7  y 7\n8  v 1')
  shown('dropPartition(db, [7, 8], "pt")')
  shown('dropPartition(db, 2, "pt"); dropPartition(db, "/3", "pt")')
  assert.equal(shown('exec x from pt'), '[1,20]')
})

test('statements make and drop what functions do', () => {
  shown('create database "dfs://sql" partitioned by VALUE(1..3), HASH([INT, 2])')
  shown('create table "dfs://sql"."t" (id INT, k INT, d DOUBLE) partitioned by id, k')
  shown('pt = loadTable("dfs://sql", "t"); insert into pt values (1, 5, 0.5)')
  shown('alter table pt add z INT')
  assert.equal(shown('loadTable("dfs://sql", "t").columnNames()'), '["id","k","d","z"]')
  shown('alter table loadTable("dfs://sql", "t") rename d to e')
  assert.equal(shown('exec e from loadTable("dfs://sql", "t")'), '[0.5]')
  shown('drop table "dfs://sql"."t"')
  shown('drop database "dfs://sql"')
  assert.equal(shown('existsDatabase("dfs://sql")'), 'false')
})

test('partitions are taken out of a scheme with their rows, and come back with new ones', () => {
  shown(`db = database("dfs://less", COMPO, [database("", VALUE, 1..4), database("", RANGE, 0 5 10)])
    t = table(1 1 2 3 4 as id, 1 6 2 3 4 as x); pt = db.createPartitionedTable(t, "pt", \`id\`x).append!(t)`)
  shown('dropPartition(db, 2, `pt, deleteSchema=true); dropPartition(db, "/4", `pt, deleteSchema=true)')
  assert.equal(shown('schema(db).partitionSchema'), '([1,3],[0,5,10])')
  assert.equal(shown('exec id from pt'), '[1,1,3]')
  shown('pt.append!(table(2 as id, 7 as x))')
  assert.equal(shown('schema(db).partitionSchema'), '([1,3,2],[0,5,10])')
  assert.equal(shown('exec x from pt where id = 2'), '[7]')
  assert.match(
    shown('dropPartition(db, "/1/0_5", `pt, deleteSchema=true)'),
    /whole partitions of the first level/,
  )
  assert.match(
    shown('dropPartition(db, (NULL, 1), `pt, deleteSchema=true)'),
    /whole partitions of the first level/,
  )
  assert.equal(shown('exec count(*) from pt'), '4')
  shown('db.createPartitionedTable(t, "other", `id`x)')
  assert.match(shown('dropPartition(db, 1, `pt, deleteSchema=true)'), /databases of one table, but .* has 2/)
})

test('columns of a stored table are read by SQL, and who asks otherwise is told', () => {
  shown(`database("dfs://byName", VALUE, 1..3).createPartitionedTable(table(1 as id), "pt", "id")`)
  for (const script of ['pt.id', 'pt["id"]', 'pt[0]'])
    assert.equal(
      shown(`pt = loadTable("dfs://byName", "pt"); ${script}`),
      'error: Elements of a SEGMENTED DFS TABLE can be read by SQL only.',
    )
  assert.equal(shown('pt.nosuch'), 'error: Unrecognized column name [nosuch]')
})

test('a database without a directory partitions tables in memory', () => {
  shown(`db = database("", RANGE, 0 5 10)
    t = table(9 1 6 2 as id, \`a\`b\`a\`b as s, 1.5 2 3 4 as x)
    pt = db.createPartitionedTable(t, "pt", "id").append!(t)`)
  assert.equal(shown('typestr(pt)'), 'SEGMENTED IN-MEMORY TABLE')
  assert.equal(shown('exec id from pt'), '[1,2,9,6]')
  assert.equal(shown('select sum(x) from pt group by s'), 's sum_x\n- -----\nb 6\na 4.5')
  assert.equal(shown('schema(pt).partitionColumnName'), 'id')
  shown('before = select x from pt; update pt set x = x * 10 where id < 5; delete from pt where id = 9')
  shown('insert into pt values(3, `c, 7.0)')
  assert.equal(shown('exec x from pt'), '[20,40,7,3]')
  assert.equal(shown('exec sum(x) from before'), '10.5')
  shown('update pt set id = id + 4 where id = 1')
  assert.equal(shown('select id, x from pt'), 'id x\n-- --\n2  40\n3  7\n6  3\n5  20')
  shown('addColumn(pt, `q, INT)')
  assert.equal(shown('exec count(*) from pt where q is null'), '4')
  assert.match(shown('update pt set id = 99'), /no partition/)
  assert.equal(shown('exec count(*) from pt'), '4')
})

test('an update adds columns to a table partitioned in memory, and refuses to where tables are stored', () => {
  shown(`t = table(1 1 7 8 as id, 1 2 NULL 4 as x); db = database("", RANGE, 0 5 10)
    pt = db.createPartitionedTable(t, "pt", "id").append!(t)
    update pt set double = x * 2, total = sum(x) context by id
    update pt set first = string(id) where id < 5`)
  assert.equal(
    shown('select * from pt'),
    'id x double total first\n-- - ------ ----- -----\n1  1 2      3     1\n1  2 4      3     1\n7\n8  4 8      4',
  )
  assert.match(shown('update pt set y = nothing + 1'), /Unrecognized column name \[nothing\]/)
  assert.equal(shown('pt.columnNames().size()'), '5')
  shown('stored = database("dfs://grown", RANGE, 0 5 10).createPartitionedTable(t, "pt", "id").append!(t)')
  assert.match(shown('update stored set y = x * 2'), /has no column y: addColumn/)
})

test('partitions of a keyed table in memory keep their keys apart', () => {
  shown(`db = database("", VALUE, \`A\`B)
    k = keyedTable(\`s\`x, \`A\`B as s, 1 2 as x, 1.0 2 as v)
    kt = db.createPartitionedTable(k, "kt", "s").append!(k)
    kt.append!(table(\`A\`C as s, 1 3 as x, 9.0 3 as v))`)
  assert.equal(shown('exec v from kt'), '[9,2,3]')
})

test('tables in a tuple become the partitions of one in memory, and go on by themselves', () => {
  shown(`db = database("", VALUE, \`A\`B)
    a = table(\`A\`A as s, 1 2 as x)
    b = table(1:0, \`s\`x, [STRING, INT])
    both = createPartitionedTable(db, [a, b], "", \`s)
    insert into b values (\`B, 3)`)
  assert.equal(shown('exec x from both'), '[1,2,3]')
  assert.equal(shown('exec x from both where s = `B'), '[3]')
  shown('update both set x = x * 10 where s = `A')
  assert.equal(shown('exec x from a'), '[10,20]')
  shown('delete from both where s = `B')
  assert.equal(shown('size(b)'), '0')
  assert.match(shown('insert into both values (`A, 4)'), /contains external partitions/)
  assert.match(shown('createPartitionedTable(db, [a], "", `s)'), /as many as/)
})

test('multiversion tables take rows as partitions', () => {
  shown(`db = database("", VALUE, \`A\`B)
    a = mvccTable(1:0, \`s\`x, [STRING, INT])
    b = mvccTable(1:0, \`s\`x, [STRING, INT])
    both = createPartitionedTable(db, [a, b], "", \`s)
    insert into both values (\`B\`A\`B, 1 2 3)
    update both set x = x * 10 where s = \`B`)
  assert.equal(shown('exec x from both'), '[2,10,30]')
  assert.equal(shown('exec x from b'), '[10,30]')
  assert.match(shown('insert into both values (`C, 4)'), /none of the tables/)
})

test('where chooses partitions by their places, or some of them by chance', () => {
  shown(`db = database("dfs://chosen", LIST, [\`a\`c, \`b, \`d])
    pt = db.createPartitionedTable(table(\`a as s, 1 as x), "pt", "s").append!(table(\`a\`b\`c\`d as s, 1 2 3 4 as x))`)
  assert.equal(shown('exec x from pt where partition(s, 0 2)'), '[1,3,4]')
  assert.equal(shown('exec x from pt where partition(s, 0 2) and x > 1'), '[3,4]')
  assert.match(shown('exec count(*) from pt where sample(s, 1)'), /^[12]$/)
  assert.equal(shown('exec sum(x) from pt where sample(s, 3)'), '10')
  assert.match(shown('select * from pt where sample(x, 1)'), /x is no partition column/)
})

test('of rows with the same primary key the last one stays', () => {
  shown(`db = database("dfs://keyed", VALUE, 1..3, engine="PKEY")
    create table "dfs://keyed"."t" (id INT, k SYMBOL, v DOUBLE) partitioned by id, primaryKey=\`id\`k
    go
    t = loadTable("dfs://keyed", "t")
    t.append!(table(1 1 2 as id, \`a\`a\`b as k, 1.0 2 3 as v))
    t.append!(table(1 2 as id, \`a\`c as k, 9.0 8 as v))`)
  assert.equal(shown('select * from t'), 'id k v\n-- - -\n1  a 9\n2  b 3\n2  c 8')
  shown(
    'q = db.createPartitionedTable(table=table(1:0, `id`k`v, [INT, STRING, DOUBLE]), tableName="q", partitionColumns=`id, primaryKey=`k`id)',
  )
  shown('q.append!(table(1 1 3 as id, `a`a`b as k, 1.0 2 3 as v)); update q set v = v * 10 where k = `a')
  assert.equal(shown('exec v from q'), '[20,3]')
  assert.equal(shown('schema(q).primaryKey'), '["k","id"]')
  assert.match(shown('db.createPartitionedTable(table(1 as id), "r", `id)'), /needs primaryKey/)
  assert.match(
    shown('db.createPartitionedTable(table(1 as id, 2 as k), "r", `id, primaryKey=`k)'),
    /must have all partition columns, but id/,
  )
})

for (const [type, keys] of [
  ['BOOL', '[true, false, true]'],
  ['UUID', 'take(uuid(["5d212a78-cc48-e3b1-4235-b4d91473ee88", "5d212a78-cc48-e3b1-4235-b4d91473ee87"]), 3)'],
  ['INT128', 'take(int128(["e1671797c52e15f763380b45e841ec32", "01671797c52e15f763380b45e841ec32"]), 3)'],
  ['IPADDR', 'take(ipaddr(["192.168.1.2", "192.168.1.1"]), 3)'],
  ['COMPLEX', 'complex(2 1 2, 4 5 4)'],
  ['POINT', 'point(1 1 1, 3 2 3)'],
] as const) {
  test(`a primary key may be of type ${type}`, () => {
    shown(`if (existsDatabase("dfs://keysOfTypes")) dropDatabase("dfs://keysOfTypes")
      db = database("dfs://keysOfTypes", VALUE, 1..3, engine="PKEY")
      rows = table(1 1 1 as id, ${keys} as k, 1 2 3 as v)
      t = db.createPartitionedTable(rows, "t", "id", primaryKey=["id", "k"]).append!(rows)`)
    assert.equal(shown('exec v from t'), '[2,3]')
    shown('t.append!(select id, k, 10 * v as v from rows)')
    assert.equal(shown('exec v from t'), '[20,30]')
  })
}

test('a table is partitioned by a function of a column', () => {
  shown(`def dayOfName(name, from, length) { return temporalParse(substr(name, from, length), "yyyyMMdd") }
    create database "dfs://byFunction" partitioned by VALUE(2024.01.01..2024.01.02), HASH([SYMBOL, 2])
    create table "dfs://byFunction"."t" (name STRING, x INT, s SYMBOL) partitioned by dayOfName(name, 3, 8), s
    go
    undef(\`dayOfName, DEF)
    t = loadTable("dfs://byFunction", "t")
    t.append!(table(["a1_20240102", "b2_20240101", "c3_20240105"] as name, 1 2 3 as x, \`u\`u\`u as s))`)
  assert.equal(shown('exec x from t'), '[2,1,3]')
  assert.equal(shown('exec x from t where name like "%0102"'), '[1]')
  shown('t.upsert!(table(["a1_20240102", "d4_20240102"] as name, 10 40 as x, `u`u as s), keyColNames=`name)')
  assert.equal(shown('exec x from t'), '[2,10,40,3]')
  shown('update t set name = "b2_20240102" where x = 2')
  assert.equal(shown('exec x from t where name in ["b2_20240102", "none"]'), '[2]')
  assert.equal(pruned('t where name = "b2_20240102"'), 1)
  assert.equal(pruned('t where name in ["b2_20240102", "c3_20240105"] and x > 0'), 0)
  assert.equal(pruned('t where name >= "b2_20240102"'), 0)
  shown('db = database("dfs://byFunction"); of = table(1 as id, `u as s)')
  assert.match(
    shown('db.createPartitionedTable(of, "u", ["abs(1)", "s"])'),
    /a function of a column and of constants/,
  )
  assert.match(
    shown('db.createPartitionedTable(of, "u", ["nothing(id)", "s"])'),
    /recognize function name nothing/,
  )
})

test('conditions leave partitions out, whether they are on the column or on what it is rounded down to', () => {
  shown(`db = database("dfs://pruned", VALUE, 2023.11M..2024.04M)
    rows = table(2023.11.30 + 31 * [0, 0, 1, 2, 3, 4] as d, 1..6 as x)
    t = db.createPartitionedTable(rows, "t", "month(d)").append!(rows)
    w = database("dfs://byWeek", RANGE, 2023.11.27 2023.12.25 2024.01.29 2024.05.06)
    u = w.createPartitionedTable(rows, "u", "weekBegin(d)").append!(rows)
    v = database("dfs://byDay", VALUE, 2023.11.30 + 31 * 0..4).createPartitionedTable(rows, "v", "d").append!(rows)
    go`)
  const conditions: readonly (readonly [where: string, t: number, u: number, v: number])[] = [
    ['d = 2023.12.31', 4, 2, 4],
    ['d in 2023.12.31 2024.03.02', 3, 1, 3],
    ['d between 2023.12.01 and 2024.02.10', 3, 0, 3],
    ['d > 2024.01.31', 2, 2, 2],
    ['month(d) = 2024.01M', 4, 1, 4],
    ['month(d) >= 2024.01M', 2, 1, 2],
    ['month(d) in [2023.11M, 2024.03M]', 3, 1, 3],
    ['month(d) between 2023.11M : 2023.12M', 3, 1, 3],
    ['year(d) = 2023', 3, 1, 3],
    ['date(d) <= 2023.12.30', 3, 1, 4],
    ['d = 2023.11.30 or month(d) = 2024.03M', 3, 1, 3],
    ['d = 2023.11.30 or x = 6', 0, 0, 0],
    ['2024.01M <= month(d), d != 2024.01.31', 2, 1, 2],
    ['d + 31 > 2024.03.01', 0, 0, 0],
  ]
  for (const [where, ...counts] of conditions) {
    const expected = shown(`exec x from rows where ${where}`)
    for (const [i, name] of ['t', 'u', 'v'].entries()) {
      assert.equal(shown(`exec x from ${name} where ${where}`), expected, where)
      assert.equal(pruned(`${name} where ${where}`), counts[i], `${name}: ${where}`)
    }
  }
})

test('a change by a join writes only partitions that hold rows that match', () => {
  shown(`db = database("dfs://joined", VALUE, 1..6)
    rows = table(1 1 2 3 4 5 5 as id, 1..7 as x, \`a\`b\`a\`b\`a\`b\`a as s)
    t = db.createPartitionedTable(rows, "t", "id").append!(rows)
    u = table(1 5 9 as id, 10 50 90 as f, \`a\`b\`a as s)
    other = db.createPartitionedTable(u, "other", "id").append!(u)
    go`)
  // The commits that partitions were last changed by, before and after.
  const written = (change: string) => {
    const versions =
      'exec versionList from getChunksMeta("/joined/%") where versionList like "%,t=>%" order by dfsPath'
    const before = JSON.parse(shown(versions))
    shown(change)
    const after = JSON.parse(shown(versions))
    return after.flatMap((version: string, i: number) => (version === before[i] ? [] : [i + 1])).join(' ')
  }
  const changes: readonly (readonly [change: string, parts: string])[] = [
    ['update t set x = f from ej(t, u, `id)', '1 5'],
    ['update t set x = x + f from ej(t, u, `id) where t.id > 1', '5'],
    ['update t set x = x + f from ej(u, t, `id)', '1 5'],
    ['update t set x = f from t inner join other on t.id = other.id where f < 50', '1'],
    ['update t set x = f from ej(t, u, `s) where t.id in 2 3', '2 3'],
    ['update t set x = -1 from ej(t, u, `s`x, `s`id)', ''],
    ['update t set x = f from u left join t on u.id = t.id', '1 5'],
    ['update t set x = f from t left join u on t.id = u.id', '1 2 3 4 5'],
    ['update t set x = f from t left join u on t.id = u.id where f > 10', '5'],
    ['delete t from ej(t, u, `id) where t.s = u.s, f = 10', '1'],
    ['delete t from ej(t, ej(u, other, `id), `id) where x > 1000', ''],
  ]
  for (const [change, parts] of changes) {
    shown(`memory = select * from t; before = memory.copy()`)
    assert.equal(written(change), parts, change)
    const inMemory = change.replaceAll(/\bt\b/g, 'memory')
    assert.equal(shown('select * from t'), shown(`${inMemory}; select * from memory`), change)
  }
})

test('a scheme by the time of the day is not in the order of its moments', () => {
  shown(`db = database("dfs://ofDay", VALUE, 10:00m 11:00m 23:30m)
    rows = table(2024.01.01T10:00:05 2024.01.02T11:00:00 2024.01.03T10:00:00 2024.01.01T23:30:00 as ts, 1..4 as x)
    t = db.createPartitionedTable(rows, "t", "ts").append!(rows)`)
  assert.equal(shown('exec x from t where ts >= 2024.01.02T11:00:00'), '[3,2]')
  assert.equal(shown('exec x from t where ts = 2024.01.02T11:00:00'), '[2]')
})

test('conditions on a primary key read a part of the rows, whichever columns are asked for', () => {
  shown(`db = database("dfs://keyRanges", RANGE, 0 100, engine="PKEY")
    t = db.createPartitionedTable(table(1 as id, 1.0 as x), "t", "id", primaryKey="id")
    for (i in 0..3) t.append!(table(10 * i + 0..9 as id, 1.0 * 0..9 as x))
    t.append!(table(3 33 as id, 0.5 0.5 as x))`)
  assert.equal(shown('select * from t where id < 4'), 'id x\n-- ---\n0  0\n1  1\n2  2\n3  0.5')
  assert.equal(shown('exec x from t where id between 32 and 34'), '[2,0.5,4]')
})

test('a stored column gets another type by replaceColumn!', () => {
  shown(`db = database("dfs://retyped", VALUE, \`a\`b)
    rows = table(\`a\`b\`a as s, 1.0 2.4 NULL as x, 2020.01.01 2020.01.02 2020.01.03 as d)
    t = db.createPartitionedTable(rows, "t", "s").append!(rows)
    t.replaceColumn!("x", array(INT, 0)).replaceColumn!("d", array(STRING, 0))`)
  assert.equal(
    shown('t = loadTable("dfs://retyped", "t"); select * from t'),
    's x d\n- - ----------\na 1 2020.01.01\na   2020.01.03\nb 2 2020.01.02',
  )
  assert.equal(shown('exec typeString from schema(t).colDefs'), '["STRING","INT","STRING"]')
  assert.equal(shown('exec x from t where x >= 2'), '[2]')
  shown(
    'old = loadTable("dfs://retyped", "t"); t.addColumn(["e"], [DATE]); t = loadTable("dfs://retyped", "t")',
  )
  shown(
    'update t set e = 2020.01.05; old = loadTable("dfs://retyped", "t"); t.replaceColumn!("e", array(TIMESTAMP, 0))',
  )
  shown('t.append!(table(`a as s, 7 as x, "" as d, 2020.01.06T00:00:00.000 as e))')
  assert.equal(shown('exec count(*) from old where e <= 2020.01.05'), '3')
  assert.equal(shown('exec count(*) from t where e >= 2020.01.05T00:00:00.000'), '4')
  shown('delete from t where x = 7; t.dropColumns!("e")')
  assert.match(shown('t.replaceColumn!("x", array(DATE, 0))'), /x of type INT can't become one of type DATE/)
  assert.match(shown('t.replaceColumn!("s", array(BLOB, 0))'), /partition column/)
})
