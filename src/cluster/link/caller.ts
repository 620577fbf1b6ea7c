import type { Clock } from '../../host/clock.ts'
import { type Message, PeerError } from '../peers.ts'
import { type Site, siteText } from '../site.ts'
import { openBounded } from './bounded.ts'
import type { Budget } from './budget.ts'
import type { Purpose } from './handshake.ts'
import {
  BULK_FROM,
  FIRST_BACKOFF,
  LAST_BACKOFF,
  LONGEST_BULK,
  LONGEST_MESSAGE,
  PING_MILLISECONDS,
  SILENCE_MILLISECONDS,
  UNSENT_BYTES,
} from './limits.ts'
import type { Link, LinkMessage } from './link.ts'
import { pack } from './packing.ts'

export interface CallerOptions {
  readonly site: Site
  readonly clock: Clock
  readonly budget: Budget
  /** Connects and shakes hands. @throws Error that says why not */
  readonly dial: (purpose: Purpose) => Promise<Link>
  readonly log: (text: string) => void
}

interface Waiting {
  readonly resolve: (answer: Message) => void
  readonly reject: (error: PeerError) => void
  readonly stop: () => void
  /** On whose close it fails. */
  lane: Lane
}

/** One link to the other node, made when it is needed, made again when it broke. */
interface Lane {
  readonly purpose: Purpose
  link: Link | null
  dialing: Promise<Link> | null
  failures: number
  /** No attempt before that moment, in milliseconds of the monotonic clock. */
  notBefore: number
  reason: string
}

/** Asks one other node: a link for messages, and one for bulk once there is some. */
export class Caller {
  readonly #options: CallerOptions
  readonly #waiting = new Map<number, Waiting>()
  readonly #messages = lane('messages')
  readonly #bulk = lane('bulk')
  #lastId = 0
  #closed = false

  constructor(options: CallerOptions) {
    this.#options = options
  }

  ask(topic: string, body: Message, milliseconds: number): Promise<Message> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      const late = () =>
        this.#fail(id, new PeerError('timeout', `${this.#name} did not answer within ${milliseconds} ms.`))
      const stop = this.#options.clock.after(milliseconds, late)
      const packed = pack(['ask', id, topic, body] satisfies LinkMessage)
      const lane = packed.length > BULK_FROM ? this.#bulk : this.#messages
      this.#waiting.set(id, { resolve, reject, stop, lane })
      if (packed.length > LONGEST_BULK) {
        const text = `A message of ${packed.length} bytes is too long: ${LONGEST_BULK} are the most.`
        this.#fail(id, new PeerError('refused', text))
      } else void this.#send(lane, packed).catch(error => this.#fail(id, this.#unreachable(error)))
    })
  }

  tell(topic: string, body: Message): void {
    const packed = pack(['tell', topic, body] satisfies LinkMessage)
    if (packed.length > LONGEST_BULK) return
    const lane = packed.length > BULK_FROM ? this.#bulk : this.#messages
    void this.#send(lane, packed).catch(() => {})
  }

  close(): void {
    this.#closed = true
    for (const lane of [this.#messages, this.#bulk]) lane.link?.close('This node is closing.')
    for (const id of [...this.#waiting.keys()])
      this.#fail(id, new PeerError('unreachable', 'This node is closing.'))
  }

  get #name(): string {
    return siteText(this.#options.site)
  }

  #unreachable(error: unknown): PeerError {
    return new PeerError('unreachable', `${this.#name} can't be asked: ${(error as Error).message}`)
  }

  #fail(id: number, error: PeerError): void {
    const waiting = this.#waiting.get(id)
    if (!waiting) return
    this.#waiting.delete(id)
    waiting.stop()
    waiting.reject(error)
  }

  async #send(lane: Lane, packed: Uint8Array): Promise<void> {
    const link = await this.#linked(lane)
    // It alone tells that the other side stands still.
    if (lane === this.#bulk && !this.#messages.link) await this.#linked(this.#messages)
    if (lane.purpose === 'messages' && link.unsent > UNSENT_BYTES)
      throw new Error('it takes no more messages.')
    await link.sendPacked(packed)
  }

  #linked(lane: Lane): Promise<Link> | Link {
    if (lane.link) return lane.link
    if (this.#closed) throw new Error('this node is closing.')
    if (this.#now() < lane.notBefore) throw new Error(lane.reason)
    lane.dialing ??= this.#dial(lane)
    return lane.dialing
  }

  async #dial(lane: Lane): Promise<Link> {
    try {
      const link = await this.#options.dial(lane.purpose)
      if (this.#closed) {
        link.close('This node is closing.')
        throw new Error('this node is closing.')
      }
      lane.link = link
      lane.failures = 0
      this.#serve(lane, link)
      return link
    } catch (error) {
      this.#hold(lane, (error as Error).message)
      throw error
    } finally {
      lane.dialing = null
    }
  }

  // After a failure, attempts become rarer. What others are told once is told once.
  #hold(lane: Lane, reason: string): void {
    const pause = Math.min(FIRST_BACKOFF * 2 ** Math.min(lane.failures, 10), LAST_BACKOFF)
    if (lane.reason !== reason) this.#options.log(`No link to ${this.#name}: ${reason}`)
    lane.failures++
    lane.reason = reason
    lane.notBefore = this.#now() + pause
  }

  #serve(lane: Lane, link: Link): void {
    let heard = this.#now()
    let stop = () => {}
    const beat = () => {
      if (this.#now() - heard > SILENCE_MILLISECONDS) {
        const silent = `Nothing came for ${SILENCE_MILLISECONDS} ms.`
        this.#bulk.link?.close(silent)
        return link.close(silent)
      }
      link.send(['ping']).catch(() => {})
      stop = this.#options.clock.after(PING_MILLISECONDS, beat)
    }
    const receive = (message: LinkMessage) => {
      heard = this.#now()
      this.#receive(message)
    }
    const closed = (reason: string) => {
      stop()
      lane.link = null
      lane.reason = ''
      this.#hold(lane, reason)
      lane.failures = 0
      const error = new PeerError('unreachable', `The link to ${this.#name} broke: ${reason}`)
      for (const [id, waiting] of [...this.#waiting]) if (waiting.lane === lane) this.#fail(id, error)
    }
    // An answer on either link may be as long as any.
    const longest = lane.purpose === 'messages' ? LONGEST_MESSAGE : LONGEST_BULK
    openBounded(link, longest, this.#options.budget, receive, closed)
    // Bulk under way would let pings wait: what stands still is found out on the other link.
    if (lane.purpose === 'messages') stop = this.#options.clock.after(PING_MILLISECONDS, beat)
  }

  #receive(message: LinkMessage): void {
    const [kind, id] = message
    if (kind === 'answer' || kind === 'error') {
      const waiting = this.#waiting.get(id)
      if (!waiting) return
      this.#waiting.delete(id)
      waiting.stop()
      if (kind === 'answer') waiting.resolve(message[2])
      else waiting.reject(new PeerError('refused', message[2], message[3]))
    } else if (kind === 'held') {
      const waiting = this.#waiting.get(id)
      if (!waiting) return
      waiting.lane = this.#bulk
      const fetch = pack(['fetch', id] satisfies LinkMessage)
      void this.#send(this.#bulk, fetch).catch(error => this.#fail(id, this.#unreachable(error)))
    }
  }

  #now(): number {
    return Number(this.#options.clock.monotonic() / 1_000_000n)
  }
}

function lane(purpose: Purpose): Lane {
  return { purpose, link: null, dialing: null, failures: 0, notBefore: 0, reason: '' }
}
