import { Packr } from 'msgpackr'
import type { Entry, Point } from '../../raft/entry.ts'
import type { Snapshot } from '../../raft/message.ts'
import type { HardState } from '../../raft/ready.ts'

// Plain maps, so that what one version wrote another can read.
const packr = new Packr({ useRecords: false })

// What Raft keeps in a member's store, beside the state machine's entries under `state/`.
export const HARD_STATE_KEY = 'raft/hard-state'
/** How far the machine's entries are, and who belonged to the group there: a Snapshot. */
export const APPLIED_KEY = 'raft/applied'
/** The last entry that was dropped from the log: a Point. */
export const BASE_KEY = 'raft/base'
export const LOG_START = 'raft/log/'
export const LOG_END = 'raft/log0'
export const STATE_START = 'state/'
export const STATE_END = 'state0'

/** Keys are in order of their indexes. */
export function logKey(index: number): string {
  return `${LOG_START}${String(index).padStart(16, '0')}`
}

export type MemberRecord = Entry | Point | Snapshot | HardState

export const packRecord = (record: MemberRecord): Uint8Array => packr.pack(record)

/** The record of the kind that is kept under its key. */
export const unpackRecord = <T extends MemberRecord>(bytes: Uint8Array): T => packr.unpack(bytes) as T
