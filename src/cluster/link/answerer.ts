import type { Clock } from '../../host/clock.ts'
import type { PeerHandler } from '../peers.ts'
import { openBounded } from './bounded.ts'
import type { Budget } from './budget.ts'
import {
  BULK_FROM,
  HELD_BYTES,
  HELD_MILLISECONDS,
  LONGEST_BULK,
  LONGEST_MESSAGE,
  PING_MILLISECONDS,
  SILENCE_MILLISECONDS,
} from './limits.ts'
import type { Link, LinkMessage } from './link.ts'
import { pack } from './packing.ts'
import { isMistake, refusalOf } from './refusal.ts'

export interface AnswererOptions {
  readonly clock: Clock
  readonly budget: Budget
  readonly handler: (topic: string) => PeerHandler | undefined
  /** A node's first link for messages came, or its last one went. */
  readonly presence: (alias: string, here: boolean) => void
  readonly log: (text: string) => void
}

/** Answers what others ask, on the links that they made. */
export class Answerer {
  readonly #options: AnswererOptions
  readonly #links = new Set<Link>()
  /** Large answers, until they are fetched; by the asking process and its number of the request. */
  readonly #held = new Map<string, Uint8Array>()
  #heldBytes = 0

  constructor(options: AnswererOptions) {
    this.#options = options
  }

  serve(link: Link): void {
    const { clock, budget } = this.#options
    const now = () => Number(clock.monotonic() / 1_000_000n)
    const bulk = link.with.purpose === 'bulk'
    let heard = now()
    let stop = () => {}
    // Those who ask send pings: silence means that they are gone.
    const watch = () => {
      if (now() - heard > 2 * SILENCE_MILLISECONDS) return link.close('Nothing came any more.')
      stop = clock.after(PING_MILLISECONDS, watch)
    }
    const receive = (message: LinkMessage) => {
      heard = now()
      return this.#receive(link, message)
    }
    const closed = () => {
      stop()
      this.#links.delete(link)
      if (bulk) return
      for (const key of [...this.#held.keys()]) if (key.startsWith(`${link.with.instance} `)) this.#take(key)
      if (!this.#present(link.with.site.alias)) this.#options.presence(link.with.site.alias, false)
    }
    const first = !bulk && !this.#present(link.with.site.alias)
    this.#links.add(link)
    openBounded(link, bulk ? LONGEST_BULK : LONGEST_MESSAGE, budget, receive, closed)
    if (!bulk) stop = clock.after(PING_MILLISECONDS, watch)
    if (first) this.#options.presence(link.with.site.alias, true)
  }

  close(): void {
    for (const link of [...this.#links]) link.close('This node is closing.')
  }

  #present(alias: string): boolean {
    for (const { with: other } of this.#links)
      if (other.purpose === 'messages' && other.site.alias === alias) return true
    return false
  }

  async #receive(link: Link, message: LinkMessage): Promise<void> {
    switch (message[0]) {
      case 'ping':
        return void link.send(['pong']).catch(() => {})
      case 'tell': {
        const [, topic, body] = message
        try {
          await this.#options.handler(topic)?.(body, link.with.site)
        } catch (error) {
          this.#options.log(`What ${link.with.site.alias} told about ${topic} failed: ${stackOf(error)}`)
        }
        return
      }
      case 'ask': {
        const [, id, topic, body] = message
        return this.#reply(link, id, await this.#answer(link, id, topic, body))
      }
      case 'fetch': {
        const [, id] = message
        const held = this.#take(heldKey(link, id))
        const gone = ['error', id, 'The answer is gone.', null] satisfies LinkMessage
        return void link.sendPacked(held ?? pack(gone)).catch(() => {})
      }
    }
  }

  async #answer(link: Link, id: number, topic: string, body: unknown): Promise<Uint8Array> {
    const refused = (text: string, tag: string | null = null) =>
      pack(['error', id, text, tag] satisfies LinkMessage)
    const handler = this.#options.handler(topic)
    // It may be starting: then it will.
    if (!handler) return refused(`This node does not answer ${topic}.`, '<ControllerNotReady>')
    try {
      const packed = pack(['answer', id, await handler(body, link.with.site)] satisfies LinkMessage)
      if (packed.length <= LONGEST_BULK) return packed
      return refused(`An answer of ${packed.length} bytes is too long: ${LONGEST_BULK} are the most.`)
    } catch (error) {
      if (isMistake(error)) this.#options.log(`Answering ${topic} failed: ${stackOf(error)}`)
      const { message, tag } = refusalOf(error)
      return refused(message, tag)
    }
  }

  #reply(link: Link, id: number, packed: Uint8Array): void {
    if (packed.length <= BULK_FROM || link.with.purpose === 'bulk')
      return void link.sendPacked(packed).catch(() => {})
    if (this.#heldBytes + packed.length > HELD_BYTES && this.#held.size > 0) {
      const text = 'Too many large answers wait to be fetched.'
      return void link.send(['error', id, text, null]).catch(() => {})
    }
    this.#held.set(heldKey(link, id), packed)
    this.#heldBytes += packed.length
    this.#options.clock.after(HELD_MILLISECONDS, () => this.#take(heldKey(link, id)))
    void link.send(['held', id]).catch(() => {})
  }

  #take(key: string): Uint8Array | undefined {
    const held = this.#held.get(key)
    this.#held.delete(key)
    this.#heldBytes -= held?.length ?? 0
    return held
  }
}

const heldKey = (link: Link, id: number) => `${link.with.instance} ${id}`

const stackOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error))
