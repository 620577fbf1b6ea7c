import type { Site } from '../../cluster/site.ts'
import { asking } from '../../engine/bridge/bridge.ts'
import { text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, BOOL, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { bool, date, int, long, NULL, Scalar, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import {
  activeMasterOf,
  configLinesOf,
  controllerAliasOf,
  controllerLinesOf,
  dataNodesOf,
  isReady,
  modeOf,
} from './cluster-asking.ts'

const ask = asking('status')

const site = (context: Context) => ask<Site>(context, 'site')

/** @throws ScriptError unless the argument is left out or this node's alias: a single node knows no other. */
export function onlyHere(context: Context, alias: Value | undefined, usage: string): void {
  if (alias === undefined) return
  const given = text(alias, usage, 'nodeAlias')
  if (given !== '' && given !== site(context).alias) {
    throw new ScriptError(`There is no node ${given.slice(0, 60)} here.`)
  }
}

const constant = (name: string, doc: string, run: (context: Context) => Value, example: string | null) =>
  define({
    name,
    signature: `${name}()`,
    kind: 'system',
    doc,
    examples: example === null ? [] : [[`${name}()`, example]],
    run,
  })

// DolphinDB's clients read its version to know what a server can do; this is the one we are like.
const LIKE_VERSION = '3.00.4'

export const version = define({
  name: 'version',
  signature: 'version()',
  kind: 'system',
  doc: 'The version of DolphinDB whose functions and protocol this server offers, its date and system, and what it is.',
  examples: [['version().startsWith("3.00.")', 'true']],
  run: () => string(`${LIKE_VERSION} 2025.10.01 LINUX x86_64 Porpoise`),
})

export const getNodeType = constant(
  'getNodeType',
  'What this node is: 0 data node, 1 agent, 2 controller, 3 single, 4 compute node.',
  context => int(modeOf(context)),
  '3',
)

export const getNodeAlias = constant(
  'getNodeAlias',
  'The name of this node.',
  context => string(site(context).alias),
  null,
)

export const getControllerAlias = constant(
  'getControllerAlias',
  'The name of a controller of the cluster, the leading one where it is known; of a single node, its own.',
  context => string(controllerAliasOf(context)),
  null,
)

export const getActiveMaster = constant(
  'getActiveMaster',
  'The name of the cluster’s leading controller; of a single node, its own.',
  context => string(activeMasterOf(context)),
  null,
)

export const getOS = constant(
  'getOS',
  'The operating system that this node runs on: linux, darwin, windows.',
  () => string(process.platform === 'win32' ? 'windows' : process.platform),
  null,
)

export const getNodeHost = constant(
  'getNodeHost',
  'The host of this node.',
  context => string(site(context).host),
  null,
)

export const getNodePort = constant(
  'getNodePort',
  'The port of this node.',
  context => int(site(context).port),
  null,
)

export const getHomeDir = constant(
  'getHomeDir',
  'The folder of this node’s data.',
  context => string(ask(context, 'home')),
  null,
)

const ready = (name: string, doc: string) => constant(name, doc, context => bool(isReady(context)), 'true')

export const isNodeInitialized = ready('isNodeInitialized', 'Whether this node is ready to serve.')

export const isDataNodeInitialized = ready(
  'isDataNodeInitialized',
  'Whether this data node is ready to serve.',
)

export const isControllerInitialized = ready(
  'isControllerInitialized',
  'Whether this controller is ready to serve.',
)

export const getRequiredAPIVersion = constant(
  'getRequiredAPIVersion',
  'The oldest version of the protocol that clients may speak (INT), and a message to those that are older.',
  () => new Tuple([int(100), string('')]),
  '(100,)',
)

export const getClusterLiveDataNodes = define({
  name: 'getClusterLiveDataNodes',
  signature: 'getClusterLiveDataNodes([includeComputeNode=true])',
  kind: 'system',
  doc: 'Data nodes that serve, host:port:alias each.',
  examples: [['getClusterLiveDataNodes().size()', '1']],
  run: (context, compute) => {
    const usage = 'getClusterLiveDataNodes([includeComputeNode=true])'
    const wanted = truth(compute, usage, 'includeComputeNode', true)
    const nodes = dataNodesOf(context)
    if (nodes === null) {
      const { host, port, alias } = site(context)
      return StringVector.of([`${host}:${port}:${alias}`])
    }
    const live = nodes.filter(({ state, mode }) => state === 1 && (wanted || mode === 0))
    return StringVector.of(live.map(node => node.site))
  },
})

export const getDataNodes = constant(
  'getDataNodes',
  'The names of the cluster’s data nodes.',
  context => {
    const nodes = dataNodesOf(context)?.filter(({ mode }) => mode === 0)
    return StringVector.of(nodes?.map(({ alias }) => alias) ?? [site(context).alias])
  },
  null,
)

// 2199.12.31
const NEVER = 84_005

export const license = define({
  name: 'license',
  signature: 'license([fileName], [pubKeyFile], [read=false])',
  kind: 'system',
  doc: 'What this server may be used for, in the words of DolphinDB’s licences: everything, by everybody, for ever.',
  examples: [
    ['license().expiration', '2199.12.31'],
    ['license().licenseType', '0'],
  ],
  run: (_, file) => {
    if (file !== undefined) throw new ScriptError('There are no licence files: Porpoise is free.')
    const values: readonly (readonly [string, Scalar])[] = [
      ['authorization', string('free')],
      ['licenseType', int(0)],
      ['maxMemoryPerNode', int(1_048_576)],
      ['maxCoresPerNode', int(4096)],
      ['clientName', string('everybody')],
      ['bindCPU', new Scalar(BOOL, 0)],
      ['expiration', date(NEVER)],
      ['maxNodes', int(4096)],
      ['version', string('')],
      ['modules', long(0n)],
      ['moduleNames', string('')],
      ['productKey', string('DOLPHIN')],
    ]
    const dictionary = new Dictionary(STRING, ANY, true)
    for (const [key, value] of values) dictionary.set(key, value)
    return dictionary
  },
})

export const getLicenseExpiration = constant(
  'getLicenseExpiration',
  'Until when the licence holds: for ever, which is 2199.12.31.',
  () => date(NEVER),
  '2199.12.31',
)

export const getConfig = define({
  name: 'getConfig',
  aliases: ['getConfigure'],
  signature: 'getConfig([key])',
  kind: 'system',
  doc: 'A dictionary of the node’s configuration, or the value of one parameter; null where it has none. Secrets are left out.',
  examples: [['getConfig("mode")', 'single']],
  run: (context, key) => {
    if (key === undefined) {
      const all = new Dictionary(STRING, ANY, true)
      for (const [name, value] of ask<[string, string][]>(context, 'config', null)) {
        all.set(name, string(value))
      }
      return all
    }
    if (!(key instanceof Scalar) || key.isNull)
      throw wrongArgument('getConfig([key])', 'key', 'a string', key)
    const value = ask<string | null>(context, 'config', text(key, 'getConfig([key])', 'key'))
    return value === null ? NULL : new Scalar(STRING, value)
  },
})

const ownConfig = (context: Context) =>
  ask<[string, string][]>(context, 'config', null).map(pair => pair.join('='))

export const loadControllerConfigs = constant(
  'loadControllerConfigs',
  'What is the same in every controller.cfg, `key=value` each; on a single node, its configuration.',
  context => StringVector.of(controllerLinesOf(context) ?? ownConfig(context)),
  null,
)

export const loadClusterNodesConfigs = constant(
  'loadClusterNodesConfigs',
  'The configuration of the cluster’s nodes, `key=value` each.',
  context => StringVector.of(configLinesOf(context) ?? ownConfig(context)),
  null,
)
