import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { TutorialCluster } from './processes.ts'

const DATA = ['datanode1', 'datanode2']
const TABLE = 'loadTable("dfs://parts", `t)'
const IDS = `exec id from ${TABLE} order by id`

let cluster: TutorialCluster
before(async () => {
  cluster = await TutorialCluster.make()
  await cluster.begin()
  await cluster.startData(...DATA)
  for (const alias of DATA) await cluster.shownOnce(alias, 'isNodeInitialized()', 'true')
  await cluster.shown(
    'datanode1',
    'db = database("dfs://parts", VALUE, 1..4); pt = db.createPartitionedTable(table(1:0, `id`x, [INT, DOUBLE]), `t, `id); pt.append!(table(1 2 2 3 4 as id, 0.5 * (1..5) as x)); 0',
  )
})
after(() => cluster.end())

// Each test goes on from where the one before it stopped.
suite('partitions of a cluster of processes', () => {
  test('are taken out of the scheme on all nodes, and come back with new rows', async () => {
    const scheme = 'schema(database("dfs://parts")).partitionSchema'
    await cluster.shown('datanode1', 'dropPartition(database("dfs://parts"), "/4", `t, , true); 0')
    for (const alias of DATA) {
      assert.equal(await cluster.shown(alias, scheme), '[1,2,3]')
      assert.equal(await cluster.shown(alias, IDS), '[1,2,2,3]')
    }
    await cluster.shown('datanode2', `${TABLE}.append!(table(4 as id, 2.5 as x)); 0`)
    for (const alias of DATA) {
      assert.equal(await cluster.shown(alias, scheme), '[1,2,3,4]')
      assert.equal(await cluster.shown(alias, IDS), '[1,2,2,3,4]')
    }
  })

  test('are backed up while a data node is gone', async () => {
    await cluster.kill('datanode2')
    assert.equal(await cluster.shown('datanode1', 'backupDB("kept", "dfs://parts"); 0'), '0')
    const partitions = 'exec count(*) from getBackupList("kept", "dfs://parts", `t)'
    assert.equal(await cluster.shown('datanode1', partitions), '4')
    assert.equal(await cluster.shown('datanode1', 'checkBackup("kept", "dfs://parts").size()'), '0')
  })

  test('are put back there, and the node that was gone gets its replicas', async () => {
    await cluster.shown(
      'datanode1',
      `delete from ${TABLE} where id = 2; update ${TABLE} set x = -1.0 where id = 3; 0`,
    )
    assert.equal(await cluster.shown('datanode1', IDS), '[1,3,4]')
    await cluster.shown('datanode1', 'restore("kept", "dfs://parts", `t, "%"); 0')
    await cluster.startData('datanode2')
    for (const alias of DATA) {
      await cluster.shownOnce(alias, IDS, '[1,2,2,3,4]')
      assert.equal(await cluster.shown(alias, `exec sum(x) from ${TABLE}`), '7.5')
    }
    const behind = 'exec min(replicaCount) from getClusterChunksStatus()'
    await cluster.shownOnce(await cluster.leader(), behind, '2')
    await cluster.shownOnce('datanode2', 'exec sum(rowNum) from getTabletsMeta()', '5')
  })

  test('a database that was dropped comes back from its backup, read from the other node', async () => {
    await cluster.shown('datanode2', 'dropDatabase("dfs://parts"); 0')
    await cluster.shownOnce('datanode1', 'existsDatabase("dfs://parts")', 'false')
    await cluster.shown('datanode1', 'restoreDB("kept", "dfs://parts"); 0')
    assert.equal(await cluster.shown('datanode2', IDS), '[1,2,2,3,4]')
  })

  test('without a node that holds them they go only by force', async () => {
    const leader = await cluster.leader()
    await cluster.shownOnce(leader, IDS, '[1,2,2,3,4]')
    for (const alias of DATA) await cluster.kill(alias)
    const drop = (force: boolean) => `dropPartition(database("dfs://parts"), 2, \`t, ${force}); 0`
    const refused = /No node that is there has a good replica of the partition 2 of t.*forceDelete=true/
    await cluster.until('the nodes are known to be gone', () =>
      cluster.shown(leader, drop(false)).then(
        () => assert.fail('A partition that nobody has was dropped.'),
        error => refused.test(error.message),
      ),
    )
    await cluster.shown(leader, drop(true))
    await cluster.startData(...DATA)
    for (const alias of DATA) await cluster.shownOnce(alias, IDS, '[1,3,4]')
    for (const alias of DATA) await cluster.shownOnce(alias, 'exec sum(rowNum) from getTabletsMeta()', '3')
  })
})
