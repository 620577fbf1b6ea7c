export interface ConsensusSettings {
  /** Between a leader's heartbeats, in milliseconds. */
  readonly heartbeat: number
  /** The least time without a leader after which a member stands for election, in milliseconds; the most is twice that. */
  readonly election: number
  /** After how many milliseconds a proposal or a read that has no outcome is given up. */
  readonly patience: number
  /** Entries that are dropped from the log at once, at least. */
  readonly compaction: number
  /** Entries that stay for members that are behind; who needs older ones gets a snapshot. */
  readonly kept: number
  /** Bytes of state in one piece of a snapshot, about. */
  readonly pieceBytes: number
}

/** A new leader within a second of losing the old one, on a network whose messages take a few milliseconds. */
export const usualConsensus: ConsensusSettings = {
  heartbeat: 100,
  election: 500,
  patience: 5000,
  compaction: 5000,
  kept: 5000,
  pieceBytes: 1024 * 1024,
}

/** A heartbeat is so many ticks of the machine. */
export const TICKS_PER_HEARTBEAT = 4
