import type { Message, Snapshot } from '../../raft/message.ts'

/** What controllers tell and ask each other under the topic `raft`. */
export type PeerMessage =
  | { readonly kind: 'step'; readonly message: Message }
  | SnapshotPiece
  /** Asked of other founders; answered with a Standing. */
  | { readonly kind: 'standing' }
  /** The sender has nothing stored, whatever it was before. */
  | { readonly kind: 'blank' }
  /** The receiver, which has nothing, was taken in by a membership that was committed in that term or before. */
  | { readonly kind: 'admit'; readonly term: number }

/** `blank`: nothing is stored; `founded`: the members are, and nothing has happened; `group`: it belongs to a group. */
export type Standing = 'blank' | 'founded' | 'group'

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
