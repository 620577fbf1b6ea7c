import type { Clock } from '../../host/clock.ts'
import { display } from '../../values/format/format.ts'
import { string } from '../../values/forms/scalar.ts'
import type { Table } from '../../values/forms/table.ts'
import { pushedObject, pushFrame } from '../../wire/push.ts'
import type { ClientSession, Pushes } from '../sessions/sessions.ts'
import { bytesOfBlock, columnsOf, tableOfBlock } from './block-rows.ts'
import type { Block, Feed, Reader } from './feed.ts'
import type { ColumnFilter } from './row-filter.ts'

/** What a client has asked to be told. */
export interface Wanted {
  readonly table: string
  readonly action: string
  readonly topic: string
  /** Whose rights count. */
  readonly user: string
  readonly rows: ColumnFilter | null
  /** What else is to become of them; gives columns of its own. */
  readonly through: ((rows: Table) => Promise<Table>) | null
  /** Rejects where the user may not read the table any more. */
  readonly mayRead: () => Promise<void>
}

/** A client that is sent the rows of a stream table over its own connection. */
export class ClientSubscription implements Reader {
  readonly wanted: Wanted
  readonly session: ClientSession
  feed!: Feed
  readonly #pushes: Pushes
  readonly #clock: Clock
  readonly #forget: (self: ClientSubscription) => void

  constructor(
    wanted: Wanted,
    session: ClientSession,
    clock: Clock,
    forget: (self: ClientSubscription) => void,
  ) {
    this.wanted = wanted
    this.session = session
    this.#pushes = session.pushes!
    this.#clock = clock
    this.#forget = forget
  }

  /** Sends the columns, and from then on the rows, once the client has its answer. */
  async begin(feed: Feed, columns: Table): Promise<void> {
    this.feed = feed
    try {
      await this.#pushes.answered()
    } catch {
      return this.close()
    }
    try {
      const { through } = this.wanted
      await this.#send(-1, pushedObject(through ? await through(columns) : columns, display))
      feed.open()
    } catch (error) {
      feed.end(error as Error)
    }
  }

  /** Sends no more. The connection stays. */
  close(): void {
    this.feed.close()
    this.#forget(this)
  }

  isReady(): boolean {
    return true
  }

  async take(block: Block): Promise<void> {
    await this.wanted.mayRead()
    const bytes = await this.#bytes(block)
    if (bytes) await this.#send(block.end - 1, bytes)
  }

  /** The client is told why, and its connection ends: it can't take the rows for more than there are. */
  ended(reason: Error): void {
    this.#forget(this)
    // Clients show what is behind the first colon.
    const text = string(`error.publish: ${reason.message}`)
    void this.#send(this.feed.next - 1, pushedObject(text, display))
      .catch(() => {})
      .then(() => this.session.end())
  }

  async #bytes(block: Block): Promise<Uint8Array | null> {
    const { rows, through } = this.wanted
    if (!rows && !through) return bytesOfBlock(block)
    let table = tableOfBlock(block)
    if (rows) table = table.gather(rows.filter(table.columns[rows.column]!))
    if (table.rows > 0 && through) table = await through(table)
    if (table.rows === 0) return null
    // Clients of TCP know columns only, those of WebSocket tables, too, whose columns may be others.
    return pushedObject(through && this.#pushes.takesTables ? table : columnsOf(table), display)
  }

  #send(offset: number, object: Uint8Array): Promise<void> {
    const now = this.#pushes.nanoseconds ? this.#clock.nowNanoseconds() : this.#clock.now()
    return this.#pushes.send(
      pushFrame({ sent: now, offset: BigInt(offset), topic: this.wanted.topic }, object),
    )
  }
}
