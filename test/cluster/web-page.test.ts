import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DDB, DdbFunction, DdbFunctionType, DdbInt, DdbLong, type DdbObj, DdbVectorString } from 'dolphindb'
import { TutorialCluster } from './processes.ts'

// What DolphinDB's web page asks of a cluster, by DolphinDB's published client: on the leading controller, whose page looks at the cluster
// and configures it, and on a data node, whose page has the shell and asks the controller what it does not know itself.

let cluster: TutorialCluster
let leading = ''
let onController: DDB
let onDataNode: DDB

const opened: DDB[] = []

async function open(alias: string, options = {}): Promise<DDB> {
  const client = new DDB(`ws://${cluster.address(alias)}`, { verbose: false, autologin: false, ...options })
  client.print_message = false
  opened.push(client)
  await client.connect()
  return client
}

before(async () => {
  cluster = await TutorialCluster.make()
  await cluster.begin()
  leading = await cluster.leader()
  onController = await open(leading)
})
after(async () => {
  for (const each of opened) each.disconnect()
  await cluster.end()
})

const urgent = { urgent: true }
type Row = Readonly<Record<string, unknown>>

const rows = (page: DDB, name: string, args: unknown[] = [], options = {}) =>
  page.invoke<Row[]>(name, args, options)

/** One row a node, as the page polls it. */
const performance = async (page: DDB) =>
  new Map((await rows(page, 'getClusterPerf', [true], urgent)).map(row => [String(row.name), row]))

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  await cluster.until(what, holds)
}

test('a controller’s page begins as a guest: who it is, and all nodes', async () => {
  assert.equal((await onController.call('getNodeType', [], urgent)).value, 2)
  assert.equal((await onController.call('getNodeAlias', [], urgent)).value, leading)
  assert.equal((await onController.call('getControllerAlias', [], urgent)).value, leading)
  const configs = await onController.invoke<string[]>('loadClusterNodesConfigs', [], urgent)
  assert.ok([...configs].every(line => /=/.test(line)))
  const nodes = await performance(onController)
  assert.deepEqual(
    [nodes.get(leading)?.mode, nodes.get('agent1')?.mode, nodes.get('datanode1')?.mode],
    [2, 1, 0],
  )
  // Where it is false, the page goes to the leader's; where nobody leads it is null.
  assert.equal(nodes.get(leading)?.isLeader, true)
  const follower = ['controller1', 'controller2', 'controller3'].find(alias => alias !== leading)!
  assert.equal(nodes.get(follower)?.isLeader, false)
  assert.equal(nodes.get('datanode1')?.isLeader, null)
  assert.equal(nodes.get('datanode1')?.state, 0)
  assert.match(String(nodes.get('datanode1')?.agentSite), /:agent1$/)
})

test('the overview starts data nodes, and sees them running', async () => {
  await onController.invoke('login', ['admin', '123456'], urgent)
  // An agent that has just begun refuses yet.
  await until('the agents start them', () =>
    onController.invoke('startDataNode', [['datanode1', 'datanode2']]).then(
      () => true,
      () => false,
    ),
  )
  await until('the data nodes run', async () => {
    const nodes = await performance(onController)
    return [nodes.get('datanode1'), nodes.get('datanode2')].every(node => node?.state === 1)
  })
})

test('a data node’s page logs in with the controller’s ticket', async () => {
  onDataNode = await open('datanode1')
  assert.equal((await onDataNode.call('getNodeType', [], urgent)).value, 0)
  const controller = String((await onDataNode.call('getControllerAlias', [], urgent)).value)
  assert.equal(controller, leading)
  await onDataNode.invoke('login', ['admin', '123456'], urgent)
  const ticket = await onDataNode.call('getAuthenticatedUserTicket', [], { ...urgent, node: controller })
  await onDataNode.call('logout', [], urgent)
  await onDataNode.call('authenticateByTicket', [ticket.value as string], urgent)
  const me = (await onDataNode.call('getCurrentSessionAndUser', [], urgent)).value as DdbObj[]
  assert.equal(me[1]!.value, 'admin')
})

