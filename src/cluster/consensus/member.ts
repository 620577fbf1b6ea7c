import type { Host } from '../../host/host.ts'
import type { Message } from '../../raft/message.ts'
import { Raft, usualSettings } from '../../raft/raft.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import { AddressBook } from './address-book.ts'
import { NotLeader, type StateMachine } from './consensus.ts'
import type { MemberStore } from './member-store.ts'
import type { PeerMessage } from './peer-message.ts'
import { type ConsensusSettings, TICKS_PER_HEARTBEAT } from './settings.ts'
import { WaitingRoom } from './waiting.ts'

export type MemberHost = Pick<Host, 'clock' | 'kv' | 'random' | 'log'>

type Stored = NonNullable<ReturnType<MemberStore['read']>>

const NEW: Stored = {
  hardState: { term: 0, vote: null },
  log: { base: { index: 0, term: 0 }, entries: [], applied: 0, members: [] },
}

export interface MemberOptions {
  readonly host: MemberHost
  readonly peers: Peers
  readonly machine: StateMachine
  readonly settings: ConsensusSettings
  readonly store: MemberStore
  readonly stored: Stored | null
  /** Called after anything that may have given the machine something to say or to do. */
  readonly wake: () => void
}

/** The machine of this member with what surrounds it: what all parts of the driver share. */
export class Member {
  readonly host: MemberHost
  readonly peers: Peers
  readonly machine: StateMachine
  readonly settings: ConsensusSettings
  readonly store: MemberStore
  readonly addresses = new AddressBook(() => this.raft.log.members)
  readonly waiting: WaitingRoom
  readonly wake: () => void
  raft: Raft
  /** Nothing is stored: it neither votes nor takes entries, since it may have forgotten that it has. */
  blank: boolean
  /** It takes no part any more. */
  closed = false
  #stopTimer = () => {}

  constructor({ host, peers, machine, settings, store, stored, wake }: MemberOptions) {
    this.host = host
    this.peers = peers
    this.machine = machine
    this.settings = settings
    this.store = store
    this.wake = wake
    this.waiting = new WaitingRoom(this.ticks(settings.patience))
    this.blank = stored === null
    this.raft = this.#raftOf(stored ?? NEW)
    store.load(machine)
  }

  get alias(): string {
    return this.peers.self.alias
  }

  #raftOf({ hardState, log }: Stored): Raft {
    const seed = new DataView(this.host.random.bytes(8).slice().buffer).getBigUint64(0)
    return new Raft(this.alias, hardState, log, seed, {
      ...usualSettings,
      heartbeatTicks: TICKS_PER_HEARTBEAT,
      newsTicks: 1,
      electionTicks: this.ticks(this.settings.election),
    })
  }

  /** Takes up what was just stored. */
  takeUp(): void {
    this.blank = false
    this.raft = this.#raftOf(this.store.read()!)
  }

  get tickMilliseconds(): number {
    return this.settings.heartbeat / TICKS_PER_HEARTBEAT
  }

  ticks(milliseconds: number): number {
    return Math.max(1, Math.round(milliseconds / this.tickMilliseconds))
  }

  /** Calls with every tick until the member stops. */
  everyTick(call: () => void): void {
    this.#stopTimer = this.host.clock.after(this.tickMilliseconds, () => {
      if (this.closed) return
      this.everyTick(call)
      call()
    })
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.host.clock.after(milliseconds, resolve))
  }

  leader(): Site | null {
    return this.addresses.siteOf(this.raft.leader)
  }

  /** What the machine does as the leader. @throws NotLeader */
  leading() {
    const { leading } = this.raft
    if (!leading) throw new NotLeader(this.leader())
    return leading
  }

  /** Gives a message to the machine. */
  step(message: Message): void {
    try {
      this.raft.step(message)
    } catch (error) {
      this.fail(error)
    }
    this.wake()
  }

  tell(to: Site, message: PeerMessage): void {
    this.peers.tell(to, 'raft', message)
  }

  send(messages: readonly Message[]): void {
    for (const message of messages) {
      const to = this.addresses.siteOf(message.to)
      if (to) this.tell(to, { kind: 'step', message })
    }
  }

  /** A broken invariant: this member stops before it does harm, and is one of the minority that may. */
  fail(error: unknown): void {
    this.host.log.write('error', `This controller leaves its group: ${(error as Error).stack}`)
    this.stop()
  }

  stop(): void {
    this.closed = true
    this.#stopTimer()
    this.waiting.close()
  }
}
