import type { Message, Snapshot } from '../../raft/message.ts'

/** What controllers tell and ask each other under the topic `raft`. */
export type PeerMessage = { readonly kind: 'step'; readonly message: Message } | SnapshotPiece

export interface SnapshotPiece {
  readonly kind: 'piece'
  /** The sender's term. */
  readonly term: number
  readonly snapshot: Snapshot
  /** From 0. */
  readonly number: number
  readonly last: boolean
  readonly entries: readonly (readonly [key: string, value: Uint8Array])[]
}
