import type { Engine, SessionHandle } from '../../engine/engine.ts'
import { errorOfReport } from '../../engine/session/error-report.ts'
import type { ShippedFunction } from '../../engine/session/shipped-function.ts'
import type { Clock } from '../../host/clock.ts'
import type { Log } from '../../host/log.ts'
import { LONG } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Table } from '../../values/forms/table.ts'
import { fromTransferable, toTransferable } from '../../values/transfer.ts'
import { columnsOf, tableOfBlock } from './block-rows.ts'
import type { Block, Feed, Reader } from './feed.ts'
import type { Lane } from './lanes.ts'
import { STREAMING } from './pool.ts'
import type { ColumnFilter } from './row-filter.ts'

/** How a handler wants its rows. */
export interface HandlerRequest {
  readonly table: string
  readonly action: string
  readonly offset: number
  readonly handler: ShippedFunction
  /** Makes of rows those that the handler gets; null: all. */
  readonly through: ShippedFunction | null
  /** What the user wrote as a filter. */
  readonly filterText: string
  /** Tables of the session that were lent to the handler, by the names they are shared under. */
  readonly lent: readonly string[]
  readonly msgAsTable: boolean
  /** Rows that it waits for, and the milliseconds after which it waits no longer. */
  readonly batchSize: number
  readonly throttle: number
  readonly hash: number
  readonly persistOffset: boolean
  readonly timeTrigger: boolean
  readonly handlerNeedMsgId: boolean
}

export interface HandlerSurroundings {
  readonly engine: Engine
  readonly clock: Clock
  readonly log: Log
  readonly lane: Lane
}

/** What has become of the rows so far. */
export interface Progress {
  handled: number
  failed: number
  /** The offset of the last row that a handler has had; -1: none. */
  last: number
  lastFailed: number
  /** Milliseconds since 1970; null: never. */
  failedAt: bigint | null
  error: string
}

/** A function of a script that is given the rows of a stream table, in a session of its own. */
export class HandlerSubscription implements Reader {
  readonly request: HandlerRequest
  readonly topic: string
  readonly user: string
  readonly progress: Progress = { handled: 0, failed: 0, last: -1, lastFailed: -1, failedAt: null, error: '' }
  readonly lane: Lane
  feed!: Feed
  readonly #around: HandlerSurroundings
  readonly #rows: ColumnFilter | null
  #session: Promise<SessionHandle> | null = null
  #closed = false
  #handled: bigint
  #stopTimer: (() => void) | null = null

  constructor(
    about: { topic: string; user: string; request: HandlerRequest },
    rows: ColumnFilter | null,
    around: HandlerSurroundings,
  ) {
    this.request = about.request
    this.topic = about.topic
    this.user = about.user
    this.lane = around.lane
    this.#rows = rows
    this.#around = around
    this.#handled = this.#now()
  }

  begin(feed: Feed, columns: Table): void {
    this.feed = feed
    feed.open()
    if (this.request.timeTrigger) this.#trigger(columns)
  }

  /** The handler gets no more; what it does is cancelled. */
  close(): void {
    this.#closed = true
    this.#stopTimer?.()
    this.feed.close()
    this.#forgetSession()
  }

  ended(reason: Error): void {
    this.#fail(this.feed.next, 0, reason.message)
    this.#forgetSession()
  }

  isReady(waiting: number): boolean {
    const { batchSize, throttle } = this.request
    if (batchSize <= 0 || waiting >= batchSize) return true
    const left = throttle - Number(this.#now() - this.#handled)
    if (left <= 0) return true
    this.#stopTimer ??= this.#around.clock.after(left, () => {
      this.#stopTimer = null
      this.feed.look()
    })
    return false
  }

  take(block: Block): Promise<void> {
    return this.lane.run(async () => {
      if (this.#closed) return
      const { start, end } = block
      try {
        let table = tableOfBlock(block)
        if (this.#rows) table = table.gather(this.#rows.filter(table.columns[this.#rows.column]!))
        if (table.rows > 0) await this.#handle(table, end - 1)
        this.progress.handled += end - start
      } catch (error) {
        if (!this.#closed) this.#fail(end - 1, end - start, (error as Error).message)
      }
      this.progress.last = end - 1
      this.#handled = this.#now()
    })
  }

  // With no rows, each time that so long there were none.
  #trigger(columns: Table): void {
    const { clock } = this.#around
    const again = () => {
      const idle = Number(this.#now() - this.#handled)
      const left = this.request.throttle - idle
      if (this.#closed) return
      if (left > 0 || this.feed.waiting > 0) {
        this.#stopTimer = clock.after(Math.max(1, left), again)
        return
      }
      void this.lane
        .run(() => this.#handle(columns, this.feed.next - 1))
        .catch(error => this.#fail(this.feed.next - 1, 0, (error as Error).message))
        .then(() => {
          this.#handled = this.#now()
          again()
        })
    }
    again()
  }

  async #handle(rows: Table, offset: number): Promise<void> {
    const { through, msgAsTable, handlerNeedMsgId } = this.request
    const session = await (this.#session ??= this.#open())
    const message = through ? ((await this.#call(session, 'filter', [rows])) as Table) : rows
    const value = msgAsTable ? message : columnsOf(message)
    await this.#call(
      session,
      'handler',
      handlerNeedMsgId ? [value, new Scalar(LONG, BigInt(offset))] : [value],
    )
  }

  async #open(): Promise<SessionHandle> {
    const { engine } = this.#around
    const session = engine.open(this.user, STREAMING)
    const { handler, through } = this.request
    for (const [name, work] of [['handler', handler] as const, ['filter', through] as const]) {
      const ended = work && (await engine.keep(session, name, work).outcome)
      if (ended?.ok === false) throw errorOfReport(ended.error)
    }
    return session
  }

  async #call(
    session: SessionHandle,
    callee: string,
    args: readonly (Scalar | Table | ReturnType<typeof columnsOf>)[],
  ) {
    const { engine, log } = this.#around
    const onPrint = (text: string) => log.write('info', `${this.topic}: ${text}`)
    try {
      const ended = await engine.call(session, callee, args.map(toTransferable), { onPrint }).outcome
      if (!ended.ok) throw errorOfReport(ended.error)
      return ended.value === undefined ? undefined : fromTransferable(ended.value as never)
    } catch (error) {
      // A session whose thread was lost is made anew.
      if (!engine.isOpen(session)) this.#session = null
      throw error
    }
  }

  #fail(offset: number, rows: number, message: string): void {
    const { progress } = this
    if (message !== progress.error) this.#around.log.write('error', `${this.topic}: ${message}`)
    progress.failed += rows
    progress.lastFailed = offset
    progress.failedAt = this.#now()
    progress.error = message
  }

  #forgetSession(): void {
    void this.#session?.then(session => this.#around.engine.close(session)).catch(() => {})
    this.#session = null
  }

  #now(): bigint {
    return this.#around.clock.now()
  }
}
