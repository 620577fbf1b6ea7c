import type { Entry, Point } from './entry.ts'
import type { Member } from './membership.ts'

/** All of the state up to an entry, but for the state machine's own part, which the driver carries. */
export interface Snapshot extends Point {
  /** Who belonged to the group at that entry. */
  readonly members: readonly Member[]
}

/** What members tell each other. Any may be lost, late, twice or out of order. */
export type Message = Envelope & Content

interface Envelope {
  readonly from: string
  readonly to: string
  /** The sender's; of a pre-vote and of the granting of one, the term in which the candidate would stand. */
  readonly term: number
}

export type Content =
  | VoteRequest
  | { readonly type: 'pre-vote-response' | 'vote-response'; readonly granted: boolean }
  | AppendRequest
  | AppendResponse
  /** `commit` is never beyond what the receiver is known to have. `round` numbers the leader's rounds of reads. */
  | { readonly type: 'heartbeat'; readonly commit: number; readonly round: number }
  | { readonly type: 'heartbeat-response'; readonly round: number }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  /** The leader asks the receiver to stand at once (dissertation, §3.10). */
  | { readonly type: 'timeout-now' }

export interface VoteRequest {
  readonly type: 'pre-vote' | 'vote'
  /** The candidate's last entry. */
  readonly last: Point
  /** The leader itself asked for it: those who hear from the leader still are not to refuse. */
  readonly transfer: boolean
}

export interface AppendRequest {
  readonly type: 'append'
  /** The entry before `entries`. */
  readonly previous: Point
  readonly entries: readonly Entry[]
  readonly commit: number
}

export interface AppendResponse {
  readonly type: 'append-response'
  /** The last entry that is surely the leader's; of a refusal, the `previous.index` that was refused. */
  readonly index: number
  /** Of a refusal: the last entry that may be the leader's. */
  readonly hint: Point | null
}
