import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { Scalar } from '../../src/values/forms/scalar.ts'
import type { Table } from '../../src/values/forms/table.ts'
import type { Vector } from '../../src/values/vectors/vector.ts'
import { TutorialCluster } from './processes.ts'

const SCRIPT = `
n=1000000
date=rand(2018.08.01..2018.08.03,n)
sym=rand(\`AAPL\`MS\`C\`YHOO,n)
qty=rand(1..1000,n)
price=rand(100.0,n)
t=table(date,sym,qty,price)
if(existsDatabase("dfs://db1")){
	dropDatabase("dfs://db1")
}
db=database("dfs://db1",VALUE,2018.08.01..2018.08.03)
trades=db.createPartitionedTable(t,\`trades,\`date).append!(t)`

const COUNT = 'exec count(*) from loadTable("dfs://db1","trades")'
const append = (date: string) =>
  `append!(loadTable("dfs://db1","trades"), table(${date} as date, \`AAPL as sym, 1 as qty, 1.0 as price))`
/** Which nodes hold each chunk: `file node,node`. */
async function places(alias: string): Promise<string[]> {
  const status = (await cluster.value(alias, 'getClusterChunksStatus()')) as Table
  const texts = (name: string) => {
    const column = status.columns[status.names.indexOf(name)] as Vector
    return Array.from({ length: column.length }, (_, i) => String((column.get(i) as Scalar).raw))
  }
  const replicas = texts('replicas').map(text => text.split(',').map(each => each.split(':')[0]))
  return texts('file')
    .map((file, i) => `${file} ${replicas[i].sort().join()}`)
    .sort()
}

let cluster: TutorialCluster
before(async () => {
  cluster = await TutorialCluster.make()
})
after(() => cluster.end())

// Each test goes on from where the one before it stopped.
suite('the tutorial of high availability, step by step', () => {
  test('3: three controllers, of which one leads, and agents, which start the data nodes', async () => {
    await cluster.begin()
    const leader = await cluster.leader()
    for (const alias of ['controller1', 'controller2', 'controller3'])
      assert.equal(await cluster.shown(alias, 'getActiveMaster()'), leader)
    await cluster.startData('datanode1', 'datanode2')
    assert.equal(await cluster.shown('datanode1', 'getActiveMaster()'), leader)
  })

  test('2: each partition has two replicas, on different machines', async () => {
    await cluster.shown('datanode1', SCRIPT)
    assert.equal(await cluster.shown('datanode2', COUNT), '1000000')
    assert.deepEqual(
      await places('controller2'),
      ['01', '02', '03'].map(day => `/db1/201808${day}/trades datanode1,datanode2`),
    )
  })

  test('2: with a data node gone the partitions are read and written', async () => {
    await cluster.kill('datanode2')
    assert.equal(await cluster.shown('datanode1', COUNT), '1000000')
    await cluster.shownOnce('datanode1', `${append('2018.08.01')}; 1`, '1')
    assert.equal(await cluster.shown('datanode1', COUNT), '1000001')
  })

  test('3: with the leader gone another one leads, and writes go on', async () => {
    const leader = await cluster.leader()
    await cluster.kill(leader)
    await cluster.shown('datanode1', append('2018.08.02'))
    assert.equal(await cluster.shown('datanode1', COUNT), '1000002')
    assert.notEqual(await cluster.leader(), leader)
    cluster.launch(leader)
    await cluster.shownOnce(leader, 'getActiveMaster()', /^controller/)
  })

  test('2: the data node that is back catches up by itself', async () => {
    await cluster.startData('datanode2')
    await cluster.shownOnce(
      'controller1',
      "exec count(*) from getRecoveryTaskStatus() where Status in ['Waiting', 'In-Progress']",
      '0',
    )
    await cluster.until('both hold all rows', async () => {
      const rows = 'exec sum(rowNum) from getTabletsMeta()'
      return (await cluster.shown('datanode2', rows)) === '1000002'
    })
    assert.equal(await cluster.shown('datanode2', COUNT), '1000002')
  })

  test('5: a data node on a new machine is added while all runs', async () => {
    for (const machine of ['P1', 'P2', 'P3']) {
      const [from, to] = ['P4', machine].map(each => join(cluster.folder, each, 'config', 'cluster.nodes'))
      copyFileSync(from, to)
    }
    cluster.launch('agent2')
    const { host, port } = cluster.node('datanode3')
    await cluster.shownOnce('datanode1', `addNode("${host}",${port},"datanode3"); 1`, '1')
    const state = 'exec state from getClusterPerf() where name = "datanode3"'
    assert.equal(await cluster.shown('datanode1', state), '[0]')
    await cluster.startData('datanode3')
    await cluster.shownOnce('datanode1', state, '[1]')
    await cluster.shownOnce('datanode3', COUNT, '1000002')
  })

  test('5: it takes its share of what was there', async () => {
    await cluster.shown('controller1', 'rebalanceChunksAmongDataNodes(true, 0)')
    await cluster.until('datanode3 holds a partition of the first table', async () =>
      (await places('controller1')).some(place => /db1.*datanode3/.test(place)),
    )
    for (const alias of ['datanode1', 'datanode2', 'datanode3'])
      assert.equal(await cluster.shown(alias, COUNT), '1000002')
  })

  test('5: new partitions lie there, too', async () => {
    const more =
      'db=database("dfs://db2",VALUE,1..4); t=table(1..4 as id, 1..4 as x); db.createPartitionedTable(t,`t,`id).append!(t)'
    await cluster.shown('datanode2', `${more}; 1`)
    const held = (await places('controller1')).filter(place => /db2.*datanode3/.test(place))
    assert.notEqual(held.length, 0)
  })
})
