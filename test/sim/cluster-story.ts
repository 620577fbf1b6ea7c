import { OneLeader } from './checkers/one-leader.ts'
import { SnapshotReads } from './checkers/snapshot-reads.ts'
import { SimCluster } from './cluster.ts'
import { type FaultKind, Nemesis } from './nemesis.ts'
import { SimRandom } from './random.ts'
import type { Story } from './story.ts'
import { TableClient } from './table-client.ts'

const kinds: readonly FaultKind[] = [
  'crash',
  'crash',
  'crash',
  'partition',
  'one-way partition',
  'bad weather',
  'suspension',
  'slow disk',
  'failing disk',
  'clock jump',
]

const TROUBLE = 20_000
const RECOVERY = 60_000

/** A cluster whose nodes append to several partitions at once and read them: faults of all kinds, then peace. */
export const clusterStory: Story = async (seed, trace) => {
  const random = new SimRandom(seed)
  const cluster = new SimCluster(
    seed,
    { heartbeatTimeout: 2000 },
    { inlineBytes: random.chance(0.5) ? 30 : 4096 },
  )
  const { timeline, world } = cluster
  const log = (line: string) => trace(`${timeline.now.toFixed(3)} ${line}`)
  world.network.traceTo(log)
  const oneLeader = new OneLeader()
  const logs: [string, string[]][] = []
  cluster.onStart = ({ site, host }) => logs.push([site.alias, host.lines])
  cluster.onController = ({ site, consensus }) =>
    consensus.subscribe(() => {
      if (consensus.leader()?.alias === site.alias) oneLeader.saw(site.alias, consensus.term)
    })
  const wrong: Error[] = []
  const fail = (error: Error) => void wrong.push(error)
  await cluster.start(3, 3)
  await cluster.createTable('n1')
  const aliases = ['c1', 'c2', 'c3', 'n1', 'n2', 'n3']
  const victims = {
    world,
    aliases,
    crash: (alias: string) => cluster.crash(alias),
    restart: (alias: string) => void cluster.launch(alias).catch(fail),
    favourite: () => cluster.leader()?.site.alias,
  }
  const nemesis = new Nemesis(victims, kinds, log)
  const checker = new SnapshotReads()
  const outcomes = new Map<string, number>()
  const clients = [1, 2, 3].map(index => new TableClient(index, cluster, checker, outcomes, log, fail))
  for (const client of clients) client.begin(200)
  nemesis.begin(1500)
  await timeline.run(TROUBLE)
  nemesis.calm()
  await timeline.run(2000)
  for (const client of clients) client.stop()
  if (wrong[0]) throw wrong[0]
  await comesTogether(cluster, aliases)
  for (const alias of cluster.nodes.keys()) {
    const done = await timeline.result(clients[0]!.read(alias))
    if (!done) throw new Error(`In peace, ${alias} can't read.`)
  }
  if (wrong[0]) throw wrong[0]
  for (const [alias, lines] of logs) {
    const broken = lines.find(line => /Broken invariant|TypeError|leaves its group/.test(line))
    if (broken) throw new Error(`${alias}: ${broken}`)
  }
  return {
    milliseconds: timeline.now,
    counts: new Map<string, number>([
      ...nemesis.counts,
      ...outcomes,
      ...Object.entries(world.network.counts).map(([name, count]) => [`messages ${name}`, count] as const),
      ['leaders', oneLeader.leaders.size],
    ]),
  }
}

// In peace everybody runs, no transaction stays open, no lock stays held, and every chunk has all its replicas.
async function comesTogether(cluster: SimCluster, aliases: readonly string[]): Promise<void> {
  const { timeline } = cluster
  const running = () => aliases.every(alias => cluster.controllers.has(alias) || cluster.nodes.has(alias))
  await timeline.until(running, RECOVERY, 'that everybody runs again')
  try {
    await timeline.until(() => cluster.isQuiet(), RECOVERY, 'that all replicas are current')
  } catch (error) {
    const state = cluster.leader()?.machine.state
    const open = state?.openTransactions().map(({ tid }) => tid)
    throw new Error(
      `${(error as Error).message}: leader ${cluster.leader()?.site.alias}, chunks ${cluster.leader() && cluster.chunks().join(', ')}, open ${open}`,
    )
  }
  const few = [...cluster.leader()!.machine.state.chunks.values()].find(({ replicas }) => replicas.length < 2)
  if (few) throw new Error(`The chunk ${few.path} has ${few.replicas.length} replicas.`)
  const bound = () =>
    [...cluster.nodes].filter(
      ([, { node }]) => node.participants.inDoubt.length > 0 || node.presence.coordinates.size > 0,
    )
  await timeline.until(() => bound().length === 0, RECOVERY, 'that nobody is in doubt')
}
