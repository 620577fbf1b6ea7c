import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { TestNode } from './people.ts'

const there = new TestNode()
after(() => there.close())
await there.node.administration.open()
const admin = there.session('admin')
await admin.shown('createUser(`mary, "apple12"); createUser(`paul, "pear123")')
await admin.shown(`t = table(1..10 as id, 1..10 as x); db = database("dfs://d", VALUE, 1..10)
  db.createPartitionedTable(t, "pt", "id").append!(t)
  db.createPartitionedTable(t, "other", "id").append!(t)`)
const [mary, paul] = [there.session('mary'), there.session('paul')]
const count = 'exec count(*) from loadTable("dfs://d", "pt")'
const noRead = 'error: <NoPrivilege>Not granted to read table dfs://d/pt'

test('a table is for who has a privilege on it, its database or everything; guests have none', async () => {
  assert.equal(await there.session().shown(count), noRead.replace('NoPrivilege', 'NotAuthenticated'))
  for (const privilege of ['TABLE_READ, "dfs://d/pt"', 'DB_READ, "dfs://d"', '0', '"table_read", "*"']) {
    assert.equal(await mary.shown(count), noRead)
    await admin.shown(`grant(\`mary, ${privilege})`)
    assert.equal(await mary.shown(count), '10', privilege)
    await admin.shown(`revoke(\`mary, ${privilege})`)
  }
})

test('wider rules void narrower ones, and denials outweigh grants', async () => {
  await admin.shown('deny(`mary, TABLE_READ, "dfs://d/pt"); grant(`mary, TABLE_READ, "*")')
  assert.equal(await mary.shown(count), '10')
  await admin.shown('deny(`mary, TABLE_READ, "dfs://d/pt")')
  assert.equal(await mary.shown(count), noRead)
  assert.equal(await mary.shown('exec count(*) from loadTable("dfs://d", "other")'), '10')
  await admin.shown('deny(`mary, TABLE_READ, "*")')
  assert.equal(
    await admin.shown('grant(`mary, TABLE_READ, "dfs://d/pt")'),
    'error: Invalid grant: grant [dfs://d/pt] and [deny *] are in conflict',
  )
  await admin.shown('revoke(`mary, TABLE_READ, "dfs://d/pt")')
  assert.equal(await admin.shown('exec ACCESS_READ from getUserAccess(`mary)'), '["deny"]')
  await admin.shown(
    'revoke(`mary, TABLE_READ, "*"); createGroup(`crew, `mary); grant(`crew, DB_READ, "dfs://d")',
  )
  assert.equal(await mary.shown(count), '10')
  await admin.shown('deny(`mary, TABLE_READ, "dfs://d/pt")')
  assert.equal(await mary.shown(count), noRead)
  await admin.shown('deleteGroup(`crew); revoke(`mary, TABLE_READ, "*"); grant(`mary, TABLE_READ, "*")')
})

test('a query reads as many partitions as its user or his groups may, and finds no more than fits', async () => {
  const ten = 'exec sum(x) from loadTable("dfs://d", "pt")'
  const all = 'exec count(*) from (select * from loadTable("dfs://d", "pt") where x > 0)'
  const refusal = (most: number) =>
    new RegExp(`^error: The query would read 10 partitions, beyond the limit of ${most} `)
  await admin.shown('createGroup(`few, `mary); createGroup(`some, `mary); grant(`mary, TABLE_READ, "*")')
  await admin.shown(
    'grant(`few, MAX_PARTITION_NUM_PER_QUERY, 3); grant(`some, MAX_PARTITION_NUM_PER_QUERY, 5)',
  )
  for (const script of [ten, all]) assert.match(await mary.shown(script), refusal(5))
  assert.equal(await mary.shown(`${ten} where id < 5`), '10')
  await admin.shown('grant(`mary, MAX_PARTITION_NUM_PER_QUERY, 4)')
  assert.match(await mary.shown(all), refusal(4))
  await admin.shown('grant(`mary, MAX_PARTITION_NUM_PER_QUERY, 10)')
  assert.equal(await mary.shown(all), '10')
  await admin.shown('grant(`mary, TASK_GROUP_MEM_LIMIT, 0.00000001)')
  assert.match(
    await mary.shown(all),
    /^error: What the query found in its partitions takes up .* beyond the limit/,
  )
  await admin.shown('revoke(`mary, TASK_GROUP_MEM_LIMIT); revoke(`mary, MAX_PARTITION_NUM_PER_QUERY)')
  await admin.shown('deleteGroup(`few); deleteGroup(`some)')
  assert.equal(await mary.shown(all), '10')
})

