import { refusalOf } from '../../src/cluster/link/refusal.ts'
import { type Message, PeerError, type PeerHandler, type Peers } from '../../src/cluster/peers.ts'
import type { Site } from '../../src/cluster/site.ts'
import type { SimRandom } from './random.ts'
import type { Timeline } from './timeline.ts'

export interface Weather {
  /** Milliseconds that a message takes, from least to most: those between overtake each other. */
  readonly delay: readonly [least: number, most: number]
  /** How often a message is lost, and how often it comes twice. */
  readonly loss: number
  readonly duplication: number
}

export const fair: Weather = { delay: [0.2, 2], loss: 0, duplication: 0 }

// As links between nodes have it.
const SILENCE = 5000

interface Parcel {
  readonly from: string
  readonly to: string
  /** For who reads what happened. */
  readonly what: () => string
  readonly message: Message
  readonly arrive: (message: Message) => void
  readonly fail?: () => void
}

/** Nodes of one process that reach each other, as well as the weather lets them. */
export class SimNetwork {
  weather: Weather = fair
  /** Nodes whose messages take so many milliseconds more, in both directions. */
  readonly slow = new Map<string, number>()
  /** What became of messages. */
  readonly counts = { sent: 0, lost: 0, duplicated: 0, blocked: 0 }
  readonly timeline: Timeline
  readonly #random: SimRandom
  readonly #nodes = new Map<string, SimPeers>()
  readonly #blocked = new Set<string>()
  #trace: ((line: string) => void) | null = null

  constructor(timeline: Timeline, random: SimRandom) {
    this.timeline = timeline
    this.#random = random
  }

  /** Tells of each message that arrives or doesn't. */
  traceTo(write: (line: string) => void): void {
    this.#trace = write
  }

  /** A node's process begins: it takes the place of the one before. */
  join(self: Site): SimPeers {
    this.#nodes.get(self.alias)?.stop()
    const peers = new SimPeers(self, this)
    this.#nodes.set(self.alias, peers)
    return peers
  }

  /** Nothing gets from one to the other; what is under way neither. The other direction is another matter. */
  block(from: string, to: string): void {
    this.#blocked.add(`${from}>${to}`)
  }

  unblock(from: string, to: string): void {
    this.#blocked.delete(`${from}>${to}`)
  }

  /** Parts the nodes: messages pass only within a group. */
  partition(...groups: readonly (readonly string[])[]): void {
    this.heal()
    for (const group of groups) {
      for (const other of groups) {
        if (group === other) continue
        for (const from of group) for (const to of other) this.block(from, to)
      }
    }
  }

  heal(): void {
    this.#blocked.clear()
  }

  get isWhole(): boolean {
    return this.#blocked.size === 0
  }

  running(alias: string): SimPeers | undefined {
    const peers = this.#nodes.get(alias)
    return peers?.running ? peers : undefined
  }

  /** Carries a message from one node to another, perhaps; calls `fail` if it is lost on the way. */
  carry({ from, to, what, message, arrive, fail }: Parcel): void {
    const { delay, loss, duplication } = this.weather
    this.counts.sent++
    if (this.#random.chance(loss)) {
      this.counts.lost++
      this.#trace?.(`${from} > ${to} ${what()} lost`)
      return fail?.()
    }
    const copies = this.#random.chance(duplication) ? 2 : 1
    this.counts.duplicated += copies - 1
    for (let copy = 0; copy < copies; copy++) {
      const packed = copied(message)
      const slow = (this.slow.get(from) ?? 0) + (this.slow.get(to) ?? 0)
      const time =
        delay[0] + this.#random.next() * (delay[1] - delay[0]) + (slow > 0 ? this.#random.next() * slow : 0)
      this.timeline.after(time, () => {
        if (this.#blocked.has(`${from}>${to}`)) {
          this.counts.blocked++
          return fail?.()
        }
        this.#trace?.(`${from} > ${to} ${what()}`)
        // What arrives at a process that stands still waits for it.
        const rest = (this.#nodes.get(to)?.suspendedUntil ?? 0) - this.timeline.now
        if (rest > 0) this.timeline.after(rest, () => arrive(packed))
        else arrive(packed)
      })
    }
  }
}

/** One process's view of the others. */
export class SimPeers implements Peers {
  readonly self: Site
  running = true
  suspendedUntil = 0
  readonly #network: SimNetwork
  readonly #handlers = new Map<string, PeerHandler>()
  /** Who waits for an answer of this process. */
  readonly #asked = new Set<() => void>()

  constructor(self: Site, network: SimNetwork) {
    this.self = self
    this.#network = network
  }

  /** The process is dead: it neither answers nor hears answers, and its connections break. */
  stop(): void {
    this.running = false
    for (const broken of [...this.#asked]) broken()
    this.#asked.clear()
  }

  ask(to: Site, topic: string, request: Message, milliseconds: number): Promise<Message> {
    const from = this.self.alias
    return new Promise((resolve, reject) => {
      const settle = (action: () => void) => {
        cancel()
        if (this.running) action()
      }
      const cancel = this.#network.timeline.after(milliseconds, () =>
        settle(() =>
          reject(new PeerError('timeout', `${to.alias} did not answer within ${milliseconds} ms.`)),
        ),
      )
      const unreachable = () =>
        settle(() => reject(new PeerError('unreachable', `${to.alias} can't be asked for ${topic}.`)))
      // A connection on which nothing comes is given up.
      const fail = () => void this.#network.timeline.after(SILENCE, unreachable)
      const answer = (kind: string, message: Message, take: (message: Message) => void) => {
        const what = () => `${topic} ${kind}`
        const arrive = (arrived: Message) => settle(() => take(arrived))
        this.#network.carry({ from: to.alias, to: from, what, message, arrive, fail })
      }
      const arrive = (arrived: Message) => {
        const there = this.#network.running(to.alias)
        const handler = there?.handler(topic)
        if (!there || !handler) return answer('unreachable', null, unreachable)
        const broken = () => void this.#network.timeline.after(1, unreachable)
        there.#asked.add(broken)
        handler(arrived, this.self)
          .finally(() => there.#asked.delete(broken))
          .then(
            value => there.running && answer('answer', value, resolve),
            (error: unknown) => there.running && answer('refusal', null, () => reject(refusalOf(error))),
          )
      }
      this.#network.carry({ from, to: to.alias, what: () => `${topic} ask`, message: request, arrive, fail })
    })
  }

  tell(to: Site, topic: string, message: Message): void {
    const arrive = (arrived: Message) => {
      const handler = this.#network.running(to.alias)?.handler(topic)
      handler?.(arrived, this.self).catch(() => {})
    }
    const what = () => `${topic} ${brief(message)}`
    this.#network.carry({ from: this.self.alias, to: to.alias, what, message, arrive })
  }

  serve(topic: string, handler: PeerHandler): void {
    this.#handlers.set(topic, handler)
  }

  handler(topic: string): PeerHandler | undefined {
    return this.#handlers.get(topic)
  }
}

// What arrives shares nothing with what was sent. Bytes are not copied: nobody changes them.
function copied(message: Message): Message {
  if (message instanceof Uint8Array || typeof message !== 'object' || message === null) return message
  if (Array.isArray(message)) return message.map(copied)
  const copy: Record<string, Message> = {}
  for (const key in message) copy[key] = copied((message as Record<string, Message>)[key])
  return copy
}

function brief(message: Message): string {
  const { message: inner } = (message ?? {}) as { message?: { type?: string; term?: number } }
  return inner?.type ? `${inner.type} ${inner.term}` : 'tell'
}
