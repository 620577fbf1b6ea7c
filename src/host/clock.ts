/** Time of day, time elapsed, and waiting. */
export interface Clock {
  /** Milliseconds since 1970 (UTC). May jump, also backwards. */
  now(): bigint
  /** Nanoseconds since 1970 (UTC), as fine as the machine knows. May jump. */
  nowNanoseconds(): bigint
  /** Nanoseconds since some moment; never goes back. For measuring. */
  monotonic(): bigint
  /** Minutes that the local time is ahead of UTC at the given moment (milliseconds since 1970). */
  zoneOffset(at: bigint): number
  /** Calls once after that many milliseconds, unless the returned function is called before. Keeps no process alive. */
  after(milliseconds: number, callback: () => void): () => void
  /** Resolves after that many milliseconds. Keeps the process alive. */
  sleep(milliseconds: number): Promise<void>
  /** Lets everything else that is due have its turn: long work on the main thread awaits this between its parts. */
  turn(): Promise<void>
}
