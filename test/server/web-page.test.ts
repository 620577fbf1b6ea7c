import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  DDB,
  DdbForm,
  DdbFunction,
  DdbFunctionType,
  DdbInt,
  DdbLong,
  type DdbMessage,
  type DdbObj,
  DdbType,
  DdbVectorString,
} from 'dolphindb'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'

// What DolphinDB's web page and its editor extension ask a node, in their order and with what they send; and that the answers have
// the columns and types that they read.

const home = mkdtempSync(join(tmpdir(), 'porpoise-web-'))
const node = await startSingle(realHost(), {
  home,
  localSite: '127.0.0.1:0:n',
  workingFolder: home,
  workers: 2,
})
const url = `ws://127.0.0.1:${node.listener.port}`
const opened: DDB[] = []
const open = (options = {}) => {
  const client = new DDB(url, { verbose: false, ...options })
  client.print_message = false
  opened.push(client)
  return client
}
// The page begins as a guest.
const page = open({ autologin: false })
before(() => page.connect())
after(async () => {
  for (const each of opened) each.disconnect()
  await node.close()
  rmSync(home, { recursive: true, force: true })
})

const urgent = { urgent: true }
const call = (name: string, args: unknown[] = [], options = {}) =>
  page.call(name, args as never, options) as Promise<DdbObj>

const typeNames = new Map(Object.entries(DdbType).map(([name, code]) => [Number(code), name]))

/** Type of a scalar or vector, by DolphinDB's name. */
const typeName = (object: DdbObj) => typeNames.get(object.type) ?? ''

const rowsOf = async (name: string, args: unknown[] = [], options = {}) =>
  await page.invoke<Record<string, unknown>[]>(name, args, options)

/** That a table has these columns with these types; it may have others. */
async function hasColumns(table: DdbObj, columns: string): Promise<void> {
  assert.equal(table.form, DdbForm.table)
  const found = new Map((table.value as DdbObj[]).map(column => [column.name, typeName(column)] as const))
  for (const entry of columns.split(', ')) {
    const [names, type] = entry.split(': ')
    for (const name of names.split(' ')) assert.equal(found.get(name), type, `${name} of ${[...found]}`)
  }
}

