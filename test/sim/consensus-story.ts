import { linearizabilityFault, type Operation } from './checkers/linearizability.ts'
import { LogMatching } from './checkers/log-matching.ts'
import { OneLeader } from './checkers/one-leader.ts'
import { StateMachineSafety } from './checkers/state-machine-safety.ts'
import { type MemberProcess, SimGroup, siteOf } from './group.ts'
import { LostController } from './lost-controller.ts'
import { type FaultKind, Nemesis } from './nemesis.ts'
import { SimRandom } from './random.ts'
import { type Outcome, RegisterClient } from './register-client.ts'
import { registerCommand } from './register-machine.ts'
import { showLog } from './stored-logs.ts'
import type { Story } from './story.ts'

const kinds: readonly FaultKind[] = [
  'crash',
  'crash',
  'partition',
  'one-way partition',
  'bad weather',
  'suspension',
  'slow disk',
  'failing disk',
  'clock jump',
  'full disk',
  'slow node',
  'lost disk',
]

// How long faults go on, and how long the group may take to be whole again.
const TROUBLE = 30_000
const RECOVERY = 15_000

/** Controllers that keep registers: faults of all kinds, then peace. */
export const consensusStory: Story = async (seed, trace = null) => {
  const random = new SimRandom(seed)
  const small = random.chance(0.7)
  const group = new SimGroup(seed, small ? { compaction: 20, kept: 10, pieceBytes: 60 } : {})
  const { timeline, world } = group
  const log = (line: string) => trace?.(`${timeline.now.toFixed(3)} ${line}`)
  if (trace) world.network.traceTo(log)
  const aliases = random.chance(0.7) ? ['c1', 'c2', 'c3'] : ['c1', 'c2', 'c3', 'c4', 'c5']
  const oneLeader = new OneLeader()
  const safety = new StateMachineSafety()
  const matching = new LogMatching()
  const logs: string[][] = []
  group.onStart = (alias, machine) => {
    machine.onApply = (index, command) => safety.applied(alias, index, command)
    logs.push(world.process(alias).host.lines)
  }
  group.onOpen = ({ consensus, site }) =>
    consensus.subscribe(() => {
      log(`${site.alias} follows ${consensus.leader()?.alias ?? 'nobody'} in term ${consensus.term}`)
      if (consensus.leader()?.alias === site.alias) oneLeader.saw(site.alias, consensus.term)
    })
  const lost = new LostController(timeline, random.chance(0.4))
  const victims = {
    world,
    aliases,
    crash(alias: string) {
      showLog(matching, world.process(alias).host, '/consensus')
      group.crash(alias)
    },
    restart: (alias: string) => void group.launch(alias, aliases.map(siteOf)),
    favourite: () => group.leader()?.site.alias,
    wipe(alias: string) {
      if (!group.running.has(alias) || !lost.mayLose(alias, group.leader()?.consensus)) return null
      group.crash(alias)
      world.wipe(alias)
      return `the disk of ${alias}`
    },
  }
  const nemesis = new Nemesis(victims, kinds, log)
  await group.found(...aliases)
  const history = new Map<string, Operation[]>()
  const outcomes = new Map<Outcome, number>()
  const clients = ['x', 'y', 'z'].map(name => new RegisterClient(name, group, history, outcomes, log))
  for (const client of clients) client.begin(100)
  nemesis.begin(1200)
  const stirring = stir(group, random, aliases, lost)
  await timeline.run(TROUBLE)
  nemesis.calm()
  stirring()
  await timeline.run(1000)
  for (const client of clients) client.stop()
  await comesTogether(group, aliases)
  for (const { host } of group.running.values()) showLog(matching, host, '/consensus')
  for (const lines of logs) nothingBroke(lines)
  for (const operations of history.values()) {
    const fault = linearizabilityFault(operations, '')
    if (fault) throw new Error(fault)
  }
  const { counts } = world.network
  return {
    milliseconds: timeline.now,
    faults: nemesis.counts,
    counts: new Map<string, number>([
      ...[...outcomes].map(([outcome, count]) => [`operations ${outcome}`, count] as const),
      ...Object.entries(counts).map(([name, count]) => [`messages ${name}`, count] as const),
      ['leaders', oneLeader.leaders.size],
      ['commands applied', safety.last],
    ]),
  }
}

function nothingBroke(log: readonly string[]): void {
  const broken = log.find(line => /Broken invariant|leaves its group/.test(line))
  if (broken) throw new Error(broken)
}

// Leadership is handed over and members come and go while all this happens. Returns what ends it.
function stir(
  group: SimGroup,
  random: SimRandom,
  aliases: readonly string[],
  lost: LostController,
): () => void {
  let stopped = false
  const quietly = (promise: Promise<void> | undefined) => void promise?.catch(() => {})
  const next = () => {
    group.timeline.after(4000 * random.next(), () => {
      if (stopped) return
      const leader = group.leader()?.consensus
      const alias = aliases[random.below(aliases.length)]!
      const dice = random.below(4)
      if (dice === 1) quietly(leader?.transferLeadership(alias))
      else if (!lost.mayChange()) return next()
      else if (dice === 0) quietly(leader?.removeMember(alias))
      else quietly(leader?.addMember(siteOf(alias)))
      next()
    })
  }
  next()
  return () => {
    stopped = true
  }
}

// In peace there is a leader, it takes commands, and all members end with the same.
async function comesTogether(group: SimGroup, aliases: readonly string[]): Promise<void> {
  const { timeline } = group
  const everybody = () => aliases.every(alias => group.running.has(alias))
  await timeline.until(everybody, RECOVERY, 'that everybody runs again')
  let last: MemberProcess | undefined
  const settled = async () => {
    const leader = group.leader()
    if (!leader) return false
    const end = leader.consensus.propose(registerCommand({ op: 'put', key: 'end', value: 'end' }))
    last = leader
    return end.then(
      () => true,
      () => false,
    )
  }
  let done = false
  const deadline = timeline.now + RECOVERY
  while (!done) {
    if (timeline.now > deadline) throw new Error('In peace, no leader takes commands.')
    done = await timeline.result(settled())
    if (!done) await timeline.run(100)
  }
  const same = (alias: string) => {
    const { machine } = group.member(alias)
    const text = (values: Map<string, string>) => JSON.stringify([...values].sort())
    return text(machine.values) === text(last!.machine.values)
  }
  for (const { alias } of last!.consensus.members()) {
    await timeline.until(() => same(alias), RECOVERY, `that ${alias} has what the leader has`)
  }
}