test('inserting, updating and deleting are privileges of their own', async () => {
  const actions = [
    ['INSERT', 'insert into', 'loadTable("dfs://d", "pt").append!(table(1 2 as id, 1 2 as x))'],
    ['UPDATE', 'update', 'update loadTable("dfs://d", "pt") set x = 5 where id = 1'],
    ['DELETE', 'delete from', 'delete from loadTable("dfs://d", "pt") where id = 2'],
  ] as const
  for (const [privilege, verb, script] of actions) {
    const refusal = `error: <NoPrivilege>Not granted to ${verb} table dfs://d/pt`
    assert.equal(await mary.shown(script), refusal)
    await admin.shown(`grant(\`mary, TABLE_${privilege}, "dfs://d/pt")`)
    assert.doesNotMatch(await mary.shown(script), /error/)
    await admin.shown(`revoke(\`mary, TABLE_${privilege}, "dfs://d/pt")`)
  }
})

test('columns are changed by who may make and delete what the database holds', async () => {
  const changes = [
    ['DBOBJ_CREATE', 'loadTable("dfs://d", "other").addColumn(`y, INT)'],
    ['DBOBJ_CREATE, DBOBJ_DELETE', 'replaceColumn!(loadTable("dfs://d", "other"), `x, array(LONG, 0))'],
    ['DBOBJ_CREATE, DBOBJ_DELETE', 'loadTable("dfs://d", "other").dropColumns!(`y)'],
  ] as const
  await admin.shown('grant(`mary, TABLE_WRITE, "dfs://d/other"); grant(`mary, TABLE_READ, "dfs://d/other")')
  for (const [privileges, script] of changes) {
    assert.match(await mary.shown(script), /^error: <NoPrivilege>/, script)
    const each = privileges.split(', ')
    for (const privilege of each) await admin.shown(`grant(\`mary, ${privilege}, "dfs://d")`)
    assert.doesNotMatch(await mary.shown(script), /error/, script)
    for (const privilege of each) await admin.shown(`revoke(\`mary, ${privilege}, "dfs://d")`)
  }
  await admin.shown('revoke(`mary, TABLE_WRITE, "dfs://d/other"); revoke(`mary, TABLE_READ, "dfs://d/other")')
})

test('databases are made by their owners only, and their tables by who may', async () => {
  const refusal = 'error: <NoPrivilege>Not granted to create or delete databases'
  assert.equal(await mary.shown('database("dfs://m1", VALUE, 1..3)'), refusal)
  await admin.shown('grant(`mary, DB_OWNER, "dfs://m*")')
  assert.equal(await mary.shown('db = database("dfs://m1", VALUE, 1..3); existsDatabase("dfs://m1")'), 'true')
  assert.equal(await mary.shown('database("dfs://n1", VALUE, 1..3)'), refusal)
  assert.equal(await mary.shown('dropDatabase("dfs://d")'), refusal)
  await mary.shown('t = table(1 2 as id); pt = db.createPartitionedTable(t, `own, `id).append!(t)')
  assert.equal(await mary.shown('exec count(*) from pt'), '2')
  const make = 'database("dfs://m1").createPartitionedTable(table(1 2 as id), `his, `id)'
  assert.match(
    await paul.shown(make),
    /^error: <NoPrivilege>Not granted to create tables in database dfs:\/\/m1/,
  )
  assert.equal(await mary.shown('grant(`paul, DBOBJ_CREATE, "dfs://m1")'), '')
  assert.doesNotMatch(await paul.shown(make), /error/)
  assert.match(await mary.shown('grant(`paul, DB_MANAGE, "dfs://m1")'), /RefId: S04004$/)
  assert.match(await mary.shown('grant(`paul, DB_READ, "dfs://d")'), /RefId: S04005$/)
  assert.equal(await paul.shown('getClusterDFSDatabases()'), '["dfs://m1"]')
  assert.equal(await paul.shown('getClusterDFSTables()'), '["dfs://m1/his"]')
  // With the database go the privileges on it.
  await mary.shown('dropDatabase("dfs://m1"); database("dfs://m1", VALUE, 1..3)')
  assert.match(await paul.shown(make), /^error: <NoPrivilege>/)
})

