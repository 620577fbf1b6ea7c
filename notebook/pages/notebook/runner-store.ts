import type { Cell } from '../../document/cells.ts'
import { assistant } from '../../editor/assistance.ts'
import { parseAside } from '../../editor/parsing-aside.ts'
import { isLost, NodeSession } from '../../node/node-session.ts'
import { rowsOf } from '../../node/plain.ts'
import { Store } from '../../shell/store.ts'
import { failedResult, resultOf, type StatementResult } from './run-result.ts'

/** What a cell has shown since it was last run. */
export interface CellRun {
  readonly state: 'queued' | 'running' | 'cancelling' | 'done'
  readonly printed: string
  readonly results: readonly StatementResult[]
  readonly milliseconds: number
  /** Partitions of the query that runs; null: none that has any. */
  readonly progress: { readonly done: number; readonly total: number } | null
}

export interface RunnerState {
  readonly runs: ReadonlyMap<string, CellRun>
  readonly busy: boolean
  /** The session that the variables were in is gone. */
  readonly lost: boolean
  /** Goes up whenever variables may have changed. */
  readonly changes: number
  readonly session: NodeSession | null
}

type Runnable = Pick<Cell, 'key' | 'text'>

const nothing: CellRun = { state: 'queued', printed: '', results: [], milliseconds: 0, progress: null }

const PROGRESS_EVERY = 400

/**
 * Runs cells in a session of its own, which lasts as long as the page: one after the other, statement by statement, so that each
 * result is shown when it comes.
 */
export class RunnerStore extends Store<RunnerState> {
  // Whatever else the page asks goes through this one: the session of the cells may be busy.
  readonly #node: NodeSession
  #queue: Runnable[] = []
  #opening: Promise<NodeSession> | null = null

  constructor(node: NodeSession) {
    super({ runs: new Map(), busy: false, lost: false, changes: 0, session: null })
    this.#node = node
    assistant.node = node
    // What is run first needn't wait for a session.
    this.#open().catch(() => {})
  }

  /** What follows a cell that fails isn't run. */
  run(cells: readonly Runnable[]): void {
    for (const { key } of cells) {
      this.#drop(key)
      this.#change(key, () => nothing)
    }
    this.#queue.push(...cells)
    if (!this.get().busy) void this.#work()
  }

  cancel(): void {
    this.#giveUpQueue()
    for (const [key, run] of this.get().runs)
      if (run.state === 'running') this.#change(key, old => ({ ...old, state: 'cancelling' }))
    const { session } = this.get()
    if (session) this.#node.cancel(session.id).catch(() => {})
  }

  /** Forgets what a cell has shown. */
  clear(key: string): void {
    this.#drop(key)
    const runs = new Map(this.get().runs)
    runs.delete(key)
    this.set({ runs })
  }

  close(): void {
    if (assistant.node === this.#node) assistant.node = null
    assistant.session = null
    this.get().session?.close()
  }

  // Who comes while a session is being opened waits for that one: cells have one session.
  async #open(): Promise<NodeSession> {
    const open = this.get().session
    if (open) return open
    this.#opening ??= this.#openAnother().finally(() => {
      this.#opening = null
    })
    return this.#opening
  }

  async #openAnother(): Promise<NodeSession> {
    const session = await NodeSession.open()
    session.onLost(() => {
      assistant.session = null
      this.set({ session: null, lost: true })
    })
    assistant.session = session
    this.set({ session })
    return session
  }

  async #work(): Promise<void> {
    this.set({ busy: true, lost: false })
    assistant.busy = true
    for (let cell = this.#queue.shift(); cell; cell = this.#queue.shift()) {
      if (!(await this.#runCell(cell))) this.#giveUpQueue()
      this.set({ changes: this.get().changes + 1 })
    }
    assistant.busy = false
    this.set({ busy: false })
  }

  // False when a statement failed.
  async #runCell({ key, text }: Runnable): Promise<boolean> {
    const began = performance.now()
    this.#change(key, () => ({ ...nothing, state: 'running' }))
    const timer = setInterval(() => void this.#lookAt(key), PROGRESS_EVERY)
    const { statements } = await parseAside(text)
    const parts = statements.length > 0 ? statements : [{ start: 0, end: text.length }]
    let ok = true
    for (const { start, end } of parts) {
      const result = await this.#runStatement(key, text.slice(start, end), start)
      this.#change(key, run => ({ ...run, results: [...run.results, result] }))
      ok = result.error === null
      if (!ok) break
    }
    clearInterval(timer)
    this.#change(key, run => ({
      ...run,
      state: 'done',
      milliseconds: performance.now() - began,
      progress: null,
    }))
    return ok
  }

  // How far the query is that a cell runs.
  async #lookAt(key: string): Promise<void> {
    const { session } = this.get()
    const jobs = session ? await this.#node.call('getConsoleJobs').catch(() => undefined) : undefined
    const job = rowsOf(jobs).find(({ sessionId }) => String(sessionId) === session?.id)
    const [done, total] = [Number(job?.finishedTasks ?? 0), Number(job?.totalTasks ?? 0)]
    if (this.get().runs.get(key)?.state === 'running')
      this.#change(key, run => ({ ...run, progress: total > 1 ? { done, total } : null }))
  }

  async #runStatement(key: string, source: string, start: number): Promise<StatementResult> {
    const print = (text: string) => this.#change(key, run => ({ ...run, printed: `${run.printed}${text}\n` }))
    try {
      const session = await this.#open()
      return resultOf(await session.callPrinting(print, 'runStatement', source), source, start)
    } catch (error) {
      const { message } = error as Error
      // The node names the function that the page called in front of what went wrong.
      return failedResult(
        source,
        start,
        isLost(error) ? message : message.replace(/^runStatement.*? => /, ''),
      )
    }
  }

  #giveUpQueue(): void {
    for (const { key } of this.#queue.splice(0)) this.clear(key)
  }

  // The node needn't keep what is no longer shown.
  #drop(key: string): void {
    const { runs, session } = this.get()
    for (const { grid } of runs.get(key)?.results ?? [])
      if (grid) session?.call('dropResult', grid.id).catch(() => {})
  }

  #change(key: string, next: (run: CellRun) => CellRun): void {
    const { runs } = this.get()
    this.set({ runs: new Map(runs).set(key, next(runs.get(key) ?? nothing)) })
  }
}
