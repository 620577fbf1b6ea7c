import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Table } from '../../src/values/forms/table.ts'
import { SeveralNodes } from './several-nodes.ts'

const cluster = new SeveralNodes()
const [a, b, c] = [cluster.add('A'), cluster.add('B'), cluster.add('C', 'computenode')]
cluster.add('D', 'computenode', 'group')
after(() => cluster.close())
for (const node of cluster.nodes.values()) await node.node.administration.open()
await b.session('admin').shown('login(`admin, `123456); createUser(`mary, "apple12")')
const admin = a.session('admin')
const mary = a.session('mary')

test('rpc calls a function there, with what it needs and the rights of who calls', async () => {
  assert.equal(await mary.shown('rpc("B", getNodeAlias)'), 'B')
  assert.equal(await mary.shown('rpc("B", def(x, y): x + y, 10, 15)'), '25')
  await mary.shown('def inner(x): x * 2\ndef outer(x, y = 5): inner(x) + y\nk = 7')
  assert.equal(await mary.shown('rpc("B", outer, 4)'), '13')
  assert.equal(await mary.shown('rpc("B", outer{, 1}, 4)'), '9')
  assert.equal(await mary.shown('rpc("B", each, inner, 1..3)'), '[2,4,6]')
  assert.equal(await mary.shown('rpc("B", def(fs): fs[0](2) + fs[1](3), [inner, outer])'), '15')
  assert.equal(await mary.shown('rpc("B", eval, <k + 1>)'), '8')
  assert.equal(await mary.shown('def adder(n){ return x -> x + n }\nrpc("B", adder(3), 4)'), '7')
  assert.equal(
    await mary.shown(
      'r = rpc("B", def(t){ return select x from t where x > 2 }, table(1..5 as x)); sum(r.x)',
    ),
    '12',
  )
  assert.equal(await mary.shown('rpc("B", getCurrentSessionAndUser)[1]'), 'mary')
  assert.match(await mary.shown('rpc("B", getUserList)'), /^error: <NoPrivilege>B: /)
  assert.equal(await admin.shown('rpc("B", getUserList)'), '["mary"]')
  assert.equal(await mary.shown('rpc("B", submitJob, "j", "there", outer, 10)'), 'j')
  assert.equal(await mary.shown('rpc("B", getJobReturn, "j", true)'), '25')
  assert.equal(await mary.shown('exec node from rpc("B", getRecentJobs{1})'), '["B"]')
})

test('a large value comes in pieces, whole', async () => {
  const script = 'x = rpc("B", def(n): 1..n, 9000000); [x.size(), sum(x), x[8999999]]'
  assert.equal(await mary.shown(script), '[9000000,40500004500000,9000000]')
  assert.equal(
    await mary.shown('rpc("B", def(){ return table(take("abc", 6000000) as s) }).size()'),
    '6000000',
  )
})

