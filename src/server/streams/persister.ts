import type { SharedBoard } from '../../engine/shared/shared-board.ts'
import type { Log } from '../../host/log.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { tableOfBlock } from './block-rows.ts'
import { type Block, Feed, type FeedSurroundings, type Reader, TableGone } from './feed.ts'
import type { StreamLog } from './stream-log.ts'

export interface PersistOptions {
  /** Whoever appends doesn't wait for the disk. */
  readonly asynWrite: boolean
  /** Rows survive a crash of the machine, not only of the node. */
  readonly sync: boolean
}

/** Writes a stream table's rows to its log as they come. */
export class Persister implements Reader {
  readonly options: PersistOptions
  readonly log: StreamLog
  readonly #messages: Log
  readonly #forget: () => void
  #feed!: Feed
  #waiting: { rows: number; resolve: () => void; reject: (error: Error) => void }[] = []
  #failure: Error | null = null
  #ending: Promise<void> | null = null

  constructor(log: StreamLog, options: PersistOptions, messages: Log, forget: () => void) {
    this.log = log
    this.options = options
    this.#messages = messages
    this.#forget = forget
  }

  /** From the row of that offset on. */
  begin(shared: SharedBoard, table: string, offset: number, surroundings: FeedSurroundings): void {
    this.#feed = new Feed(shared, table, offset, this, surroundings)
    this.#feed.open()
  }

  /** Rows that are on the disk. */
  get written(): number {
    return this.#feed.next
  }

  get waiting(): number {
    return this.#feed.waiting
  }

  isReady(): boolean {
    return true
  }

  async take(block: Block): Promise<void> {
    await this.log.append(tableOfBlock(block), block.start, this.options.sync)
    const written = this.#waiting.filter(({ rows }) => rows <= block.end)
    this.#waiting = this.#waiting.filter(({ rows }) => rows > block.end)
    for (const each of written) each.resolve()
  }

  /** Resolves when so many rows of the table are on the disk; rejects when they can't be. */
  whenWritten(rows: number): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure)
    if (this.#feed.next >= rows) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiting.push({ rows, resolve, reject }))
  }

  ended(reason: Error): void {
    if (!(reason instanceof TableGone)) {
      const { table } = this.#feed
      this.#failure = new ScriptError(`The rows are in the table, but not on the disk: ${reason.message}`)
      this.#messages.write(
        'error',
        `${table} isn't written to ${this.log.folder} any more: ${reason.message}`,
      )
    }
    void this.#end()
  }

  /** Writes what has come so far, and no more. */
  async close(): Promise<void> {
    if (!this.#ending) await this.whenWritten(this.#feed.next + this.#feed.waiting).catch(() => {})
    await this.#end()
  }

  #end(): Promise<void> {
    this.#ending ??= (async () => {
      this.#feed.close()
      for (const { reject } of this.#waiting.splice(0)) reject(this.#failure ?? closed)
      await this.log.close().catch(error => this.#messages.write('error', (error as Error).message))
      this.#forget()
    })()
    return this.#ending
  }
}

const closed = new ScriptError('The rows are in the table, but not on the disk: it is kept there no more.')
