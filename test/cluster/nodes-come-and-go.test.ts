import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { TutorialCluster } from './processes.ts'

const MACHINES = ['P1', 'P2', 'P3']
const stateOf = (alias: string) => `exec state from getClusterPerf() where name = "${alias}"`

let cluster: TutorialCluster
before(async () => {
  cluster = await TutorialCluster.make()
  for (const machine of MACHINES)
    cluster.edit(`${machine}/config/controller.cfg`, text => `${text}\ndatanodeRestartInterval=1\n`)
  await cluster.begin()
})
after(() => cluster.end())

/** The list of nodes as each controller keeps it on its disk. */
const lists = () =>
  MACHINES.map(machine => readFileSync(join(cluster.folder, machine, 'config', 'cluster.nodes'), 'utf8'))

suite('nodes come and go while the cluster runs', () => {
  test('a compute node is added, runs, is not removed while it does, and is gone once it was forced', async () => {
    const { host, port } = cluster.node('compute1')
    await cluster.startData('datanode1', 'datanode2')
    await cluster.shownOnce('datanode1', `addNode("${host}", ${port}, "compute1", , "computenode"); 1`, '1')
    await cluster.startData('compute1')
    await cluster.shownOnce('compute1', '1 + 1', '2')
    assert.match(lists().join('\n'), /compute1,computenode/)
    const refused = /compute1 is running: stop it first, or remove it with force/
    await assert.rejects(cluster.shown('datanode1', 'removeNode("compute1")'), refused)
    assert.equal(await cluster.shown('compute1', '1 + 1'), '2')
    await assert.rejects(cluster.shown('datanode1', 'removeNode("datanode2", true)'), /only compute nodes/)
    await cluster.shown('datanode1', 'removeNode("compute1", true); 1')
    await cluster.until('its process is gone', () => cluster.processOf('compute1') === null)
    for (const alias of ['datanode2', await cluster.leader()])
      await cluster.shownOnce(alias, stateOf('compute1'), '[]')
    await cluster.until('it is on no list', () => lists().every(list => !list.includes('compute1')))
    const leader = await cluster.leader()
    await assert.rejects(cluster.shown(leader, 'startDataNode("compute1")'), /There is no node compute1/)
  })

  test('a data node that crashes is started again by itself, one that was stopped is not', async () => {
    const crashed = cluster.processOf('datanode2')
    cluster.signal('datanode2', 'SIGKILL')
    await cluster.until('it has another process', () => {
      const now = cluster.processOf('datanode2')
      return now !== null && now !== crashed
    })
    await cluster.shownOnce('datanode2', 'isNodeInitialized()', 'true')
    await cluster.shownOnce(await cluster.leader(), 'stopDataNode("datanode1"); 1', '1')
    await cluster.until('it has ended', () => cluster.processOf('datanode1') === null)
    // Long enough for the other one to have come back again.
    cluster.signal('datanode2', 'SIGKILL')
    await cluster.until('that one runs', () => cluster.processOf('datanode2') !== null)
    assert.equal(cluster.processOf('datanode1'), null)
    await cluster.startData('datanode1')
  })

  test('an agent that addAgentToController has added starts nodes of its machine', async () => {
    const { host } = cluster.node('controller3')
    const agent = { alias: 'agent4', machine: 'P3', host, port: cluster.node('agent1').port }
    const node = { alias: 'datanode4', machine: 'P3', host, port: cluster.node('datanode1').port }
    for (const each of [agent, node]) cluster.nodes.set(each.alias, each)
    const sites = ['controller1', 'controller2', 'controller3']
      .map(alias => `${cluster.address(alias)}:${alias}:controller`)
      .join(',')
    const lines = [
      `localSite=${host}:${agent.port}:agent4`,
      `controllerSite=${cluster.address('controller1')}:controller1`,
      `sites=${host}:${agent.port}:agent4:agent,${sites}`,
    ]
    writeFileSync(join(cluster.folder, 'P3', 'config', 'agent.cfg'), `${lines.join('\n')}\n`)
    await cluster.shown('datanode1', `addAgentToController("${host}", ${agent.port}, "agent4"); 1`)
    cluster.launch('agent4')
    await cluster.shown('datanode1', `addNode("${host}", ${node.port}, "datanode4"); 1`)
    await cluster.startData('datanode4')
    await cluster.shownOnce('datanode1', stateOf('datanode4'), '[1]')
    await cluster.shownOnce('datanode4', 'getActiveMaster()', /^controller/)
    await cluster.until('all lists have both', () =>
      lists().every(list => list.includes('agent4,agent') && list.includes('datanode4,datanode')),
    )
  })

  test('setRaftElectionTick: the followers wait that long for a leader that stands still', async () => {
    const leader = await cluster.leader()
    const followers = ['controller1', 'controller2', 'controller3'].filter(alias => alias !== leader)
    for (const alias of followers) {
      await cluster.shown(alias, 'setRaftElectionTick(1, 200); 1')
      assert.equal(await cluster.shown(alias, 'getControllerElectionTick()'), '200')
      assert.equal(await cluster.shown(alias, 'getControllerElectionTick()'), '200')
    }
    const begin = performance.now()
    cluster.signal(leader, 'SIGSTOP')
    try {
      await cluster.shownOnce(followers[0]!, 'getActiveMaster()', new RegExp(`^(${followers.join('|')})$`))
      assert.ok(performance.now() - begin > 1900, 'somebody stood too early')
    } finally {
      cluster.signal(leader, 'SIGCONT')
    }
    await cluster.shownOnce(leader, `getActiveMaster() != "${leader}"`, 'true')
  })
})
