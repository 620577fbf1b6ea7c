import type { SharedBoard, SharedContent, Watcher } from '../../engine/shared/shared-board.ts'
import type { Clock } from '../../host/clock.ts'
import { ScriptError } from '../../runtime/script-error.ts'

/** Some rows of a stream table, by their offsets: `start` to before `end`. */
export interface Block {
  readonly content: SharedContent
  readonly start: number
  readonly end: number
}

/** Who is given the rows of a feed. */
export interface Reader {
  /** Resolves when it takes more. Where it rejects, the feed ends. */
  take(block: Block): Promise<void>
  /** Whether it takes a block when so many rows wait. */
  isReady(waiting: number): boolean
  /** There comes no more, and why. */
  ended(reason: Error): void
}

export interface FeedLimits {
  /** Rows of one block. */
  readonly blockRows: number
  /** Rows that came since the feed began and wait; with more it ends. */
  readonly waitingRows: number
}

export interface FeedSurroundings extends FeedLimits {
  readonly clock: Clock
  /** False: the table may be dropped nevertheless. */
  readonly holdsTable?: boolean
  /** Whoever appends waits for this, which is given the table's rows. */
  readonly untilTaken?: (rows: number) => Promise<void>
}

/** The table isn't what it was: its name is nobody's, or another's. */
export class TableGone extends ScriptError {}

/** How many rows a table has. */
export const rowsOf = ({ columns }: SharedContent): number => {
  const first = columns[0]
  if (!first) return 0
  if (first.is !== 'whole') return first.length
  return first.value.is === 'tuple' ? first.value.items.length : 0
}

/**
 * The rows of a stream table from an offset on, in their order, each once, to one reader, block by block as it takes
 * them. What waits is not copied: it lies in the table, and the feed knows only how far it is. So nobody who appends
 * waits for a reader.
 */
export class Feed implements Watcher {
  readonly table: string
  /** The offset of the first row that the reader hasn't had. */
  next: number
  readonly #reader: Reader
  readonly #limits: FeedSurroundings
  readonly #began: number
  readonly #unwatch: () => void
  #content: SharedContent
  #gone: TableGone | null = null
  #open = false
  #ended = false
  #busy = false

  /** Nothing is given before `open`. */
  constructor(
    shared: SharedBoard,
    table: string,
    start: number,
    reader: Reader,
    surroundings: FeedSurroundings,
  ) {
    this.table = table
    this.next = start
    this.#reader = reader
    this.#limits = surroundings
    this.#content = shared.contentOf(table)!
    this.#began = rowsOf(this.#content)
    this.#unwatch = shared.watch(table, this)
  }

  /** Rows that the reader hasn't had. */
  get waiting(): number {
    return rowsOf(this.#content) - this.next
  }

  get limit(): number {
    return this.#limits.waitingRows
  }

  open(): void {
    this.#open = true
    this.look()
  }

  /** To be called when the reader may have become ready. */
  look(): void {
    if (this.#open && !this.#ended && !this.#busy) void this.#give()
  }

  get holdsTable(): boolean {
    return this.#limits.holdsTable ?? true
  }

  changed(content: SharedContent): Promise<void> | void {
    const { names } = this.#content
    const isSame =
      content.names.length === names.length && content.names.every((name, i) => name === names[i])
    if (!isSame || rowsOf(content) < this.next) {
      return this.end(new ScriptError(`The columns or rows of ${this.table} aren't what they were.`))
    }
    this.#content = content
    const waiting = rowsOf(content) - Math.max(this.next, this.#began)
    if (waiting > this.#limits.waitingRows) return this.end(overrun(this.table, waiting, this.#limits))
    this.look()
    return this.#limits.untilTaken?.(rowsOf(content))
  }

  gone(): void {
    const reason = new TableGone(`${this.table} is another table now.`)
    if (this.holdsTable) return this.end(reason)
    // What there was is still to be taken.
    this.#unwatch()
    this.#gone = reason
    this.look()
  }

  /** Gives no more, and tells the reader. */
  end(reason: Error): void {
    if (this.#ended) return
    this.close()
    this.#reader.ended(reason)
  }

  /** Gives no more. */
  close(): void {
    this.#ended = true
    this.#unwatch()
  }

  async #give(): Promise<void> {
    this.#busy = true
    try {
      // Whoever appends is answered first, and what he appends meanwhile goes along.
      await this.#limits.clock.turn()
      while (!this.#ended && this.waiting > 0 && this.#reader.isReady(this.waiting)) {
        const content = this.#content
        const start = this.next
        const end = Math.min(start + this.#limits.blockRows, rowsOf(content))
        await this.#reader.take({ content, start, end })
        this.next = end
        // Others of the node have their turn between the blocks of a long backlog.
        if (this.waiting > 0) await this.#limits.clock.turn()
      }
    } catch (error) {
      this.end(error as Error)
    } finally {
      this.#busy = false
      if (this.#gone && this.waiting <= 0) this.end(this.#gone)
    }
  }
}

const overrun = (table: string, waiting: number, { waitingRows }: FeedLimits) =>
  new ScriptError(
    `${waiting} rows of ${table} wait for this subscriber, which reads too slowly; ${waitingRows} may (maxPubQueueDepthPerSite). It may subscribe again from the offset that it has reached.`,
  )
