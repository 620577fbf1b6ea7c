import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { Load } from './load.ts'
import { TutorialCluster } from './processes.ts'

const CONTROLLERS = ['controller1', 'controller2', 'controller3']
const DATA = ['datanode1', 'datanode2']

let cluster: TutorialCluster
let load: Load

before(async () => {
  cluster = await TutorialCluster.make()
  await cluster.begin()
  await cluster.startData(...DATA)
  load = await Load.begin(cluster, DATA)
  await load.progress()
})
after(() => cluster.end())

/** All replicas are current again, as the leader knows them. */
async function healed(): Promise<void> {
  const open = "exec count(*) from getRecoveryTaskStatus() where Status in ['Waiting', 'In-Progress']"
  await cluster.shownOnce(leaderNow, open, '0')
}

let leaderNow = 'controller1'

async function leader(): Promise<string> {
  await cluster.until('a controller leads', async () => (leaderNow = await cluster.leader()) !== '')
  return leaderNow
}

/** Another data node than the one that coordinates the writes. */
const bystander = () => DATA.find(alias => alias !== load.coordinator)!

async function restart(alias: string): Promise<void> {
  await cluster.startData(alias)
  await leader()
  await cluster.until(`${alias} holds what the other does`, async () => {
    const counts = await Promise.all(
      DATA.map(each => cluster.shown(each, 'exec sum(rowNum) from getTabletsMeta()').catch(() => '')),
    )
    // The writer goes on meanwhile: a few rows may be under way.
    const [one, two] = counts.map(Number)
    return one > 0 && Math.abs(one - two) <= 2
  })
  await healed()
}

// Each test goes on from where the one before it stopped; rows are written and read all the while.
suite('writes and reads go on, and nothing is lost or done twice', () => {
  test('when the leader is killed', async () => {
    const killed = await leader()
    await cluster.kill(killed)
    await load.progress()
    cluster.launch(killed)
    await cluster.shownOnce(killed, 'getActiveMaster()', /^controller/)
  })

  test('when a data node is killed', async () => {
    const killed = bystander()
    await cluster.kill(killed)
    await load.progress()
    await restart(killed)
  })

  test('when the data node that coordinates the writes is killed in the middle of one', async () => {
    const killed = load.coordinator
    await cluster.kill(killed)
    await load.progress()
    assert.notEqual(load.coordinator, killed)
    await restart(killed)
  })

  test('when an agent is killed: its node runs on, and is known to the next agent', async () => {
    await cluster.kill('agent1')
    await load.progress()
    cluster.launch('agent1')
    await cluster.startData('datanode1')
    await load.progress()
  })

  test('when a data node stands still for a while', async () => {
    const stopped = bystander()
    cluster.signal(stopped, 'SIGSTOP')
    await load.progress()
    cluster.signal(stopped, 'SIGCONT')
    await restart(stopped)
  })

  test('when the leader stands still for a while', async () => {
    const stopped = await leader()
    cluster.signal(stopped, 'SIGSTOP')
    await load.progress()
    cluster.signal(stopped, 'SIGCONT')
    await load.progress()
  })

  test('when all are killed, and started again', async () => {
    await Promise.all([...CONTROLLERS, ...DATA].map(alias => cluster.kill(alias)))
    for (const alias of CONTROLLERS) cluster.launch(alias)
    await leader()
    await cluster.startData(...DATA)
    await load.progress()
  })

  test('at the end, every acknowledged row is there once', async t => {
    const rows = await load.end()
    t.diagnostic(
      `${rows.length} rows, ${load.reads} reads; no row for ${Math.round(load.longestGap)} ms at most`,
    )
    const unique = new Set(rows)
    assert.equal(unique.size, rows.length, 'no row is there twice')
    assert.deepEqual(
      load.acknowledged.filter(id => !unique.has(id)),
      [],
    )
    assert.deepEqual(load.failures, [])
    assert.ok(load.reads > 20, `${load.reads} reads`)
  })
})
