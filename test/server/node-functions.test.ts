import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Builtin } from '../../src/functions/define.ts'
import { themes } from '../../src/server/scripts/themes.ts'
import { Dictionary } from '../../src/values/forms/dictionary.ts'
import type { Scalar } from '../../src/values/forms/scalar.ts'
import { Table } from '../../src/values/forms/table.ts'
import { TestNode } from './people.ts'

const there = new TestNode({
  site: { host: 'localhost', port: 8848, alias: 'here' },
  config: new Map([['oauthClientSecret', 'hush']]),
})
after(() => there.close())
await there.node.administration.open()
const admin = there.session('admin', '10.0.0.1', 5000)

const builtins = themes.flatMap(theme => Object.values(theme).flat() as Builtin[]).filter(f => f.definition)

test('examples of the node’s functions', async () => {
  for (const { definition } of builtins) {
    for (const [source, prints] of definition.examples)
      assert.equal(await admin.shown(source), prints, source)
  }
})

test('the node’s functions have signatures that can be read, and a sentence about them', () => {
  assert.ok(builtins.length > 60)
  for (const builtin of builtins) {
    const { name, signature, doc } = builtin.definition
    assert.ok(builtin.parameters && signature.startsWith(name), name)
    assert.match(doc, /\.$/, name)
  }
})

/** `name TYPE` of each column. */
async function columns(script: string): Promise<string> {
  const table = await admin.value(script)
  assert.ok(table instanceof Table, script)
  return table.names.map((name, i) => `${name} ${table.columns[i]!.type}`).join(', ')
}

// Clients cast to these types without asking.
const tables: readonly (readonly [script: string, columns: string])[] = [
  [
    'getClusterPerf(true)',
    'computeGroup STRING, host STRING, port INT, site STRING, mode INT, state INT, agentSite STRING, maxConnections INT, maxMemSize DOUBLE, workerNum INT, executorNum INT, connectionNum INT, name STRING, memoryUsed LONG, memoryAlloc LONG, cpuUsage DOUBLE, avgLoad DOUBLE, medLast10QueryTime LONG, maxLast10QueryTime LONG, medLast100QueryTime LONG, maxLast100QueryTime LONG, maxRunningQueryTime LONG, runningJobs INT, queuedJobs INT, runningTasks INT, queuedTasks INT, jobLoad DOUBLE, diskCapacity LONG, diskFreeSpace LONG, diskFreeSpaceRatio DOUBLE, diskWriteRate LONG, diskReadRate LONG, lastMinuteWriteVolume LONG, lastMinuteReadVolume LONG, networkSendRate LONG, networkRecvRate LONG, lastMinuteNetworkSend LONG, lastMinuteNetworkRecv LONG, lastMsgLatency LONG, cumMsgLatency LONG, publicName STRING, isLeader BOOL, zone STRING',
  ],
  [
    'getConsoleJobs()',
    'node STRING, userID STRING, rootJobId STRING, jobType STRING, desc STRING, priority INT, parallelism INT, receiveTime TIMESTAMP, sessionId LONG, remoteIP IPADDR, remotePort INT, totalTasks INT, finishedTasks INT, runningTask INT, firstTaskStartTime TIMESTAMP, latestTaskStartTime TIMESTAMP, queue STRING',
  ],
  [
    'getSessionMemoryStat()',
    'userId STRING, sessionId LONG, memSize LONG, remoteIP IPADDR, remotePort INT, createTime TIMESTAMP, lastActiveTime TIMESTAMP',
  ],
  [
    'getRunningQueries()',
    'userID STRING, sessionID LONG, jobID STRING, rootID STRING, level INT, startTime NANOTIMESTAMP, endTime NANOTIMESTAMP, jobDesc STRING, errorMsg STRING, remoteIP IPADDR',
  ],
]

for (const [script, expected] of tables) {
  test(`columns of ${script}`, async () => assert.equal(await columns(script), expected))
}

test('what a page or a client asks first', async () => {
  const answers: readonly (readonly [script: string, shown: string])[] = [
    ['typestr(getNodeType())', 'INT'],
    ['getNodeAlias()', 'here'],
    ['getControllerAlias()', 'here'],
    ['exec name from getClusterPerf(true) where name = getNodeAlias()', '["here"]'],
    ['exec site from getClusterPerf(true)', '["localhost:8848:here"]'],
    ['isNull(exec first(isLeader) from getClusterPerf(true))', 'true'],
    ['getClusterLiveDataNodes{false}()', '["localhost:8848:here"]'],
    ['isClientAuth()', 'false'],
    ['isNodeInitialized()', 'true'],
    ['getConfig("persistenceDir") == NULL', 'true'],
    ['getConfig("oauthClientSecret") == NULL', 'true'],
    ['getConfig("localSite")', 'localhost:8848:here'],
    ['"mode=single" in loadClusterNodesConfigs()', 'true'],
    ['typestr(getServerLogLength(`here))', 'LONG'],
    ['getServerLog(1l, 0l, true, `here).size()', '1'],
    ['getServerLogLength(`there)', 'error: There is no node there here.'],
    ['typestr(objs(true).bytes)', 'FAST LONG VECTOR'],
  ]
  for (const [script, shown] of answers) assert.equal(await admin.shown(script), shown, script)
})

