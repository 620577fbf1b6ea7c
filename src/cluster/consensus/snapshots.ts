import type { KeyValue } from '../../host/kv.ts'
import type { Snapshot } from '../../raft/message.ts'
import type { Site } from '../site.ts'
import type { Member } from './member.ts'
import type { SnapshotPiece } from './peer-message.ts'
import { SnapshotReceiver } from './snapshot-receiver.ts'
import { readState, sendState } from './snapshot-sender.ts'

/** The state on its way: to members that need what was dropped from the log, and from the leader to this one. */
export class Snapshots {
  readonly #member: Member
  readonly #receiver = new SnapshotReceiver()
  /** What came with a snapshot, until it is stored. */
  readonly #states = new WeakMap<Snapshot, KeyValue[]>()

  constructor(member: Member) {
    this.#member = member
  }

  /** The state of a snapshot that came whole. */
  stateOf(snapshot: Snapshot): readonly KeyValue[] {
    return this.#states.get(snapshot)!
  }

  /** Sends the state to whoever the machine says needs it. */
  sendDue(): void {
    for (const to of this.#member.raft.leading?.takeSnapshotRequests() ?? []) void this.#send(to)
  }

  async #send(to: string): Promise<void> {
    const { raft, addresses, store, host, peers, settings } = this.#member
    const { term } = raft
    const site = addresses.siteOf(to)
    let sent: number | null = null
    try {
      const { snapshot, pieces } = await readState(store, host.clock, settings.pieceBytes)
      if (site) await sendState(peers, site, term, snapshot, pieces)
      sent = snapshot.index
    } catch (error) {
      host.log.write('warning', `${to} did not take a snapshot of the metadata: ${(error as Error).message}`)
    }
    if (this.#member.raft.term !== term) return
    this.#member.raft.leading?.snapshotSent(to, sent)
    this.#member.wake()
  }

  /** A piece has come; with the last of them, the machine gets the snapshot. @throws Error when pieces before are missing */
  receive(piece: SnapshotPiece, from: Site): void {
    const state = this.#receiver.take(from.alias, piece)
    const { term, snapshot } = piece
    const to = this.#member.alias
    if (state) {
      this.#states.set(snapshot, state)
      this.#member.step({ type: 'snapshot', from: from.alias, to, term, snapshot })
    } else {
      // It may take long: let the leader be heard.
      this.#member.step({ type: 'heartbeat', from: from.alias, to, term, commit: 0, round: 0 })
    }
  }
}