test('a function view has its owner’s rights, what it is given the caller’s; it outlives the node', async () => {
  await admin.shown('revoke(`mary, TABLE_READ, "*")')
  await admin.shown(`def half(x): x / 2
    def rowsOf(n){ return half(exec count(*) from loadTable("dfs://d", n)) }
    def asked(f){ return f() }
    addFunctionView([rowsOf, asked])`)
  assert.equal(await mary.shown('rowsOf("other")'), 'error: <NoPrivilege>No access to view rowsOf.')
  await admin.shown('grant(`mary, VIEW_EXEC, "rowsOf"); grant(`mary, VIEW_EXEC, "asked")')
  assert.equal(await mary.shown('rowsOf("other")'), '5')
  assert.equal(await mary.shown('half = 1; rowsOf("other")'), '5')
  assert.equal(await mary.shown(count), noRead)
  const read = '{ return exec count(*) from loadTable("dfs://d", "pt") }'
  assert.equal(await mary.shown(`def read()${read}; asked(read)`), noRead)
  assert.equal(await mary.shown('asked(loadTable{"dfs://d", "pt"})'), noRead)
  assert.match(
    await mary.shown('def mine(): 1; addFunctionView(mine)'),
    /Only administrators or user with VIEW_OWNER/,
  )
  await there.restart()
  const later = there.session('mary')
  assert.equal(await later.shown('rowsOf("other")'), '5')
  const boss = there.session('admin')
  assert.equal(
    await boss.shown('exec name from getFunctionViews() where owner = `admin'),
    '["asked","rowsOf"]',
  )
  await boss.shown('dropFunctionView("rowsOf")')
  assert.match(await later.shown('rowsOf("other")'), /error/)
})

test('a shared table is everybody’s until access control is added: then its owner’s, and theirs who are granted it', async () => {
  const [sum, write] = ['exec sum(x) from st', 'insert into st values(4)']
  const no = 'error: <NoPrivilege>No access to table [st]'
  const [admin, mary, paul] = ['admin', 'mary', 'paul'].map(name => there.session(name))
  await mary.shown('share table(1 2 3 as x) as st')
  assert.equal(await paul.shown(sum), '6')
  assert.equal(await paul.shown('exec owner from objs(true) where name = `st'), '["mary"]')
  assert.match(await paul.shown('addAccessControl(st)'), /<NoPrivilege>Only administrators and mary/)
  await mary.shown('addAccessControl(st)')
  assert.deepEqual([await paul.shown(sum), await paul.shown(write)], [no, no])
  assert.equal(await mary.shown(sum), '6')
  assert.equal(await admin.shown(sum), '6')
  await admin.shown('grant(`paul, TABLE_READ, `st)')
  assert.deepEqual([await paul.shown(sum), await paul.shown(write)], ['6', no])
  await admin.shown('grant(`paul, TABLE_WRITE, `st)')
  assert.equal(await paul.shown(write), '')
  assert.equal(await mary.shown(sum), '10')
  await admin.shown('revoke(`paul, TABLE_READ, `st)')
  for (const read of [sum, 'exec count(*) from st', 'select * from st', 'st', 'st.x', 'size(st)', 'st[0]']) {
    assert.equal(await paul.shown(read), no, read)
  }
  assert.equal(await paul.shown('exec typeString from schema(st).colDefs'), '["INT"]')
  assert.equal(await paul.shown('tableInsert{st}(table(5 6 as x))'), '2')
  assert.equal(await paul.shown('st.append!(table(7 as x)); t = st; update t set x = 8 where x = 7'), '')
  assert.equal(
    await paul.shown('transaction { insert into st values(9); delete from st where x = 8 }; st.rows()'),
    no,
  )
  assert.equal(await mary.shown('exec x from st'), '[1,2,3,4,5,6,9]')
  await admin.shown('revoke(`paul, TABLE_WRITE, `st)')
  assert.equal(await paul.shown(sum), no)
  await mary.shown('share table(1 2 as y) as free')
  await admin.shown('deny(`paul, TABLE_READ, `free)')
  assert.equal(await paul.shown('exec sum(y) from free'), 'error: <NoPrivilege>No access to table [free]')
})

