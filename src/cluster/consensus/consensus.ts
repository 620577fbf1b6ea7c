import type { KeyValueChange, KeyValueStore } from '../../host/kv.ts'
import type { Site } from '../site.ts'

/** What a replicated machine is: it changes by commands alone, in the same order everywhere. */
export interface StateMachine {
  /** Applies a committed command and gives its reply. Deterministic: no clock, no randomness, no waiting. */
  apply(command: Uint8Array, index: number): Uint8Array
  /**
   * What has changed since the last call, as entries under keys that begin with `state/`: each member commits them to its own
   * store together with the index that was applied, so that a restart neither replays nor reads one large value, and the
   * two can't disagree. A member that is too far behind is sent these entries, piece by piece.
   */
  changes(): readonly KeyValueChange[]
  /** Takes up the state that such changes have left in the store, in place of what it has: at the start, or later. */
  load(kv: KeyValueStore): void
}

/** The group that keeps the metadata, as the rest of the cluster sees it: narrow enough that etcd could stand in. */
export interface Consensus {
  /**
   * Resolves with the reply once the command is committed and applied here.
   * @throws NotLeader; PeerError `timeout` when the outcome is unknown.
   */
  propose(command: Uint8Array): Promise<Uint8Array>
  /** Resolves when everything committed before the call is applied here: reading is linearizable then. @throws NotLeader */
  readIndex(): Promise<void>
  /** Who leads, as far as this member knows. */
  leader(): Site | null
  readonly term: number
  /** Called after every change of leader or term. */
  subscribe(listener: () => void): () => void
  transferLeadership(to: string): Promise<void>
  /** One at a time; resolves when committed. */
  addMember(site: Site): Promise<void>
  removeMember(alias: string): Promise<void>
  members(): readonly Site[]
  /**
   * The least time without a leader after which this member stands for election, in DolphinDB's ticks of 10 ms; the most is
   * twice that.
   */
  electionTicks: number
  close(): Promise<void>
}

/** Only the leader can do that. */
export class NotLeader extends Error {
  readonly leader: Site | null

  constructor(leader: Site | null) {
    super(
      leader
        ? `<NotLeader>${leader.host}:${leader.port}:${leader.alias}`
        : '<ControllerNotReady>No leader is known yet.',
    )
    this.leader = leader
  }
}