test('the shell makes a table, and its tree opens it: the controller knows the folders, its site the rows', async () => {
  await onDataNode.eval(`
    t = table(2018.08.01 + take(0..2, 300) as date, 1..300 as qty)
    db = database("dfs://db1", VALUE, 2018.08.01..2018.08.03)
    db.createPartitionedTable(t, \`trades, \`date).append!(t)`)
  const system = new DdbFunction('getClusterDFSTables', DdbFunctionType.SystemFunc)
  const usage = await onDataNode.invoke<string>('syntax', [system])
  const flags = usage.includes('([includeSysTable=') ? [false] : []
  for (const page of [onController, onDataNode]) {
    assert.deepEqual([...(await page.invoke<string[]>('getClusterDFSTables', flags))], ['dfs://db1/trades'])
    assert.deepEqual([...(await page.invoke<string[]>('getClusterDFSDatabases', flags))], ['dfs://db1'])
  }
  // On a controller the page has the schema from the first data node.
  const define = 'def load_table_schema (db, tb) {\n    return schema(loadTable(db, tb))\n}'
  await onController.define(define, { node: 'datanode1' } as never)
  const schema = await onController.call('load_table_schema', ['dfs://db1', 'trades'], {
    node: 'datanode1',
    func_type: DdbFunctionType.UserDefinedFunc,
  } as never)
  assert.equal((schema.to_dict() as Record<string, DdbObj>).partitionColumnName!.value, 'date')
  const folders = await onDataNode.call('getDFSDirectoryContent', ['/db1/'], { node: leading })
  assert.deepEqual((folders.value as DdbObj[])[0]!.value, ['20180801', '20180802', '20180803'])
  const files = (await onDataNode.call('getDFSDirectoryContent', ['/db1/20180801/'], { node: leading }))
    .value as DdbObj[]
  const [file] = files[0]!.value as string[]
  const [chunk] = files[3]!.value as string[]
  // Two replicas: `datanode1:1,datanode2:1`.
  const sites = (files[4]!.value as string[])[0]!.split(',').map(site => site.split(':')[0]!)
  assert.deepEqual([...sites].sort(), ['datanode1', 'datanode2'])
  for (const node of sites) {
    assert.deepEqual((await onDataNode.call('getTablesByTabletChunk', [chunk!], { node })).value, ['trades'])
    const read = await onDataNode.call(
      'readTabletChunk',
      [chunk!, 'dfs://db1', `/db1/20180801/${file}`, 'trades', new DdbInt(0), new DdbInt(100)],
      { node },
    )
    assert.equal(read.rows, 100)
  }
})

test('jobs of all nodes are on the controller’s page, which cancels them where they run', async () => {
  const nodes = [...(await performance(onController))]
    .filter(([, { mode, state }]) => mode !== 1 && state === 1)
    .map(([alias]) => alias)
  const options = { ...urgent, nodes, add_node_alias: true }
  await onDataNode.eval('submitJob("later", "a job", def() { sleep(60000) })')
  const recent = await rows(onController, 'getRecentJobs', [], options)
  assert.deepEqual(
    recent.map(({ node, jobId }) => [node, jobId]),
    [['datanode1', 'later']],
  )
  await onController.invoke('cancelJob', ['later'], { node: 'datanode1' })
  const running = assert.rejects(onDataNode.execute('sleep(60000)'), /The task was cancelled/)
  let found: Row | undefined
  await until('the query is listed', async () => {
    found = (await rows(onController, 'getConsoleJobs', [], options)).find(
      ({ desc }) => desc === 'sleep(60000)',
    )
    return found !== undefined
  })
  assert.equal(found!.node, 'datanode1')
  await onController.invoke('cancelConsoleJob', [found!.rootJobId], { node: 'datanode1' })
  await running
  assert.deepEqual(await rows(onController, 'getScheduledJobs', [], options), [])
  // Sessions, as the page asks for them: everywhere, with where they are.
  const sessions = await onController.execute<string[]>(
    `exec distinct(node) from pnodeRun(getSessionMemoryStat, ${JSON.stringify(nodes)})`,
  )
  assert.ok([...sessions].includes('datanode1') && [...sessions].includes(leading))
})

