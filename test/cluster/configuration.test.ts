import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entriesFor } from '../../src/cluster/config/cluster-config.ts'
import { ConfigError } from '../../src/cluster/config/config-error.ts'
import { readConfig } from '../../src/cluster/config/config-file.ts'
import { checkOwnPlace, nodesText, readNodes } from '../../src/cluster/config/nodes-file.ts'
import { problemsIn } from '../../src/cluster/config/problems.ts'
import { Settings } from '../../src/cluster/config/settings.ts'
import { sharedLines, withShared } from '../../src/cluster/config/shared-lines.ts'
import { pack, unpack } from '../../src/cluster/link/packing.ts'
import { Roster } from '../../src/cluster/roster/roster.ts'
import { parseSite } from '../../src/cluster/site.ts'

const settings = (text: string) => new Settings(readConfig(text, 'controller.cfg'))
const complaint = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error))
    return error.message
  }
  return 'no complaint'
}

test('comments, blank lines and blanks around = are no matter; the later line wins', () => {
  const read = settings(
    '\n# a comment\n// another\n\nworkerNum = 3\r\nworkerNum=4\nlocalSite=10.1.1.1:8900:controller1',
  )
  assert.equal(read.number('workerNum'), 4)
  assert.deepEqual(read.site('localSite'), { host: '10.1.1.1', port: 8900, alias: 'controller1' })
  assert.equal(read.count('dfsReplicationFactor'), 2)
  assert.equal(read.text('dfsHAMode'), null)
  assert.deepEqual(read.warnings, [])
})

test('the command line wins over files', () => {
  const flags = [
    { key: 'workerNum', value: '8', place: { file: 'the command line', line: null, text: '-workerNum 8' } },
  ]
  assert.equal(new Settings(readConfig('workerNum=2', 'f'), flags).number('workerNum'), 8)
})

test('an unknown key is told with the nearest one; a value that can not be, with what is expected', () => {
  assert.deepEqual(settings('\ndfsReplicationFator=2').warnings, [
    'controller.cfg, line 2: there is no parameter dfsReplicationFator. Did you mean dfsReplicationFactor?',
  ])
  assert.deepEqual(settings('somethingElse=2').warnings, [
    'controller.cfg, line 1: there is no parameter somethingElse.',
  ])
  assert.equal(
    complaint(() => settings('workerNum=2\ndfsReplicationFactor=two')),
    'controller.cfg, line 2: dfsReplicationFactor=two: a whole number from 1 to 100 is expected.\n  2 │ dfsReplicationFactor=two',
  )
  assert.match(
    complaint(() => settings('dfsHAMode=Paxos')),
    /dfsHAMode=Paxos: Raft is expected/,
  )
  assert.match(
    complaint(() => settings('workerNum')),
    /line 1: key=value is expected\.\n {2}1 │ workerNum/,
  )
})

test('sites: the agent itself, and the controllers', () => {
  const read = settings(
    'sites=10.1.1.1:8901:agent1:agent,10.1.1.1:8900:c1:controller,10.1.1.3:8900:c2:controller',
  )
  assert.deepEqual(
    read.sites('sites', 'controller').map(site => site.alias),
    ['c1', 'c2'],
  )
})

test('cluster.cfg: every node, wildcards, one node, the macro', () => {
  const entries = readConfig(
    [
      'volumes=/data/<ALIAS>',
      'maxMemSize=12',
      'node?.maxMemSize=16',
      '%8821.workerNum=2',
      'nodeB.volumes=/other',
      'nodeA.maxMemSize=32',
    ].join('\n'),
    'cluster.cfg',
  )
  const of = (alias: string) =>
    Object.fromEntries(entriesFor(entries, alias).map(({ key, value }) => [key, value]))
  assert.deepEqual(of('nodeA'), { volumes: '/data/nodeA', maxMemSize: '32' })
  assert.deepEqual(of('nodeB'), { volumes: '/other', maxMemSize: '16' })
  assert.deepEqual(of('p8821'), { volumes: '/data/p8821', maxMemSize: '12', workerNum: '2' })
  assert.deepEqual(of('node10'), { volumes: '/data/node10', maxMemSize: '12' })
})

const TUTORIAL = `localSite,mode
10.1.1.1:8900:controller1,controller
10.1.1.2:8900:controller2,controller
10.1.1.1:8901:agent1,agent
10.1.1.1:8911:datanode1,datanode
`

test('cluster.nodes is read and written', () => {
  const nodes = readNodes(TUTORIAL, 'cluster.nodes')
  assert.equal(nodesText(nodes), TUTORIAL)
  const groups = 'localSite,mode,computeGroup\na:1:c1,computenode,orca\na:2:d1,datanode\n'
  assert.equal(nodesText(readNodes(groups, 'f')), groups)
})

