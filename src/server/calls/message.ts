import type { ErrorReport } from '../../engine/session/error-report.ts'

/**
 * What a node asks of another about a call of its own. Topic `call`. Each answer comes soon, with or without the outcome:
 * however long a call takes, a node that is gone is noticed.
 */
export type CallRequest =
  | {
      readonly is: 'begin'
      /** Of the asking node's own; no other call of its has it. */
      readonly call: string
      /** Whose rights it has. */
      readonly user: string
      readonly description: string
      /** How many calls within calls it is deep, from 1. */
      readonly level: number
      readonly work: WorkMessage
    }
  /** `cancel`: it is not needed any more, nor is its value. */
  | { readonly is: 'wait' | 'cancel'; readonly call: string }
  /** Bytes of a large value, from one on. */
  | { readonly is: 'piece'; readonly call: string; readonly from: number }
  /** Is there anybody? */
  | { readonly is: 'hello' }

/** A shipped function whose values are bytes. */
export interface WorkMessage {
  readonly definitions: readonly string[]
  readonly callee: unknown
}

export type CallReply =
  | { readonly is: 'running' }
  /** The node has started anew since. */
  | { readonly is: 'forgotten' }
  /** Null: it gave nothing. */
  | { readonly is: 'done'; readonly value: Uint8Array | null }
  /** Its value takes so many bytes, and is fetched in pieces. */
  | { readonly is: 'large'; readonly bytes: number }
  | { readonly is: 'piece'; readonly value: Uint8Array }
  | { readonly is: 'failed'; readonly error: ErrorReport }