test('license and getPerf are dictionaries of the types that callers cast to', async () => {
  const typed = async (script: string) => {
    const dictionary = await admin.value(script)
    assert.ok(dictionary instanceof Dictionary && dictionary.keyType.name === 'STRING')
    return new Map(
      [...dictionary.entries.values()].map(({ key, value }) => [key, String((value as Scalar).type)]),
    )
  }
  const license = await typed('license()')
  assert.equal(license.get('expiration'), 'DATE')
  assert.equal(license.get('modules'), 'LONG')
  assert.equal(license.get('bindCPU'), 'BOOL')
  const measures = await typed('getPerf()')
  assert.equal(measures.get('memoryUsed'), 'LONG')
  assert.equal(measures.get('avgLoad'), 'DOUBLE')
  assert.equal(measures.get('runningJobs'), 'INT')
})

test('a request is listed with its client and without its secrets, and can be cancelled by its user', async () => {
  // Sessions go to the workers in turn.
  const busy = new TestNode({ workers: 4 })
  await busy.node.administration.open()
  const sleeper = busy.session('mary', '10.0.0.7', 7777)
  const [boss, paul, mary] = [busy.session('admin'), busy.session('paul'), busy.session('mary')]
  const script = 'try { login("paul", "hush1;)") } catch (e) {}; sleep(60000)'
  const { outcome } = busy.node.engine.execute(sleeper.handle, script)
  const listed = (column: string) =>
    boss.shown(`(exec ${column} from getConsoleJobs() where sessionId = ${sleeper.handle.id})[0]`)
  assert.equal(await listed('desc'), 'try { login(***) } catch (e) {}; sleep(60000)')
  assert.equal(await listed('string(remoteIP) + ":" + string(remotePort)'), '10.0.0.7:7777')
  const root = await listed('rootJobId')
  assert.match(
    await paul.shown(`cancelConsoleJob("${root}")`),
    /^error: <NoPrivilege>Only administrators can cancel/,
  )
  assert.equal(await mary.shown(`cancelConsoleJob(["${root}", "none"])`), '')
  const ended = await outcome
  assert.equal(ended.ok ? '' : ended.error.message, 'The task was cancelled.')
  assert.match(await boss.shown('(exec errorMsg from getCompletedQueries(50))'), /The task was cancelled/)
  await busy.close()
})

test('sessions are closed by their users and by administrators, and by their limit when they are idle', async () => {
  let ended = 0
  const { sessions } = there.node.administration
  const handle = sessions.open('mary', { ip: '10.0.0.8', port: 1 }, () => {
    ended++
    sessions.close(handle)
  })
  const paul = there.session('paul')
  assert.match(await paul.shown(`closeSessions(${handle.id}l)`), /^error: <NoPrivilege>/)
  assert.equal(ended, 0)
  await admin.shown(
    `closeSessions(exec sessionId from getSessionMemoryStat() where sessionId = ${handle.id})`,
  )
  assert.equal(ended, 1)
  assert.match(await admin.shown('setSessionExpiredTime(1H)'), /needs the configuration strictSecurityPolicy/)
  const gone = new Promise<void>(resolve => {
    sessions.open('mary', { ip: '10.0.0.9', port: 1 }, resolve)
  })
  sessions.idleLimit = 20
  await gone
  sessions.idleLimit = null
})

test('chunks go from one volume of the node to another', async () => {
  const more = `${there.home}/more`
  await admin.shown(`addVolumes("${more}")`)
  await admin.shown(
    'db = database("dfs://volumes", VALUE, 1..2); pt = db.createPartitionedTable(table(1:0, `id`x, [INT, DOUBLE]), `t, `id); pt.append!(table(take(1, 20000) as id, rand(1.0, 20000) as x))',
  )
  const place = 'first(exec path from getChunksMeta("/volumes/1"))'
  const own = await admin.shown(place)
  await admin.shown(
    `moveChunksAcrossVolume("${own}", "${more}/CHUNKS", exec chunkId from getChunksMeta("/volumes/1"))`,
  )
  assert.equal(await admin.shown(place), own.replace(/^.*\/segments/, `${more}/storage/segments`))
  assert.equal(await admin.shown('exec count(*) from pt'), '20000')
  assert.equal(await admin.shown('rebalanceChunksWithinDataNode("here").size()'), '0')
  assert.match(await admin.shown('moveChunksAcrossVolume("/none", "/more", [])'), /has no volume \/none/)
  assert.match(await admin.shown('rebalanceChunksWithinDataNode("there")'), /There is no node there/)
})