test('what is wrong in cluster.nodes is told with its line', () => {
  const wrong = (line: string) => complaint(() => readNodes(`${TUTORIAL}${line}`, 'cluster.nodes'))
  assert.match(
    wrong('10.1.1.9:8900:x,master'),
    /line 6: mode is one of controller, agent, datanode, computenode, not "master"/,
  )
  assert.match(wrong('10.1.1.9:x,agent'), /line 6: A site is written host:port:alias/)
  assert.match(
    wrong('10.1.1.1:8911:other,datanode'),
    /10\.1\.1\.1:8911 stands here twice: it is .*datanode1,datanode in line 5/,
  )
  assert.match(wrong('10.1.1.9:8911:datanode1,datanode'), /datanode1 stands here twice/)
})

test('a node that is not where cluster.nodes has it says which line to mend', () => {
  const nodes = readNodes(TUTORIAL, 'cluster.nodes')
  const own = readConfig('localSite=10.1.1.3:8900:controller2', 'controller.cfg')[0]!.place
  const check = (site: string, role: 'controller' | 'datanode', place: typeof own | null = own) =>
    complaint(() => checkOwnPlace(nodes, parseSite(site), role, 'cluster.nodes', place))
  assert.equal(
    check('10.1.1.3:8900:controller2', 'controller'),
    'cluster.nodes, line 3: controller2 stands at 10.1.1.2:8900 here, but its localSite is ' +
      '10.1.1.3:8900:controller2 (controller.cfg, line 1): mend whichever is wrong.\n' +
      '  3 │ 10.1.1.2:8900:controller2,controller',
  )
  assert.match(
    check('10.1.1.1:8911:datanode1', 'controller'),
    /line 5: datanode1 stands here as datanode, but was started as controller/,
  )
  assert.match(
    check('10.1.1.1:8900:controllerX', 'controller'),
    /line 2: At 10\.1\.1\.1:8900 stands controller1 here/,
  )
  assert.match(
    check('10.1.1.7:8911:datanode3', 'datanode'),
    /not in cluster\.nodes.*Add the line 10\.1\.1\.7:8911:datanode3,datanode/,
  )
  assert.equal(check('10.1.1.1:8900:controller1', 'controller'), 'no complaint')
})

test('a file in a form: every line is checked, unknown keys are told with the nearest one', () => {
  assert.deepEqual(
    problemsIn('cluster.cfg', 'maxMemSize=12\nnode1.workerNun=2\n# workerNun\n%.workerNum=two\nworkerNum'),
    [
      { line: 2, severity: 'warning', message: 'there is no parameter workerNun. Did you mean workerNum?' },
      { line: 4, severity: 'error', message: 'workerNum=two: a whole number of at least 1 is expected.' },
      { line: 5, severity: 'error', message: 'key=value is expected.' },
    ],
  )
  assert.deepEqual(problemsIn('cluster.nodes', '10.1.1.1:8900:c1,controller\n10.1.1.1:8900:d1,datanode'), [
    {
      line: 2,
      severity: 'error',
      message: '10.1.1.1:8900 stands here twice: it is 10.1.1.1:8900:c1,controller in line 1.',
    },
  ])
  assert.deepEqual(problemsIn('controller.cfg', 'dfsReplicationFactor=3'), [])
})

test('controllers share the lines of controller.cfg that are not about one of them alone', () => {
  const own = 'localSite=10.1.1.1:8900:c1\n# for all\nclusterSecretFile=/secret\ndfsReplicationFactor=2\n'
  const shared = sharedLines(own)
  assert.deepEqual(shared, ['# for all', 'dfsReplicationFactor=2'])
  assert.equal(
    withShared(own, ['dfsReplicationFactor=3', 'localSite=10.9.9.9:1:other']),
    'localSite=10.1.1.1:8900:c1\nclusterSecretFile=/secret\ndfsReplicationFactor=3\n',
  )
})

test('the controllers agree on what is shared, and refuse what can not be', () => {
  const roster = new Roster()
  const reply = (lines: readonly string[]) => unpack(roster.apply(pack({ is: 'setControllers', lines })))
  assert.equal(roster.controllers, null)
  assert.equal(reply(['dfsReplicationFactor=3']), null)
  assert.match(String(reply(['dfsReplicationFactor=none'])), /a whole number from 1 to 100 is expected/)
  assert.deepEqual(roster.controllers, ['dfsReplicationFactor=3'])
  assert.deepEqual(
    roster.changes().map(({ key }) => key),
    ['state/roster-controllers'],
  )
})
