import type { Entry, Point } from '../../src/raft/entry.ts'
import type { Member } from '../../src/raft/membership.ts'
import type { Message, Snapshot } from '../../src/raft/message.ts'
import { Raft, type RaftSettings, usualSettings } from '../../src/raft/raft.ts'
import type { HardState, Ready } from '../../src/raft/ready.ts'

/** What a member's disk has. */
interface Disk {
  hardState: HardState
  base: Point
  entries: Entry[]
  /** Up to where the machine is, and with whom. */
  applied: Snapshot
  /** The machine: the commands it was given. */
  commands: string[]
}

const decoder = new TextDecoder()

/** A pure member with a driver that does as it is told. */
export class Node {
  readonly id: string
  readonly disk: Disk
  raft: Raft
  alive = true
  readonly #settings: RaftSettings
  readonly #tell: (line: string) => void
  /** Machines' commands in snapshots under way, by snapshot. */
  readonly #states: Map<string, string[]>
  #seed: number

  constructor(
    id: string,
    disk: Disk,
    settings: RaftSettings,
    seed: number,
    states: Map<string, string[]>,
    tell: (line: string) => void,
  ) {
    this.id = id
    this.disk = disk
    this.#settings = settings
    this.#seed = seed
    this.#states = states
    this.#tell = tell
    this.raft = this.#started()
  }

  /** Begins anew with what the disk has. */
  restart(): void {
    this.alive = true
    this.#seed += 1000
    this.raft = this.#started()
  }

  #started(): Raft {
    const { hardState, base, entries, applied } = this.disk
    const log = { base, entries, applied: applied.index, members: applied.members }
    return new Raft(this.id, hardState, log, this.#seed, this.#settings)
  }

  /** Messages that don't wait for the disk, snapshots among them. */
  takeMessages(): Message[] {
    const messages = [...this.raft.takeMessages()]
    for (const to of this.raft.leading?.takeSnapshotRequests() ?? []) {
      const snapshot = this.disk.applied
      this.#states.set(nameOf(snapshot), [...this.disk.commands])
      messages.push({ type: 'snapshot', from: this.id, to, term: this.raft.term, snapshot })
    }
    return messages
  }

  /** One batch: what a driver does with it. Gives the messages it sends. */
  process(): Message[] {
    const sent = this.takeMessages()
    if (!this.raft.hasReady) return sent
    const ready = this.raft.ready()
    this.store(ready)
    this.raft.advance()
    sent.push(...ready.messages)
    this.apply(ready)
    sent.push(...this.takeMessages())
    return sent
  }

  store({ snapshot, entries, hardState }: Ready): void {
    const { disk } = this
    if (snapshot) {
      disk.base = { index: snapshot.index, term: snapshot.term }
      disk.entries = []
      disk.applied = snapshot
      disk.commands = [...this.#states.get(nameOf(snapshot))!]
      this.#tell(`${this.id} takes the state at ${snapshot.index}/${snapshot.term}`)
    }
    if (hardState) {
      disk.hardState = hardState
      this.#tell(
        `${this.id} stores term ${hardState.term}${hardState.vote ? `, vote for ${hardState.vote}` : ''}`,
      )
    }
    if (entries.length > 0) {
      disk.entries.length = entries[0]!.index - disk.base.index - 1
      disk.entries.push(...entries)
      this.#tell(`${this.id} stores ${entries.map(entryText).join(' ')}`)
    }
  }

  apply({ committed, reads }: Ready): void {
    for (const entry of committed) {
      const { index, term, payload } = entry
      const members = payload.kind === 'membership' ? payload.members : this.disk.applied.members
      if (payload.kind === 'command') this.disk.commands.push(decoder.decode(payload.command))
      this.disk.applied = { index, term, members }
    }
    if (committed.length > 0) this.#tell(`${this.id} applies ${committed.map(entryText).join(' ')}`)
    for (const { token, index } of reads) {
      this.#tell(index === null ? `${this.id} can't read ${token}` : `${this.id} reads ${token} at ${index}`)
    }
  }

  /** Drops entries up to `index`. */
  compact(index: number): void {
    this.raft.compact(index)
    const { disk } = this
    disk.entries = disk.entries.filter(entry => entry.index > index)
    disk.base = this.raft.log.base
  }
}

const nameOf = ({ index, term }: Point) => `${index}/${term}`

