import type { Site } from './site.ts'

/** What passes between nodes: null, booleans, numbers, bigints, strings, bytes, and arrays and records of them. */
export type Message = unknown

/** Answers a request of another node. What it throws reaches the asker as a PeerError. */
export type PeerHandler = (request: Message, from: Site) => Promise<Message>

/** The other nodes, as the machines of the cluster see them. Who is on the other side has proven that it belongs here. */
export interface Peers {
  readonly self: Site
  /**
   * Asks another node (or this one) and waits for the answer.
   * @throws PeerError `unreachable` or `timeout`: it may have been done or not; `refused`: the handler threw.
   */
  ask(to: Site, topic: string, request: Message, milliseconds: number): Promise<Message>
  /** Sends without an answer; may be lost, late, twice, or in another order. */
  tell(to: Site, topic: string, message: Message): void
  /** Who answers requests of that topic, and takes what is told. One for each. */
  serve(topic: string, handler: PeerHandler): void
}

export type PeerErrorReason = 'unreachable' | 'timeout' | 'refused'

export class PeerError extends Error {
  readonly reason: PeerErrorReason
  /** A tag that clients act on (`<NotLeader>host:port:alias`), where one is due. */
  readonly tag: string | null

  constructor(reason: PeerErrorReason, message: string, tag: string | null = null) {
    super(message)
    this.reason = reason
    this.tag = tag
  }
}
