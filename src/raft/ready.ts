import type { Entry } from './entry.ts'
import type { Message, Snapshot } from './message.ts'

/** What a member must never forget (§5.2), beside the log. */
export interface HardState {
  readonly term: number
  /** For whom it voted in that term. */
  readonly vote: string | null
}

/** A read that was asked for: it may be answered once everything up to `index` is applied; null: this is not the leader. */
export interface ReadState {
  readonly token: number
  readonly index: number | null
}

/**
 * What the driver has to do, in this order: make `snapshot`, `entries` and `hardState` durable, all at once; call
 * `advance`; send `messages`; apply `committed`; answer `reads`. The next batch is asked for after `advance`, and may be
 * made durable while these are applied.
 */
export interface Ready {
  /** Takes the place of the whole log and of the machine's state. */
  readonly snapshot: Snapshot | null
  /** To be written behind the log; stored entries from the first one's index on are replaced. */
  readonly entries: readonly Entry[]
  /** Null: unchanged. */
  readonly hardState: HardState | null
  readonly messages: readonly Message[]
  readonly committed: readonly Entry[]
  readonly reads: readonly ReadState[]
}