export function newDisk(members: readonly Member[]): Disk {
  return {
    hardState: { term: 0, vote: null },
    base: { index: 0, term: 0 },
    entries: [],
    applied: { index: 0, term: 0, members },
    commands: [],
  }
}

export function voter(id: string): Member {
  return { id, address: id, votes: true }
}

/** Pure members, and the messages between them. */
export class Group {
  readonly nodes = new Map<string, Node>()
  /** Under way, in the order they were sent. */
  messages: Message[] = []
  settings: RaftSettings = { ...usualSettings, electionTicks: 10, heartbeatTicks: 1 }
  seed = 0
  tell: (line: string) => void = () => {}
  readonly #states = new Map<string, string[]>()
  readonly #blocked = new Set<string>()

  add(id: string, disk: Disk): Node {
    const seed = ++this.seed
    const node = new Node(id, disk, this.settings, seed, this.#states, line => this.tell(line))
    this.nodes.set(id, node)
    return node
  }

  node(id: string): Node {
    const node = this.nodes.get(id)
    if (!node) throw new Error(`there is no node ${id}`)
    return node
  }

  block(from: string, to: string): void {
    this.#blocked.add(`${from}>${to}`)
  }

  heal(): void {
    this.#blocked.clear()
  }

  /** Members process a batch each. Returns whether any had one. */
  process(ids: readonly string[]): boolean {
    let any = false
    for (const id of ids) {
      const node = this.node(id)
      if (!node.alive) continue
      const sent = node.process()
      any ||= sent.length > 0
      for (const message of sent) {
        this.tell(messageText(message))
        this.messages.push(message)
      }
      any ||= node.raft.hasReady
    }
    return any
  }

  /** Delivers messages to some members; those that `lost` picks are lost. */
  deliver(to: readonly string[], lost: (message: Message) => boolean = () => false): boolean {
    const due = this.messages.filter(message => to.includes(message.to))
    this.messages = this.messages.filter(message => !to.includes(message.to))
    for (const message of due) {
      if (lost(message)) this.tell(`${messageText(message)} is lost`)
      else this.deliverOne(message)
    }
    return due.length > 0
  }

  deliverOne(message: Message): void {
    const node = this.nodes.get(message.to)
    if (node?.alive && !this.#blocked.has(`${message.from}>${message.to}`)) node.raft.step(message)
  }

  /** Until nothing is under way and nobody has anything to do. */
  stabilize(ids: readonly string[] = [...this.nodes.keys()]): void {
    for (let round = 0; round < 1000; round++) {
      const processed = this.process(ids)
      if (!this.deliver(ids) && !processed) return
    }
    throw new Error('there is no end to it')
  }
}

export function entryText({ index, term, payload }: Entry): string {
  switch (payload.kind) {
    case 'command':
      return `${index}/${term} ${decoder.decode(payload.command)}`
    case 'membership':
      return `${index}/${term} {${membersText(payload.members)}}`
    case 'empty':
      return `${index}/${term} -`
  }
}

export function membersText(members: readonly Member[]): string {
  return members.map(({ id, votes }) => (votes ? id : `${id}?`)).join(' ')
}

export function messageText(message: Message): string {
  const head = `${message.from}>${message.to} ${message.type} t${message.term}`
  const point = ({ index, term }: Point) => `${index}/${term}`
  switch (message.type) {
    case 'pre-vote':
    case 'vote':
      return `${head} last ${point(message.last)}${message.transfer ? ' transfer' : ''}`
    case 'pre-vote-response':
    case 'vote-response':
      return `${head} ${message.granted ? 'yes' : 'no'}`
    case 'append': {
      const entries = message.entries.map(entryText).join(' ')
      return `${head} after ${point(message.previous)} commit ${message.commit} [${entries}]`
    }
    case 'append-response':
      return message.hint
        ? `${head} refused after ${message.index} hint ${point(message.hint)}`
        : `${head} has ${message.index}`
    case 'heartbeat':
      return `${head} commit ${message.commit}${message.round > 0 ? ` round ${message.round}` : ''}`
    case 'heartbeat-response':
      return `${head}${message.round > 0 ? ` round ${message.round}` : ''}`
    case 'snapshot':
      return `${head} at ${point(message.snapshot)} {${membersText(message.snapshot.members)}}`
    case 'timeout-now':
      return head
  }
}
