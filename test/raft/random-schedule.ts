import { Prng } from '../../src/base/prng.ts'
import type { Message } from '../../src/raft/message.ts'
import { LogMatching } from '../sim/checkers/log-matching.ts'
import { OneLeader } from '../sim/checkers/one-leader.ts'
import { StateMachineSafety } from '../sim/checkers/state-machine-safety.ts'
import { entryText, Group, type Node, newDisk, voter } from './group.ts'

const encoder = new TextEncoder()

/** Pure members under a random schedule, with everything checked that a group promises. */
export class RandomSchedule {
  readonly #random: Prng
  readonly #group = new Group()
  readonly #oneLeader = new OneLeader()
  readonly #logMatching = new LogMatching()
  readonly #safety = new StateMachineSafety()
  /** What was committed when a read was asked for. */
  readonly #reads = new Map<number, number>()
  #token = 0
  #commands = 0
  /** What was counted: to see that a schedule isn't empty. */
  readonly counts = { committed: 0, leaders: 0, reads: 0, crashes: 0, snapshots: 0, memberships: 0 }

  constructor(seed: number) {
    this.#random = new Prng(seed)
    const count = this.#random.pick([3, 3, 5])
    const ids = Array.from({ length: count }, (_, i) => `${i + 1}`)
    this.#group.seed = this.#random.below(2 ** 30)
    const newsTicks = seed % 2
    this.#group.settings = {
      electionTicks: 10,
      heartbeatTicks: 2,
      appendBytes: 100,
      appendWindow: 3,
      newsTicks,
    }
    for (const id of ids) this.#watch(this.#group.add(id, newDisk(ids.map(voter))))
    // Those that may join.
    for (const id of ['8', '9']) this.#watch(this.#group.add(id, newDisk([])))
  }

  run(steps: number): void {
    for (let i = 0; i < steps; i++) {
      this.#step()
      this.#look()
    }
    this.#comeToRest()
  }

  #watch(node: Node): void {
    const { store, apply } = node
    node.store = ready => {
      if (ready.snapshot) this.counts.snapshots++
      store.call(node, ready)
      for (const entry of ready.entries) {
        this.#logMatching.stored(entry, node.raft.log.termAt(entry.index - 1) ?? -1)
      }
    }
    node.apply = ready => {
      apply.call(node, ready)
      for (const entry of ready.committed) {
        this.#safety.applied(node.id, entry.index, entryText(entry))
        if (entry.payload.kind === 'membership') this.counts.memberships++
      }
      for (const { token, index } of ready.reads) {
        if (index === null) continue
        this.counts.reads++
        const asked = this.#reads.get(token)!
        if (index < asked)
          throw new Error(`A read is answered at ${index}, but ${asked} was committed before.`)
      }
    }
  }

  #step(): void {
    const { nodes } = this.#group
    const random = this.#random
    const node = random.pick([...nodes.values()])
    const dice = random.below(100)
    if (dice < 45) this.#deliver()
    else if (dice < 75) this.#process(node)
    else if (dice < 87) {
      if (node.alive) node.raft.tick()
    } else if (dice < 94) this.#ask(this.#random.chance(0.7) ? this.#leaderOr(node) : node)
    else if (dice < 95) this.#changePartition()
    else if (dice < 98) this.#crashOrRestart(node)
    else this.#compact(node)
  }

  // Whoever thinks that it leads, be it wrong.
  #leaderOr(node: Node): Node {
    const leaders = [...this.#group.nodes.values()].filter(({ raft, alive }) => alive && raft.leading)
    return leaders.length > 0 ? this.#random.pick(leaders) : node
  }

  #deliver(): void {
    const { messages } = this.#group
    if (messages.length === 0) return
    // Mostly in order, now and then any.
    const at = this.#random.chance(0.8) ? 0 : this.#random.below(messages.length)
    const message = messages[at]!
    if (!this.#random.chance(0.05)) messages.splice(at, 1)
    if (!this.#random.chance(0.05)) this.#group.deliverOne(message)
    this.#snapshotArrives(message)
    if (messages.length > 300) messages.splice(0, 100)
  }

  #snapshotArrives(message: Message): void {
    if (message.type !== 'snapshot') return
    const leader = this.#group.node(message.from)
    leader.raft.leading?.snapshotSent(message.to, this.#random.chance(0.7) ? message.snapshot.index : null)
  }

  #process(node: Node): void {
    if (!node.alive) return
    if (node.raft.hasReady && this.#random.chance(0.01)) {
      // It dies before or after its disk is done, having said nothing.
      const ready = node.raft.ready()
      if (this.#random.chance(0.5)) node.store(ready)
      this.#crash(node)
      return
    }
    this.#group.process([node.id])
  }

  #ask(node: Node): void {
    if (!node.alive) return
    const random = this.#random
    const dice = random.below(20)
    if (dice < 12) node.raft.propose(encoder.encode(`x${++this.#commands}`))
    else if (dice < 15) {
      this.#reads.set(++this.#token, this.#safety.last)
      node.raft.readIndex(this.#token)
    } else if (dice < 16) node.raft.transferLeadership(random.pick([...this.#group.nodes.keys()]))
    else if (dice < 17) node.raft.campaign()
    else if (dice < 18) node.raft.miss(node.raft.leader ?? '')
    else this.#changeMembers(node)
  }

  #changeMembers(node: Node): void {
    const random = this.#random
    const id = random.pick([...this.#group.nodes.keys()])
    const change = random.pick([
      { add: voter(id) },
      { add: { ...voter(id), votes: false } },
      { promote: id },
      { remove: id },
    ])
    if ('remove' in change && node.raft.voters.length <= 2) return
    node.raft.proposeMembership(change)
  }

  #changePartition(): void {
    const ids = [...this.#group.nodes.keys()]
    if (this.#random.chance(0.6)) return this.#group.heal()
    if (this.#random.chance(0.3)) return this.#group.block(this.#random.pick(ids), this.#random.pick(ids))
    // Often a leader that doesn't know yet.
    const leader = this.#leaderOr(this.#group.node('1')).id
    const left = this.#random.chance(0.5) ? [leader] : ids.filter(() => this.#random.chance(0.4))
    for (const from of left) {
      for (const to of ids.filter(id => !left.includes(id))) {
        this.#group.block(from, to)
        this.#group.block(to, from)
      }
    }
  }

  #crash(node: Node): void {
    node.alive = false
    this.counts.crashes++
  }

  #crashOrRestart(node: Node): void {
    if (!node.alive) node.restart()
    else if (this.#random.chance(0.2)) this.#crash(node)
  }

  #compact(node: Node): void {
    if (!node.alive) return
    const { log } = node.raft
    const room = node.disk.applied.index - log.base.index
    if (room > 4) node.compact(log.base.index + this.#random.below(room))
  }

  #look(): void {
    for (const { id, raft, alive } of this.#group.nodes.values()) {
      if (!alive || !raft.leading || !this.#oneLeader.saw(id, raft.term)) continue
      this.counts.leaders++
      this.#leaderCompleteness(id)
    }
  }

  // A new leader has everything that anybody has applied (Raft paper, figure 3).
  #leaderCompleteness(id: string): void {
    const { log } = this.#group.node(id).raft
    if (log.last.index < this.#safety.last) {
      throw new Error(`${id} leads with ${log.last.index} entries, but ${this.#safety.last} are committed.`)
    }
    for (const entry of log.from(log.base.index + 1)) {
      const committed = this.#safety.at(entry.index)
      if (committed !== undefined && committed !== entryText(entry)) {
        throw new Error(`${id} leads with ${entryText(entry)} in place of the committed ${committed}.`)
      }
    }
  }

  // Once faults stop, there is a leader, and everybody who belongs to the group ends with the same.
  #comeToRest(): void {
    this.#group.heal()
    for (const node of this.#group.nodes.values()) if (!node.alive) node.restart()
    const quiet = () => {
      for (let round = 0; round < 400; round++) {
        for (const node of this.#group.nodes.values()) node.raft.tick()
        this.#group.process([...this.#group.nodes.keys()])
        const { messages } = this.#group
        this.#group.messages = []
        for (const message of messages) {
          this.#group.deliverOne(message)
          if (message.type === 'snapshot') {
            this.#group.node(message.from).raft.leading?.snapshotSent(message.to, message.snapshot.index)
          }
        }
        this.#look()
      }
    }
    quiet()
    const leader = [...this.#group.nodes.values()].find(node => node.raft.leading)
    if (!leader) throw new Error('There is no leader although nothing is in the way.')
    if (typeof leader.raft.propose(encoder.encode('end')) === 'string')
      throw new Error('The leader takes nothing.')
    quiet()
    for (const { id } of leader.raft.log.members) {
      const { commands } = this.#group.node(id).disk
      if (commands.at(-1) !== 'end' || commands.join() !== leader.disk.commands.join()) {
        throw new Error(`${id} ends with other commands than its leader ${leader.id}.`)
      }
    }
    this.counts.committed = this.#safety.last
  }
}