test('errors name the node; unknown nodes and those that are away are told apart', async () => {
  assert.match(await mary.shown('rpc("B", def(){ throw "no way" })'), /^error: B: no way/)
  assert.match(await mary.shown('rpc("X", getNodeAlias)'), /^error: There is no node X in the cluster\./)
  assert.match(await mary.shown('rpc("B", "getNodeAlias")'), /^error: Usage: rpc/)
  cluster.setDown('B', true)
  assert.match(await mary.shown('rpc("B", getNodeAlias)'), /^error: The node B can't be reached/)
  assert.equal(await mary.shown('exec Node from pnodeRun(getNodeAlias)'), '["A","C"]')
  cluster.setDown('B', false)
})

test('pnodeRun runs on all data and compute nodes outside of groups, and merges what they give', async () => {
  assert.equal(await mary.shown('pnodeRun(getNodeAlias)'), 'Node Value\n---- -----\nA    A\nB    B\nC    C')
  assert.equal(await mary.shown('exec Node from pnodeRun(sum{1..10}, `B`C)'), '["B","C"]')
  assert.equal(await mary.shown('exec Value from pnodeRun(sum{1..10}, `B`C)'), '[55,55]')
  assert.equal(await mary.shown('pnodeRun(def(): 1..2, `B`C)'), 'B C\n- -\n1 1\n2 2')
  const table = await mary.value('pnodeRun(def(): table(1 2 as x), `C`B)')
  assert.ok(table instanceof Table)
  assert.deepEqual(table.names, ['x', 'node'])
  assert.equal(await mary.shown('exec node from pnodeRun(def(): table(1 2 as x), `C`B)'), '["C","C","B","B"]')
  assert.equal(await mary.shown('pnodeRun(def(): table(1 2 as x), `C`B, false).columnNames()'), '["x"]')
  assert.equal(await mary.shown('exec b from pnodeRun(def(): dict(`a`b, [1, 2.5]), `C`B)'), '[2.5,2.5]')
  assert.equal(await mary.shown('pnodeRun(def(){ writeLog("seen") }, `B`C)'), '')
  assert.ok(b.lines.some(line => line.endsWith('seen')) && c.lines.some(line => line.endsWith('seen')))
  assert.equal(await mary.shown('typestr pnodeRun(def(): 3:4, `B`C)'), 'STRING->ANY DICTIONARY')
  assert.equal(await c.session('mary').shown('exec Node from pnodeRun(getNodeAlias)'), '["A","B","C"]')
  const grouped = cluster.nodes.get('D')!
  assert.equal(await grouped.session('mary').shown('exec Node from pnodeRun(getNodeAlias)'), '["D"]')
})

test('calls within calls have threads of their own, up to six deep', async () => {
  await mary.shown(
    'def deep(n){ if (n == 0) return getNodeAlias(); return rpc(iif(getNodeAlias() == "A", "B", "A"), deep, n - 1) }',
  )
  assert.equal(await mary.shown('deep(2)'), 'A')
  const probe = cluster.network.join({ host: '127.0.0.1', port: 1, alias: 'probe' })
  const site = { host: '127.0.0.1', port: 9000, alias: 'A' }
  const work = { definitions: [], callee: { is: 'named', name: 'now' } }
  const begin = (level: number) =>
    probe.ask(site, 'call', { is: 'begin', call: `c${level}`, user: 'mary', description: '', level, work })
  assert.match(JSON.stringify(await begin(7)), /Calls of other nodes nest more than 6 deep/)
  assert.equal(((await begin(1)) as { is: string }).is, 'done')
})

test('a cancelled job cancels what it called elsewhere', async () => {
  const own = a.session('mary')
  const { job, outcome } = a.node.engine.execute(own.handle, 'rpc("B", sleep, 60000)')
  const running = () => b.node.engine.jobs().filter(each => each.pool.startsWith('calls'))
  while (running().length === 0) await new Promise(resolve => setImmediate(resolve))
  a.node.engine.cancel(job)
  const ended = await outcome
  assert.equal(ended.ok, false)
  while (running().length > 0) await new Promise(resolve => setImmediate(resolve))
  assert.equal(await own.shown('rpc("B", getNodeAlias)'), 'B')
})

test('logs of other nodes are read from here', async () => {
  await mary.shown('rpc("B", writeLog, "to be found")')
  assert.ok((await admin.shown('getServerLog(1000, 0, true, "B")')).includes('to be found'))
  assert.match(await mary.shown('getServerLog(10, 0, true, "B")'), /^error: <NoPrivilege>B: /)
  assert.equal(await mary.shown('getServerLogLength("B") > 0'), 'true')
})

test('arguments of any size go there and back', async () => {
  assert.equal(await mary.shown('x = 1..300000; y = rpc("B", add{, 1}, x); sum(y) - sum(x)'), '300000')
})

test('a node that starts anew in the middle is lost, and what may be repeated goes on elsewhere', async () => {
  const probe = cluster.network.join({ host: '127.0.0.1', port: 9100, alias: 'E' })
  let begun = 0
  probe.serve('call', async request => {
    const { is } = request as { is: string }
    if (is === 'begin') begun++
    return is === 'begin' ? { is: 'running' } : { is: 'forgotten' }
  })
  cluster.introduce({ host: '127.0.0.1', port: 9100, alias: 'E' })
  assert.match(
    await mary.shown('rpc("E", getNodeAlias)'),
    /^error: The node E was lost during the call, .* started anew/,
  )
  const service = new Map(a.node.administration.services()).get('calls')!
  const work = { definitions: [], callee: { is: 'named', name: 'getNodeAlias' } }
  const ask = (method: string, ...args: unknown[]) =>
    (service[method] as (...args: unknown[]) => Promise<unknown>)(0, ...args)
  const outcome = async (aliases: readonly string[], repeatable: boolean) =>
    ask('finish', await ask('begin', aliases, 'a test', work, repeatable))
  assert.equal(((await outcome(['E', 'B'], true)) as { node: string }).node, 'B')
  assert.equal(await outcome(['E'], true), null)
  await assert.rejects(outcome(['E', 'B'], false), /was lost/)
  assert.equal(begun, 4)
})

test('DolphinDB’s JavaScript client and its pages call nodes so', async () => {
  const own = a.session('admin')
  const { funcdefs } = (await import('dolphindb/common.js')) as unknown as {
    funcdefs: Record<string, { dolphindb: string }>
  }
  await own.shown(['invoke', 'jsrpc', 'pnode_run'].map(name => funcdefs[name]!.dolphindb).join('\n'))
  assert.equal(await own.shown('jsrpc("B", "getNodeAlias", array(ANY, 0))'), 'B')
  assert.equal(await own.shown('jsrpc("B", "getNodeType", array(ANY, 0))'), '0')
  assert.equal(await own.shown('jsrpc("B", "concat", [["x", "y"], "-"])'), 'x-y')
  assert.equal(await own.shown(`jsrpc("B", "invoke", cast(["pow", "[2, 10]"], ANY))`), '1024')
  assert.equal(
    await own.shown('exec node from pnode_run(["A", "B"], "getRecentJobs", array(ANY, 0)) where node == "B"'),
    '["B"]',
  )
  assert.equal(await own.shown('exec Value from pnode_run(["A", "B"], "add", [1, 2])'), '[3,3]')
  assert.equal(
    await own.shown('exec distinct node from pnode_run(["B", "C"], "getConsoleJobs", array(ANY, 0), true)'),
    '[]',
  )
})
