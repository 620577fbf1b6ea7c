import { Slot } from './slot.ts'

/** What one query may take at most. */
export interface QueryLimits {
  /** Partitions that it reads. */
  readonly parts: number
  /** Bytes of what it finds in them, before that is put together. */
  readonly partialBytes: number
}

/** The limits of the user whose job runs. */
export const queryLimits = new Slot<{ now(): QueryLimits }>('query limits')
