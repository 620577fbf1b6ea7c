import { integer, text, texts, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { bool, int, NOTHING } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { ask } from './cluster-asking.ts'

export const isLeader = define({
  name: 'isLeader',
  signature: 'isLeader()',
  kind: 'system',
  doc: 'Whether this node is the leading controller of its cluster (BOOL).',
  examples: [['isLeader()', 'false']],
  run: context => bool(ask(context, 'isLeader')),
})

export const getControllerElectionTick = define({
  name: 'getControllerElectionTick',
  signature: 'getControllerElectionTick()',
  kind: 'system',
  doc: 'After how many hundredths of a second, once to twice, this controller misses its leader (INT).',
  examples: [],
  run: context => int(ask(context, 'electionTick')),
})

export const setRaftElectionTick = define({
  name: 'setRaftElectionTick',
  signature: 'setRaftElectionTick(groupId, tickCount)',
  kind: 'system',
  doc: 'Sets that time on this controller until it ends; groupId is 1, tickCount at least 10. For administrators, on every controller alike.',
  examples: [],
  run: (context, group, ticks) => {
    const usage = 'setRaftElectionTick(groupId, tickCount)'
    if (integer(group, usage, 'groupId', 1) !== 1) throw new ScriptError(`${usage}: the only group is 1.`)
    const count = integer(ticks, usage, 'tickCount', 0)
    if (count < 10 || count > 100_000) throw wrongArgument(usage, 'tickCount', 'from 10 to 100000', ticks)
    ask(context, 'setElectionTick', count)
    return NOTHING
  },
})

export const addNode = define({
  name: 'addNode',
  signature: "addNode(host, port, alias, [saveConfig=true], [nodeType='datanode'], [computeGroup], [zone])",
  kind: 'system',
  doc: 'Adds data or compute nodes to the cluster, which keeps their list; they are not started. Scalars or vectors of one length. For administrators, on any node.',
  examples: [],
  run: (context, hosts, ports, aliases, save, types, group, zone) => {
    const usage = 'addNode(host, port, alias, [saveConfig], [nodeType], [computeGroup], [zone])'
    if (!truth(save, usage, 'saveConfig', true))
      throw new ScriptError(
        `${usage}: the list of nodes is kept always; saveConfig=false has no meaning here.`,
      )
    const names = texts(aliases, usage, 'alias')
    const list = (value: Value | undefined, parameter: string, byDefault: string) =>
      value === undefined ? names.map(() => byDefault) : spread(texts(value, usage, parameter), names.length)
    const [host, type] = [list(hosts, 'host', ''), list(types, 'nodeType', 'datanode')]
    const [groups, zones] = [list(group, 'computeGroup', ''), list(zone, 'zone', '')]
    const numbers = spread(integers(ports, usage), names.length)
    const columns = [host, type, groups, zones, numbers]
    if (columns.some(column => column.length !== names.length))
      throw new ScriptError(`${usage}: host, port, alias and nodeType must be of the same length.`)
    const nodes = names.map((alias, i) => {
      if (!/^[\w.-]+$/.test(alias)) throw wrongArgument(usage, 'alias', 'letters, digits, _, - or .', aliases)
      if (type[i] !== 'datanode' && type[i] !== 'computenode')
        throw wrongArgument(usage, 'nodeType', 'datanode or computenode', types)
      const site = { host: host[i]!, port: numbers[i]!, alias }
      return { site, role: type[i]!, computeGroup: groups[i]!, zone: zones[i]! }
    })
    ask(context, 'addNodes', nodes)
    return NOTHING
  },
})

// One value for all, or one for each.
const spread = <T>(values: readonly T[], count: number): readonly T[] =>
  values.length === 1 ? Array.from({ length: count }, () => values[0]!) : values

function integers(value: Value | undefined, usage: string): number[] {
  const all = value instanceof Vector ? Array.from({ length: value.length }, (_, i) => value.get(i)) : [value]
  return all.map(each => {
    const port = integer(each as Value | undefined, usage, 'port', 0)
    if (port < 1 || port > 65535) throw wrongArgument(usage, 'port', 'from 1 to 65535', value)
    return port
  })
}

export const removeNode = define({
  name: 'removeNode',
  signature: 'removeNode(alias, [force=false])',
  kind: 'system',
  doc: 'Takes compute nodes out of the cluster; those that run only with force, which stops them. For administrators.',
  examples: [],
  run: (context, alias, force) => {
    const usage = 'removeNode(alias, [force=false])'
    ask(context, 'removeNodes', texts(alias, usage, 'alias'), truth(force, usage, 'force', false))
    return NOTHING
  },
})

export const addAgentToController = define({
  name: 'addAgentToController',
  signature: 'addAgentToController(host, port, alias)',
  kind: 'system',
  doc: 'Adds an agent to the cluster, which starts nodes on its machine. For administrators.',
  examples: [],
  run: (context, host, port, alias) => {
    const usage = 'addAgentToController(host, port, alias)'
    const [number] = integers(port, usage)
    ask(context, 'addAgent', `${text(host, usage, 'host')}:${number}:${text(alias, usage, 'alias')}`)
    return NOTHING
  },
})

const startOrStop = (name: string, method: string, doc: string) =>
  define({
    name,
    signature: `${name}(X)`,
    kind: 'system',
    doc,
    examples: [],
    run: (context, nodes) => {
      ask(context, method, texts(nodes, `${name}(X)`, 'X'))
      return NOTHING
    },
  })

export const startDataNode = startOrStop(
  'startDataNode',
  'start',
  'Starts data and compute nodes, by alias or host:port, through the agents of their machines. For administrators.',
)

export const stopDataNode = startOrStop(
  'stopDataNode',
  'stop',
  'Stops data and compute nodes, by alias or host:port. For administrators.',
)

export const getClusterNodesCfg = define({
  name: 'getClusterNodesCfg',
  signature: 'getClusterNodesCfg()',
  kind: 'system',
  doc: 'The cluster’s nodes, host:port:alias,mode each, as they stand in cluster.nodes.',
  examples: [],
  run: context => StringVector.of(ask(context, 'nodes')),
})

const save = (name: string, method: string, doc: string) =>
  define({
    name,
    signature: `${name}(lines)`,
    kind: 'system',
    doc,
    examples: [],
    run: (context, lines) => {
      ask(context, method, texts(lines, `${name}(lines)`, 'lines'))
      return NOTHING
    },
  })

export const saveClusterNodes = save(
  'saveClusterNodes',
  'saveNodes',
  'Replaces the list of the cluster’s nodes, on all controllers. For administrators.',
)

export const saveClusterNodesConfigs = save(
  'saveClusterNodesConfigs',
  'saveConfig',
  'Replaces cluster.cfg, on all controllers; nodes read it when they start. For administrators.',
)

export const saveControllerConfigs = save(
  'saveControllerConfigs',
  'saveControllers',
  'Replaces the lines of controller.cfg that are for all controllers, on all of them; they read them when they start. What is a controller’s own, such as localSite and its secret, stays. For administrators.',
)

export const reloadClusterConfig = define({
  name: 'reloadClusterConfig',
  signature: 'reloadClusterConfig()',
  kind: 'system',
  doc: 'Nothing is to be done: what is saved of the cluster’s configuration holds for every node that starts from then on.',
  examples: [],
  run: context => {
    ask(context, 'config')
    return NOTHING
  },
})
