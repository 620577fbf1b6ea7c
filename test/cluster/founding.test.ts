import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { TutorialCluster } from './processes.ts'

const COUNT = 'exec count(*) from loadTable("dfs://db","t")'
const append = (id: number) => `tableInsert(loadTable("dfs://db","t"), table(${id} as id))`

let cluster: TutorialCluster
before(async () => {
  cluster = await TutorialCluster.make()
})
after(() => cluster.end())

/** As it was before the tutorial's section 3: one controller, and one machine with data. */
function alone(): void {
  cluster.edit('P1/config/controller.cfg', text => text.replace(/^dfs.*\n/gm, ''))
  cluster.edit('P1/config/agent.cfg', text => text.replace(/^sites=.*\n/m, ''))
  cluster.edit('P1/config/cluster.nodes', text =>
    text.replace(/^.*(controller[23]|agent3|datanode2).*\n/gm, ''),
  )
}

// Each test goes on from where the one before it stopped.
suite('a controller becomes three, as section 3 of the tutorial has it', () => {
  test('a cluster of one controller works', async () => {
    alone()
    cluster.launch('controller1')
    cluster.launch('agent1')
    await cluster.shownOnce('controller1', 'getActiveMaster()', 'controller1')
    await cluster.shownOnce('controller1', 'startDataNode("datanode1"); 1', '1')
    await cluster.shown(
      'datanode1',
      'db = database("dfs://db", VALUE, 1..3); db.createPartitionedTable(table(1:0, [`id], [INT]), `t, `id); 0',
    )
    for (const id of [1, 2, 3]) await cluster.shown('datanode1', append(id))
    assert.equal(await cluster.shown('datanode1', COUNT), '3')
  })

  test('all is stopped in order, and started with three controllers: nothing is missing', async () => {
    for (const alias of ['datanode1', 'agent1', 'controller1']) await cluster.stop(alias)
    cluster.restoreFiles()
    await cluster.begin()
    await cluster.startData('datanode1', 'datanode2')
    assert.equal(await cluster.shown('datanode2', COUNT), '3')
    const members = 'exec count(*) from getClusterPerf(true) where mode = 2 and state = 1'
    await cluster.shownOnce('controller3', members, '3')
  })

  test('chunks that had one replica get the second', async () => {
    await cluster.shownOnce('controller2', 'exec min(replicaCount) from getClusterChunksStatus()', '2')
    await cluster.shownOnce('datanode2', 'exec sum(rowNum) from getTabletsMeta()', '3')
  })

  test('a compute node reads and writes the same tables, and holds nothing of them', async () => {
    const { host, port } = cluster.node('compute1')
    const added = `addNode("${host}", ${port}, "compute1", true, "computenode"); startDataNode("compute1"); 1`
    await cluster.shownOnce(await cluster.leader(), added, '1')
    assert.equal(await cluster.shown('compute1', `${append(1)}; ${COUNT}`), '4')
    assert.equal(await cluster.shown('datanode1', COUNT), '4')
    assert.equal(await cluster.shown('compute1', 'exec count(*) from getTabletsMeta()'), '0')
    const held = 'exec count(*) from getClusterChunksStatus() where replicas like "%compute1%"'
    assert.equal(await cluster.shown('controller1', held), '0')
  })

  test('and the first controller may go', async () => {
    await cluster.kill('controller1')
    await cluster.shown('datanode1', append(2))
    assert.equal(await cluster.shown('datanode2', COUNT), '5')
    assert.match(await cluster.leader(), /^controller[23]$/)
  })
})

test('a controller that cluster.nodes does not list says which line to mend', async () => {
  cluster.edit('P1/config/cluster.nodes', text => text.replace(/^.*controller1.*\n/m, ''))
  cluster.launch('controller1')
  const line =
    /This node is not in config\/cluster\.nodes: .*line 1\)\. Add the line \S+:controller1,controller/
  await cluster.until('it has said so', () => line.test(cluster.log('controller1')))
  assert.equal(cluster.processOf('controller1'), null)
})
