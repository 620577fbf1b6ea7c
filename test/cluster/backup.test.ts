import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSession } from '../check.ts'

const session = openSession()

/** What a script prints, or its error; all tests share a store. */
function shown(script: string): string {
  const { printed, error } = session.run(script)
  return error === undefined ? printed : `error: ${error}`
}

// As DolphinDB's page of `backup` has it, of fewer rows.
shown(`n = 1000
  t = table(take(0..99, n) as ID, take(2017.08.07..2017.08.11, n) as date, 1..n as x)
  db = database("dfs://compoDB", COMPO, [database(, VALUE, 2017.08.07..2017.08.11), database(, RANGE, 0 50 100)])
  pt = db.createPartitionedTable(t, \`pt, \`date\`ID).append!(t)`)

test('a query’s rows, by partition', () => {
  assert.equal(shown('backup("query", <select * from loadTable("dfs://compoDB", "pt")>, true)'), '10')
  assert.equal(shown('backup("query", <select * from pt where date > 2017.08.10>, true)'), '2')
  assert.equal(shown('exec sum(rows) from getBackupList("query", "dfs://compoDB", `pt)'), '1000')
  assert.match(
    shown('backup("query", <select date from pt>)'),
    /^error: backup: the query should give the columns/,
  )
  assert.match(
    shown('backup("query", "dfs://compoDB")'),
    /^error: .* was made by a query: one made by database/,
  )
})

test('a database: what has changed, what is asked for, and what is gone', () => {
  shown('pt1 = db.createPartitionedTable(t, `pt1, `date`ID).append!(t)')
  const all = (more: string) => shown(`backup(backupDir="files", dbPath="dfs://compoDB"${more})`)
  assert.equal(all(', force=true'), '20')
  assert.equal(all(''), '0')
  shown('pt.append!(table(1 as ID, 2017.08.07 as date, 0 as x))')
  assert.equal(all(''), '1')
  assert.equal(all(', force=true, tableName=`pt, partition=2017.08.09'), '2')
  assert.equal(all(', force=true, tableName=`pt, partition=["/20170807/0_50", "/20170808/0_50"]'), '2')
  assert.equal(all(', force=true, tableName=`pt, partition=[2017.08.07, 50]'), '1')
  assert.equal(all(', force=true, tableName=`pt, partition=[, [0]]'), '5')
  shown('db.dropPartition("/20170811/0_50", `pt)')
  assert.equal(all(', force=true, snapshot=false, tableName=`pt'), '9')
  assert.equal(shown('size(exec chunkPath from getBackupList("files", "dfs://compoDB", `pt))'), '10')
  assert.equal(all(', snapshot=true, tableName=`pt'), '0')
  assert.equal(shown('size(exec chunkPath from getBackupList("files", "dfs://compoDB", `pt))'), '9')
  shown(
    'db.createPartitionedTable(t, `passing, `date`ID).append!(t); backupDB("files", "dfs://compoDB"); dropTable(db, `passing)',
  )
  assert.equal(shown('size(getBackupList("files", "dfs://compoDB", `passing))'), '10')
  assert.equal(all(''), '0')
  assert.match(shown('getBackupList("files", "dfs://compoDB", `passing)'), /has no backup of/)
})

test('what was lost is put back: all, or some; what is the same stays', () => {
  const one = '["dfs://compoDB/20170810/0_50/pt"]'
  shown('delete from pt where date = 2017.08.10 and ID < 50')
  assert.equal(shown('restore("files", "dfs://compoDB", `pt, "/compoDB/20170810/0_50")'), one)
  assert.equal(shown('exec count(*) from pt'), '901')
  shown('update pt set x = -1 where date = 2017.08.08')
  assert.equal(
    shown('restore("files", "dfs://compoDB", `pt, "%/20170808/%")'),
    '["dfs://compoDB/20170808/0_50/pt","dfs://compoDB/20170808/50_100/pt"]',
  )
  assert.equal(shown('exec min(x) from pt'), '0')
  shown('pt.append!(table(1 as ID, 2017.08.11 as date, 5 as x))')
  shown('restore("files", "dfs://compoDB", `pt, "%", snapshot=true)')
  assert.equal(shown('exec count(*) from pt where date = 2017.08.11 and ID < 50'), '0')
  assert.equal(shown('size(restore("files", "dfs://compoDB", `pt, "%", true))'), '9')
  assert.equal(shown('exec count(*) from pt'), '901')
})

test('into another table, another database, and where nothing is left', () => {
  assert.equal(
    shown('restoreDB("files", "dfs://compoDB", "dfs://copy")'),
    'dbName     tableName\n---------- ---------\ndfs://copy pt\ndfs://copy pt1',
  )
  assert.equal(shown('exec sum(x) from loadTable("dfs://copy", "pt1")'), '500500')
  shown('other = db.createPartitionedTable(t, `other, `date`ID)')
  assert.equal(shown('size(restore("files", "dfs://compoDB", `pt1, "%", true, other))'), '10')
  assert.equal(shown('exec sum(x) from other'), '500500')
  shown('restoreTable("files", "dfs://compoDB", `pt1, , `third)')
  assert.equal(shown('exec sum(x) from loadTable("dfs://compoDB", `third)'), '500500')
  assert.match(shown('exec errorMsg from migrate("files", "dfs://compoDB", `pt1)'), /is there already/)
  shown('dropDatabase("dfs://compoDB")')
  assert.equal(shown('exec success from migrate("files")'), '[1,1]')
  assert.equal(shown('exec count(*) from loadTable("dfs://compoDB", `pt)'), '901')
  assert.equal(shown('size(restore("query", "dfs://compoDB", `pt, "%20170810%"))'), '2')
  assert.equal(shown('exec count(*) from loadTable("dfs://compoDB", `pt)'), '1101')
})

