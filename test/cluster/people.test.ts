import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { TutorialCluster } from './processes.ts'

let cluster: TutorialCluster
before(async () => {
  cluster = await TutorialCluster.make()
  await cluster.begin()
  await cluster.startData('datanode1', 'datanode2')
  for (const alias of ['datanode1', 'datanode2'])
    await cluster.shownOnce(alias, 'isNodeInitialized()', 'true')
})
after(() => cluster.end())

suite('people and calls in a cluster of processes', () => {
  test('a user made on one node logs in on the others, and survives the loss of the leader', async () => {
    await cluster.shown('datanode1', 'createUser(`mary, "apple12")')
    const port = cluster.node('datanode2').port
    const asMary = (password: string) =>
      `remoteRun(xdb("${cluster.node('datanode2').host}", ${port}, "mary", "${password}"), "getCurrentSessionAndUser()[1]")`
    assert.equal(await cluster.shown('datanode1', asMary('apple12')), 'mary')
    await cluster.shown('datanode2', 'def view(){ return 42 }; addFunctionView(view)')
    const leader = await cluster.leader()
    assert.equal(await cluster.shown(leader, 'getUserList()'), '["mary"]')
    await cluster.kill(leader)
    assert.equal(await cluster.shown('datanode1', asMary('apple12')), 'mary')
    await cluster.shown('datanode2', 'resetPwd(`mary, "banana12")')
    assert.equal(await cluster.shown('datanode1', asMary('banana12')), 'mary')
    await assert.rejects(cluster.shown('datanode1', asMary('apple12')), /password is incorrect/)
    await cluster.shownOnce('datanode1', 'view()', '42')
    cluster.launch(leader)
    await cluster.shownOnce(leader, 'getUserList()', '["mary"]')
    await cluster.shownOnce(leader, 'exec name from getFunctionViews()', '["view"]')
  })

  test('functions run on other nodes by their names', async () => {
    assert.equal(await cluster.shown('datanode1', 'rpc("datanode2", getNodeAlias)'), 'datanode2')
    assert.equal(
      await cluster.shown('datanode1', 'exec Node from pnodeRun(getNodeAlias) order by Node'),
      '["datanode1","datanode2"]',
    )
    const controller = await cluster.leader()
    assert.equal(await cluster.shown('datanode1', `rpc(getControllerAlias(), getNodeType)`), '2')
    assert.equal(await cluster.shown(controller, 'exec Value from pnodeRun(getNodeType)'), '[0,0]')
    assert.equal(
      await cluster.shown('datanode1', 'remoteRun(xdb("datanode2"), "getCurrentSessionAndUser()[1]")'),
      'admin',
    )
    await cluster.kill('datanode2')
    await assert.rejects(
      cluster.shown('datanode1', 'rpc("datanode2", getNodeAlias)'),
      /The node datanode2 can't be reached/,
    )
  })
})