test('start-up, as a guest', async () => {
  assert.equal((await call('getNodeType', [], urgent)).value, 3)
  assert.equal((await call('getNodeAlias', [], urgent)).value, 'n')
  assert.equal((await call('getControllerAlias', [], urgent)).value, 'n')
  assert.match((await call('version')).value as string, /^[123]\.\d+\.\d+\S* /)
  const configs = await call('loadClusterNodesConfigs', [], urgent)
  assert.equal(typeName(configs), 'string')
  await hasColumns(
    await call('getClusterPerf', [true], urgent),
    'name host publicName site agentSite computeGroup zone: string, mode state port connectionNum maxConnections workerNum queuedJobs queuedTasks runningJobs runningTasks: int, isLeader: bool, maxMemSize cpuUsage avgLoad jobLoad diskFreeSpaceRatio: double, memoryUsed memoryAlloc diskCapacity diskFreeSpace diskReadRate diskWriteRate networkSendRate networkRecvRate lastMinuteWriteVolume lastMinuteReadVolume lastMinuteNetworkSend lastMinuteNetworkRecv medLast10QueryTime maxLast10QueryTime medLast100QueryTime maxLast100QueryTime maxRunningQueryTime lastMsgLatency cumMsgLatency: long',
  )
  const license = await call('license')
  const [keys] = license.value as DdbObj[]
  assert.equal(typeName(keys), 'string')
  const { expiration, authorization, moduleNames } = license.to_dict() as Record<string, DdbObj>
  assert.deepEqual([expiration, authorization, moduleNames].map(typeName), ['date', 'string', 'string'])
  assert.equal((await call('isClientAuth', [], urgent)).value, false)
  await call('getConfig')
  await assert.rejects(call('getMarkdownStr'), /Can't recognize function name getMarkdownStr/)
})

test('logging in, out and in again by a ticket', async () => {
  await assert.rejects(
    page.invoke('login', ['admin', 'wrong'], urgent),
    /The user name or password is incorrect\.$/,
  )
  assert.equal((await call('login', ['admin', '123456'], urgent)).value, true)
  const me = (await call('getCurrentSessionAndUser', [], urgent)).value as DdbObj[]
  assert.equal(me[1].value, 'admin')
  assert.equal(typeName(me[0]), 'long')
  await hasColumns(await call('getUserAccess', [], urgent), 'userId groups: string, isAdmin: bool')
  const ticket = (await call('getAuthenticatedUserTicket', [], urgent)).value as string
  await call('logout', [], urgent)
  assert.equal(((await call('getCurrentSessionAndUser', [], urgent)).value as DdbObj[])[1].value, 'guest')
  await call('authenticateByTicket', [ticket], urgent)
  assert.equal(((await call('getCurrentSessionAndUser', [], urgent)).value as DdbObj[])[1].value, 'admin')
})

test('the shell: scripts, variables, their pages, and as CSV', async () => {
  await page.eval(
    'line://3\nx = 1..10\na = 5\nb = 1:2\nt = table(1..30 as id, string(1..30) as s)\nshare table(1 2 as k) as st',
  )
  await assert.rejects(page.eval('line://41\na = 5\nb = a +* 2'), /\[line #42\]/)
  const objects = await call('objs', [true])
  await hasColumns(
    objects,
    'name type form extra owner: string, rows columns: int, bytes: long, shared: bool',
  )
  const rows = await rowsOf('objs', [true])
  const known = new Map(rows.map(row => [row.name, row]))
  assert.equal(known.get('x')!.form, 'VECTOR')
  assert.equal(known.get('t')!.type, 'BASIC')
  assert.deepEqual([known.get('st')!.shared, known.get('st')!.owner], [true, 'admin'])
  assert.equal(((await page.eval('(a, b, 0)')).value as DdbObj[])[0].value, 5)
  assert.equal((await page.eval('x[2..4]')).rows, 3)
  assert.equal((await page.eval('select * from t limit 10, 5')).rows, 5)
  await page.define('def schema_of (name) {\n    return schema(objByName(name))\n}')
  assert.equal((await page.call('schema_of', ['t'])).form, DdbForm.dict)
  await page.define(
    'def csv_of (obj, start, end) {\n    return generateTextFromTable(select * from obj, start, end - start + 1, 0, char(44), true)\n}',
  )
  const [t] = [await page.eval('t')]
  const csv = await page.call('csv_of', [t, new DdbInt(0), new DdbInt(1)])
  assert.equal(Buffer.from(csv.value as Int8Array).toString(), 'id,s\n1,1\n2,2\n')
  const folder = `${(await call('getHomeDir')).value}/uploads`
  if (!(await call('exists', [folder])).value) await call('mkdir', [folder])
  await call('saveTextFile', ['1 + 1', `${folder}/a.dos`])
  assert.equal((await call('exists', [`${folder}/a.dos`])).value, true)
})

test('databases: the tree, schemas, partitions, comments', async () => {
  const system = (name: string) => new DdbFunction(name, DdbFunctionType.SystemFunc)
  const usage = await page.invoke<string>('syntax', [system('getClusterDFSTables')])
  const flags = usage.includes('([includeSysTable=') ? [false] : []
  const empty = await page.invoke<string[]>('getClusterDFSTables', flags)
  assert.deepEqual([...empty], [])
  await page.eval(
    'create database "dfs://web" partitioned by VALUE(1..3), engine="OLAP", atomic="TRANS", chunkGranularity="TABLE"',
  )
  await page.eval('create table "dfs://web"."pt" (id INT, s STRING) partitioned by id')
  await page.eval('loadTable("dfs://web", "pt").append!(table(1 1 2 as id, `a`b`c as s))')
  assert.deepEqual([...(await page.invoke<string[]>('getClusterDFSTables', flags))], ['dfs://web/pt'])
  assert.deepEqual([...(await page.invoke<string[]>('getClusterDFSDatabases', flags))], ['dfs://web'])
  assert.deepEqual([...(await page.invoke<string[]>('getAllCatalogs', []))], [])
  await page.define('def load_table_schema (db, tb) {\n    return schema(loadTable(db, tb))\n}')
  const schema = (await page.call('load_table_schema', ['dfs://web', 'pt'])).to_dict() as Record<
    string,
    DdbObj
  >
  assert.equal(schema.tableComment.value, '')
  assert.equal(schema.partitionColumnName.value, 'id')
  assert.equal(schema.partitionColumnIndex.value, 0)
  assert.equal(schema.chunkGranularity.value, 'TABLE')
  await hasColumns(schema.colDefs, 'name typeString comment: string, typeInt extra: int')
  await page.define('def load_database_schema (db) {\n    return schema(database(db))\n}')
  const database = (await page.call('load_database_schema', ['dfs://web'])).to_dict() as Record<
    string,
    DdbObj
  >
  assert.equal(database.engineType.value, 'OLAP')
  await page.define('def peek_table (db, tb) {\n    return select top 100 * from loadTable(db, tb)\n}')
  assert.equal((await page.call('peek_table', ['dfs://web', 'pt'])).rows, 3)
  await hasColumns(await call('listTables', ['dfs://web']), 'tableName: string')

  const folder = await call('getDFSDirectoryContent', ['/web/'])
  const [names, types] = folder.value as DdbObj[]
  assert.deepEqual(
    [names.value, [...(types.value as Int32Array)]],
    [
      ['1', '2'],
      [0, 0],
    ],
  )
  const files = (await call('getDFSDirectoryContent', ['/web/1/'])).value as DdbObj[]
  assert.deepEqual(files.map(typeName), ['string', 'int', 'long', 'string', 'string'])
  const [chunk] = files[3].value as string[]
  assert.match((files[4].value as string[])[0], /^n:\d/)
  assert.deepEqual((await call('getTablesByTabletChunk', [chunk])).value, ['pt'])
  const rows = await call('readTabletChunk', [
    chunk,
    'dfs://web',
    `/web/1/${(files[0].value as string[])[0]}`,
    'pt',
    new DdbInt(0),
    new DdbInt(100),
  ])
  assert.equal(rows.rows, 2)

  await page.define(
    'def add_column (db, tb, col, type) {\n    addColumn(loadTable(database(db), tb), col, eval(parseExpr(type)))\n}',
  )
  await page.call('add_column', ['dfs://web', 'pt', 'v', 'DOUBLE'])
  await page.define(
    'def comment_column (db, tb, col, comment) {\n    setColumnComment(loadTable(database(db), tb), {col: comment})\n}',
  )
  assert.equal((await page.call('peek_table', ['dfs://web', 'pt'])).cols, 3)
})

test('jobs: what runs is listed and cancelled', async () => {
  await hasColumns(
    await call('getConsoleJobs', [], urgent),
    'node userID rootJobId jobType desc queue: string, priority parallelism remotePort totalTasks finishedTasks runningTask: int, receiveTime firstTaskStartTime latestTaskStartTime: timestamp, sessionId: long, remoteIP: ipaddr',
  )
  await page.eval('submitJob("later", "a job", def() { sleep(60000) })')
  await hasColumns(
    await call('getRecentJobs', [], urgent),
    'node userID jobId rootJobId jobDesc errorMsg: string, priority parallelism clientPort: int, clientIp: ipaddr, receivedTime startTime endTime: timestamp',
  )
  await page.invoke('cancelJob', ['later'])
  const ended = 'exec count(*) from getRecentJobs() where jobId = "later", not isNull(endTime)'
  while ((await page.execute<number>(ended)) === 0) await new Promise(setImmediate)
  assert.match(
    await page.invoke<string>('getJobMessage', ['later']),
    /The job failed: The task was cancelled/,
  )
  await page.eval('scheduleJob("nightly", "at night", def() { 1 }, 23:59m, 2030.01.01, 2031.01.01, "D")')
  await hasColumns(
    await call('getScheduledJobs', [], urgent),
    'userId jobId jobDesc: string, startDate endDate: date, scheduleTime: minute',
  )
  await page.invoke('deleteScheduledJob', ['nightly'])
  const running = assert.rejects(page.execute('sleep(60000)'), /The task was cancelled/)
  const other = open()
  const jobs = 'exec count(*) from getConsoleJobs() where desc = "sleep(60000)"'
  while ((await other.execute<number>(jobs)) === 0) await new Promise(setImmediate)
  await page.cancel()
  await running
})

test('the log, the configuration', async () => {
  const length = await page.call('getServerLogLength', ['n'])
  assert.equal(typeName(length), 'long')
  const log = await page.call('getServerLog', [
    new DdbLong(length.value as bigint),
    new DdbLong(0n),
    true,
    'n',
  ])
  assert.equal(typeName(log), 'string')
  assert.equal(typeName(await call('loadControllerConfigs')), 'string')
})

test('streams and plugins: tables of what there is, most of them without a row', async () => {
  await page.execute('share streamTable(10:0, `time`price, [TIMESTAMP, DOUBLE]) as ticks')
  const stat = (await call('getStreamingStat')).to_dict() as unknown as Record<string, DdbObj>
  await hasColumns(
    stat.subWorkers!,
    'topic type lastErrMsg: string, workerId batchSize raftGroup: int, queueDepth queueDepthLimit processedMsgCount lastMsgId failedMsgCount lastFailedMsgId: long, lastFailedTimestamp: timestamp, msgAsTable timeTrigger: bool',
  )
  await hasColumns(stat.pubConns!, 'client tables: string, queueDepthLimit queueDepth: long')
  await hasColumns(stat.persistWorkers!, 'workerId: int, queueDepthLimit queueDepth: long, tables: string')
  assert.deepEqual((await call('getStreamEngineStat')).to_dict(), {})
  const shared =
    'select name, rowsInMemory as rows, columns, memoryUsed from getStreamTables(2) where shared=true'
  const [ticks] = (await page.eval<DdbObj<DdbObj[]>>(shared)).to_rows()
  assert.deepEqual([ticks!.name, ticks!.columns], ['ticks', 2])
  assert.equal(await page.execute('defined("filterStreamingStat", DEF)'), false)
  assert.deepEqual(await rowsOf('getStreamGraphMeta'), [])
  assert.deepEqual(await rowsOf('getStreamGraphInfo', ['none']), [])
  assert.deepEqual(await rowsOf('getOrcaStreamTableMeta'), [])
  await hasColumns(await call('getLoadedPlugins'), 'plugin version user: string, time: timestamp')
  // The page of plugins looks into their folder on each node.
  const inFolder =
    'def inFolder() { return exec filename from files(getPluginDir()) where isDir = true }; size(inFolder())'
  assert.equal(await page.execute(inFolder), 0)
  await assert.rejects(
    page.call('loadPlugin', ['zip']),
    /loadPlugin zip: DolphinDB's plugins are made for its own server/,
  )
  await assert.rejects(page.execute('getPersistenceMeta(ticks)'), /isn't kept on disk/)
  await page.execute('dropStreamTable(`ticks)')
})

test('the editor: modules are sent, files of tests are run by who may', async () => {
  const source = 'module tried::sums\ndef twice(x) {\n    return x + x\n}\n'
  const path = (await page.call('uploadModule', [source, true, false])).value as string
  assert.match(path, /modules\/tried\/sums\.dos$/)
  await assert.rejects(page.call('uploadModule', [source]), /sums\.dos is there already/)
  assert.match((await page.call('uploadModule', [source, true, true])).value as string, /sums\.dom$/)
  await assert.rejects(page.call('uploadModule', ['x = 1']), /begins with the module's name/)
  const cases = [
    'use tried::sums',
    '@testing:case="right"',
    'assert 1, twice(21) == 42',
    '@testing:case="wrong"',
    'assert 1, twice(1) == 2',
    'assert 2, twice(1) == 3',
    '@testing:case="fails as it should", exception=1',
    'throw "so"',
    '@testing:case="can\'t be read", syntaxError=1',
    '{,}',
    '@testing:case="breaks"',
    'twice("a", 1)',
  ]
  const folder = `${(await page.call('getHomeDir')).value}/uploads`
  await page.invoke('saveTextFile', [cases.join('\n'), `${folder}/test_sums.txt`])
  const told: string[] = []
  const listener = (message: DdbMessage) => {
    if (message.type === 'print') told.push(message.data)
  }
  await page.execute('kept = 5')
  await page.eval(`test("${folder}/test_sums.txt")`, { listener })
  const result = told.slice(told.findIndex(line => line.startsWith('#Fail')))
  assert.deepEqual(result.slice(0, 2), ['#Fail/#Total Testing Cases: 2/5', 'wrong_2'])
  assert.match(result[2]!, /^breaks: /)
  assert.equal(result.length, 3)
  assert.equal(await page.execute('kept'), 5)
  const guest = open({ autologin: false })
  await assert.rejects(
    guest.call('test', [`${folder}/test_sums.txt`]),
    /<NotAuthenticated>Not granted to execute tests/,
  )
})

test('users, groups, what they may; sessions', async () => {
  await page.call('createUser', ['mary', 'secret-1', new DdbVectorString([]), false])
  await page.call('createGroup', ['readers', 'mary'])
  assert.deepEqual([...(await page.invoke<string[]>('getUserList', []))].sort(), ['mary'])
  assert.deepEqual([...(await page.invoke<string[]>('getGroupList', []))], ['readers'])
  assert.deepEqual([...(await page.invoke<string[]>('getUsersByGroupId', ['readers']))], ['mary'])
  await page.call('grant', ['mary', new DdbInt(0), 'dfs://web/pt'])
  const access = await rowsOf('getUserAccess', [['mary'], true])
  assert.equal(access[0].TABLE_READ_allowed, 'dfs://web/pt')
  await page.call('revoke', ['mary', new DdbInt(0), 'dfs://web/pt'])
  await page.call('deny', ['readers', new DdbInt(5), '*'])
  await hasColumns(
    await page.call('getGroupAccess', [new DdbVectorString(['readers'])]),
    'groupName users: string',
  )
  await page.invoke('deleteGroupMember', ['mary', 'readers'])
  await page.invoke('addGroupMember', ['mary', 'readers'])
  await page.invoke('resetPwd', ['mary', 'secret-2'])
  await page.invoke('deleteGroup', ['readers'])
  await hasColumns(await call('getFunctionViews'), 'name: string')
  await hasColumns(
    await call('getSessionMemoryStat'),
    'userId: string, sessionId memSize: long, remoteIP: ipaddr, remotePort: int, createTime lastActiveTime: timestamp',
  )
  const mary = open({ username: 'mary', password: 'secret-2' })
  const [session] = ((await mary.call('getCurrentSessionAndUser')).value as DdbObj[]).map(each => each.value)
  await page.call('closeSessions', [new DdbLong(session as bigint)])
  await assert.rejects(mary.execute('1'))
  await page.invoke('deleteUser', ['mary'])
})

test('functions shipped to a node by name, and to all of them', async () => {
  assert.equal((await page.call('getNodeAlias', [], { node: 'n' })).value, 'n')
  assert.equal(await page.invoke<unknown>('add', [1, 2], { node: 'n' }), 3)
  const all = await rowsOf('getConsoleJobs', [], {
    nodes: ['n'],
    add_node_alias: true,
  })
  assert.equal(all[0].node, 'n')
})
