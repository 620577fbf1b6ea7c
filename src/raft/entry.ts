import type { Member } from './membership.ts'

/** One place of the replicated log. Index and term together name it: no two entries share both (Raft paper, §5.3). */
export interface Entry {
  /** From 1, without gaps. */
  readonly index: number
  /** The term of the leader that made it. */
  readonly term: number
  readonly payload: Payload
}

export type Payload =
  /** What the state machine understands. */
  | { readonly kind: 'command'; readonly command: Uint8Array }
  /** Who belongs to the group from this entry on. */
  | { readonly kind: 'membership'; readonly members: readonly Member[] }
  /** What a new leader writes, to commit what it found (§8). */
  | { readonly kind: 'empty' }

/** An entry by its name. */
export interface Point {
  readonly index: number
  readonly term: number
}

const OVERHEAD = 32

/** Bytes it counts for, where messages are limited. */
export function sizeOf({ payload }: Entry): number {
  return payload.kind === 'command' ? OVERHEAD + payload.command.length : OVERHEAD
}
