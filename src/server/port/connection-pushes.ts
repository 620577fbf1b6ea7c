import type { Pushes } from '../sessions/sessions.ts'
import { ClientGone, type Outlet } from './outlet.ts'

/** How a connection takes rows of stream tables; see Pushes. */
export interface StreamingWay {
  /** False: once a request says so. */
  readonly fromStart: boolean
  readonly nanoseconds: boolean
  readonly takesTables: boolean
  readonly filter: string
}

/** Between the answers of a connection, what nobody asked for: never before the answer it belongs behind, and never within one. */
export class ConnectionPushes implements Pushes {
  readonly nanoseconds: boolean
  readonly takesTables: boolean
  readonly filter: string
  wanted: boolean
  readonly #outlet: Outlet
  readonly #touch: () => void
  // Resolve when the request that runs has its answer; when the answer that is being sent has gone. Null: there is none.
  #asked: PromiseWithResolvers<void> | null = null
  #sending: Promise<void> | null = null
  #closed = false

  /** `touch`: to be told that something is sent. */
  constructor(outlet: Outlet, way: StreamingWay, touch: () => void) {
    this.nanoseconds = way.nanoseconds
    this.takesTables = way.takesTables
    this.filter = way.filter
    this.wanted = way.fromStart
    this.#outlet = outlet
    this.#touch = touch
  }

  answered(): Promise<void> {
    this.#asked ??= Promise.withResolvers<void>()
    return this.#asked.promise
  }

  async send(message: Uint8Array): Promise<void> {
    while (this.#sending) await this.#sending
    if (this.#closed) throw new ClientGone()
    this.#touch()
    await this.#outlet.send([message])
  }

  /** An answer is being sent, in several pieces. */
  async during(answer: Promise<void>): Promise<void> {
    this.#sending = answer
    await answer
    this.#sending = null
  }

  /** The request that ran is done with. */
  requestEnded(): void {
    this.#asked?.resolve()
    this.#asked = null
  }

  close(): void {
    this.#closed = true
    this.#asked?.reject(new ClientGone())
  }
}