test('values that the database has no partition for get one; another scheme is refused', () => {
  shown(`s = table(\`a\`b\`c as sym, 1 2 3 as x)
    first = database("dfs://first", VALUE, \`a\`b\`c); first.createPartitionedTable(s, \`t, \`sym).append!(s)
    backupDB("values", "dfs://first")
    second = database("dfs://second", VALUE, \`z\`a)
    restoreDB("values", "dfs://first", "dfs://second")`)
  assert.equal(shown('exec sum(x) from loadTable("dfs://second", `t) where sym in `b`c'), '5')
  shown('database("dfs://ranges", RANGE, 0 5 9)')
  assert.match(
    shown('restoreDB("values", "dfs://first", "dfs://ranges")'),
    /^error: .* another partition scheme/,
  )
})

test('all types, columns that were added, and dimension tables come back as they were', () => {
  shown(`kinds = table(1 2 as id, \`a\`b as s, symbol(\`x\`y) as y, [1 2, 3 4] as v, decimal32(1.25 2.5, 2) as d, 2012.06.13T13:30:10.008 2012.06.13T13:30:10.009 as t, [true, NULL] as n)
    k = database("dfs://kinds", VALUE, 1..2); kt = k.createPartitionedTable(kinds, \`kt, \`id).append!(kinds)
    dim = k.createDimensionTable(kinds, \`dim).append!(kinds)
    backupDB("kinds", "dfs://kinds")`)
  const before = shown('select * from kt')
  const schema = shown('select name, typeString from schema(kt).colDefs')
  const dimension = shown('select * from dim')
  assert.equal(shown('backupDB("kinds", "dfs://kinds")'), '0')
  shown('dropDatabase("dfs://kinds"); migrate("kinds"); kt = loadTable("dfs://kinds", `kt)')
  assert.equal(shown('select * from kt'), before)
  assert.equal(shown('select name, typeString from schema(kt).colDefs'), schema)
  assert.equal(shown('select * from loadTable("dfs://kinds", `dim)'), dimension)
  shown('backupDB("kinds", "dfs://kinds", ""); kt.addColumn(`more, INT)')
  assert.equal(shown('backupTable("kinds", "dfs://kinds", `kt)'), '2')
  assert.equal(shown('columnNames(loadBackup("kinds", "dfs://kinds", "/1", `kt)).last()'), 'more')
})

test('what is damaged is found, and not restored; a backup that was cut off leaves the one before it', () => {
  const bad = 'exec partitionPath from checkBackup("files", "dfs://compoDB")'
  assert.equal(shown(bad), '[]')
  shown(`folder = "files/compoDB/pt1"
    victim = exec first(filename) from files(folder, "%.rows")
    f = file(folder + "/" + victim, "r+"); f.seek(50); f.write(\`oops); f.close()`)
  assert.match(shown(bad), /^\["\/2017/)
  assert.match(
    shown('restore("files", "dfs://compoDB", `pt1, "%", true)'),
    /^error: .* is damaged: .* is not what was written/,
  )
  shown('backup("files", "dfs://compoDB", true)')
  assert.equal(shown(bad), '[]')
  shown('m = file(folder + "/manifest-1000", "w"); m.write("12345 {half"); m.close()')
  assert.equal(shown('exists(folder + "/manifest-1000")'), 'true')
  assert.equal(shown('size(exec rows from getBackupList("files", "dfs://compoDB", `pt1))'), '10')
  assert.match(
    shown('getBackupList("files", "dfs://compoDB", `none)'),
    /^error: files has no backup of dfs:\/\/compoDB\/none/,
  )
  assert.match(shown('migrate("nowhere")'), /^error: There is no backup in nowhere/)
  assert.match(
    shown('backupDB("files", "dfs://compoDB", "key")'),
    /^error: backupDB: encrypted backups are not supported/,
  )
})

test('what was done is told', () => {
  shown(
    'dropDatabase("dfs://first"); backupDB("told", "dfs://second"); restoreDB("told", "dfs://second", "dfs://third")',
  )
  assert.equal(
    shown(
      'select top 2 userName, type, dbName, tableName, totalPartitions, completedPartitions, percentComplete, completed from getBackupStatus()',
    ),
    [
      'userName type                 dbName       tableName totalPartitions completedPartitions percentComplete completed',
      '-------- -------------------- ------------ --------- --------------- ------------------- --------------- ---------',
      'admin    RESTORE_BY_COPY_FILE dfs://third  t         3               3                   100             1',
      'admin    BACKUP_BY_COPY_FILE  dfs://second t         3               3                   100             1',
    ].join('\n'),
  )
})