test('who may not run scripts, and guests where everybody has to log in', async () => {
  const script = { is: 'script', text: '1', firstLine: 0 } as const
  const call = (callee: string) => ({ is: 'function', callee, args: [] }) as const
  await there.session('admin').shown('deny(`mary, SCRIPT_EXEC)')
  assert.throws(() => there.node.administration.admit('mary', script), /Not granted to execute scripts/)
  there.node.administration.admit('guest', script)
  const strict = new TestNode({ config: new Map([['enableClientAuth', 'true']]) })
  await strict.node.administration.open()
  const { administration } = strict.node
  assert.throws(() => administration.admit('guest', script), /Login is required for script execution/)
  assert.throws(() => administration.admit('guest', call('getConsoleJobs')), { refId: 'S04009' })
  administration.admit('guest', call('login'))
  administration.admit('mary', script)
  await strict.close()
})

test('privileges on a catalog hold for all its schemas, and void what was said of these', async () => {
  const admin = there.session('admin')
  await admin.shown(
    `createUser(\`cleo, "cherry12"); createCatalog("shop"); createSchema("shop", "dfs://d", "s")`,
  )
  const cleo = there.session('cleo')
  assert.equal(await cleo.shown(count), noRead)
  for (const privilege of ['CATALOG_READ, "shop"', 'SCHEMA_READ, "shop.s"', 'TABLE_READ, "shop.s.pt"']) {
    await admin.shown(`grant(\`cleo, ${privilege})`)
    assert.equal(await cleo.shown(count), '10', privilege)
    await admin.shown(`revoke(\`cleo, ${privilege})`)
    assert.equal(await cleo.shown(count), noRead, privilege)
  }
  await admin.shown('deny(`cleo, DB_READ, "dfs://d"); grant(`cleo, CATALOG_READ, "shop")')
  assert.equal(await cleo.shown('exec count(*) from shop.s.pt'), '10')
  assert.equal(await cleo.shown('"dfs://d" in getDFSDatabases()'), 'true')
  await admin.shown('deny(`cleo, CATALOG_READ, "shop")')
  assert.equal(await cleo.shown(count), noRead)
  assert.equal(
    await admin.shown('grant(`cleo, CATALOG_READ, "nowhere")'),
    'error: The catalog [nowhere] does not exist.',
  )
  await admin.shown(
    'revoke(`cleo, CATALOG_READ, "shop"); grant(`cleo, CATALOG_READ, "shop"); dropCatalog("shop")',
  )
  assert.equal(await cleo.shown(count), noRead)
  await admin.shown('createCatalog("shop"); createSchema("shop", "dfs://d", "s")')
  assert.equal(await cleo.shown(count), noRead)
})