test('the log of a data node comes from its agent', async () => {
  const site = String((await performance(onDataNode)).get('datanode1')!.agentSite)
  const [host, port] = site.split(':')
  const asked = (name: string, args: string) =>
    onDataNode.eval(`
      conn = xdb("${host}", ${port})
      answer = remoteRun(conn, "${name}", ${args})
      close(conn)
      answer`)
  const length = (await asked('getServerLogLength', '"datanode1"')).value as bigint
  assert.ok(length > 0n)
  const log = await asked('getServerLog', `${length}l, 0l, true, "datanode1"`)
  assert.match((log.value as string[]).join('\n'), /datanode1/)
})

test('the configuration is read and saved on the controller, from its own page and from a data node’s', async () => {
  for (const [page, options] of [
    [onController, {}],
    [onDataNode, { node: leading }],
  ] as const) {
    const settings = [...(await page.invoke<string[]>('loadControllerConfigs', [], options))]
    assert.ok(settings.some(line => line.startsWith('dfsReplicationFactor=')))
    await page.call('saveControllerConfigs', [new DdbVectorString(settings)], options)
    const shared = [...(await page.invoke<string[]>('loadClusterNodesConfigs', [], options))]
    await page.call('saveClusterNodesConfigs', [new DdbVectorString(shared)], options)
    assert.deepEqual([...(await page.invoke<string[]>('loadClusterNodesConfigs', [], options))], shared)
    const nodes = [...(await page.invoke<string[]>('getClusterNodesCfg', [], options))]
    assert.ok(nodes.some(line => /^127\.0\.0\.\d:\d+:datanode1,datanode/.test(line)))
    await page.call('saveClusterNodes', [new DdbVectorString(nodes)], options)
    await page.call('reloadClusterConfig', [], options)
  }
})

test('a compute node is added and taken out again', async () => {
  const { host, port } = cluster.node('datanode1')
  await onController.call('addNode', [host, new DdbInt(port + 60), 'compute7', true, 'computenode'])
  await until(
    'compute7 is listed',
    async () => (await performance(onController)).get('compute7')?.state === 0,
  )
  await onController.call('removeNode', ['compute7'])
  await until('compute7 is gone', async () => !(await performance(onController)).has('compute7'))
})

test('users and what they may are one for the cluster', async () => {
  await onController.call('createUser', ['mary', 'secret-1', new DdbVectorString([]), false])
  await onController.call('grant', ['mary', new DdbInt(0), 'dfs://db1/trades'])
  const access = await rows(onDataNode, 'getUserAccess', [['mary'], true])
  assert.equal(access[0]!.TABLE_READ_allowed, 'dfs://db1/trades')
  const mary = await open('datanode2', { autologin: true, username: 'mary', password: 'secret-1' })
  assert.equal(Number(await mary.execute('exec count(*) from loadTable("dfs://db1", "trades")')), 300)
  const [session] = ((await mary.call('getCurrentSessionAndUser')).value as DdbObj[]).map(each => each.value)
  await onController.call('closeSessions', [new DdbLong(session as bigint)], { node: 'datanode2' })
  await assert.rejects(mary.execute('1'))
  await onController.invoke('deleteUser', ['mary'])
})

test('the overview stops a data node', async () => {
  await onDataNode.invoke('stopDataNode', [['datanode2']], { node: leading })
  await until(
    'datanode2 is stopped',
    async () => (await performance(onController)).get('datanode2')?.state === 0,
  )
})
