import { type Progress, readProgress } from '../runtime/progress.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Job, JobHandlers, Outcome } from './jobs/job.ts'
import { JobQueue } from './jobs/job-queue.ts'
import { Relief } from './jobs/relief.ts'
import { MOST_GIVEN } from './jobs/turns.ts'
import { ASIDE, CLIENTS, WorkerPools, type WorkerPoolsOptions } from './jobs/worker-pools.ts'
import type { Pending, WorkerSlot } from './jobs/worker-slot.ts'
import type {
  AsideRequest,
  GivenRequest,
  JobRequest,
  Report,
  SessionChange,
  SessionLeft,
  SessionState,
} from './messages.ts'
import type { ErrorReport } from './session/error-report.ts'
import type { ShippedFunction } from './session/shipped-function.ts'
import { SharedBoard } from './shared/shared-board.ts'

export interface EngineOptions extends WorkerPoolsOptions {
  readonly now: () => bigint
  /** Told of every session that is gone. */
  readonly onClose?: (session: number) => void
  /** A name that no other job has, on any node. */
  readonly newRootId: () => string
  /** What others may read of a job's script: not all, and no secrets. */
  readonly describe: (script: string) => string
  /** Whether a request of a client that doesn't say it is urgent must not wait either. */
  readonly neverWaits: (request: AsideRequest['work']) => boolean
  /** Told of every job that has ended. */
  readonly onEnd?: (job: Job, outcome: Outcome) => void
  /** Runs `action` after so many milliseconds; gives what undoes it. */
  readonly after: (milliseconds: number, action: () => void) => () => void
}

/** A session as the node's main thread sees it. */
export interface SessionHandle {
  readonly id: number
  /** Whose rights its next jobs have. */
  user: string
  /** About how many bytes its variables took up after its last job. */
  memory: number
}

interface Home {
  /** Null before its first job: idle sessions cost no worker anything. */
  slot: WorkerSlot | null
  readonly session: SessionHandle
  readonly pool: string
  /** As of its last job. */
  state: SessionState
  /** What jobs that ran aside have left to it before it had a worker. */
  readonly inheritance: SessionLeft[]
}

// How long a cancelled job may go on before its worker is ended.
const GRACE_MILLISECONDS = 5000

// When the first thread for what does not wait is started, after the first session.
const SPARE_AFTER_MILLISECONDS = 1000

/**
 * Runs scripts in worker threads. A session belongs to one worker; a worker runs one job at a time, the others wait.
 * Urgent jobs don't: where their worker is busy, they run aside, in a session of their own that leaves what it set to
 * theirs. The main thread never waits for a script.
 */
export class Engine {
  readonly #options: EngineOptions
  readonly #pools: WorkerPools
  readonly #homes = new Map<number, Home>()
  readonly #jobs = new Map<number, Pending>()
  readonly #relief: Relief
  /** The tables that sessions share. */
  readonly shared = new SharedBoard(job => this.sessionOf(job)?.user ?? '')
  #lastSession = 0
  #lastJob = 0

  constructor(options: EngineOptions) {
    this.#options = options
    this.#pools = new WorkerPools(options, this.shared, {
      report: (slot, report) => this.#receive(slot, report),
      lost: (slot, message) => this.#lost(slot, message),
    })
    this.#relief = new Relief({
      now: options.now,
      after: options.after,
      roomiest: (pool, isLong) => this.#pools.roomiestBut(pool, isLong),
      move: (pending, to) => this.#move(pending.job.session, to),
    })
  }

  // Threads take a moment to start: one is ready before somebody comes to cancel.
  #prepareSpare(): void {
    this.#options.after(SPARE_AFTER_MILLISECONDS, () => {
      if (!this.#pools.closed) this.#pools.roomiest(ASIDE)
    })
  }

  /** Opens a session. It gets a worker of the pool with its first job: a free one, if there is one. */
  open(user: string, pool = CLIENTS): SessionHandle {
    if (this.#lastSession === 0) this.#prepareSpare()
    const session: SessionHandle = { id: ++this.#lastSession, user, memory: 0 }
    this.#homes.set(session.id, { slot: null, session, pool, state: nothing, inheritance: [] })
    return session
  }

  // The worker where a session's variables are.
  #settle(home: Home, slot = home.slot ?? this.#pools.roomiest(home.pool)): WorkerSlot {
    if (home.slot) return home.slot
    const { id, user } = home.session
    home.slot = slot
    slot.sessions++
    this.#post(slot, { is: 'open', session: id, user })
    for (const left of home.inheritance.splice(0)) this.#post(slot, { is: 'inherit', session: id, left })
    return slot
  }

  /** Whether the session is there: it was neither closed nor lost with its worker. */
  isOpen({ id }: SessionHandle): boolean {
    return this.#homes.has(id)
  }

  /** The session of a job that waits or runs. */
  sessionOf(jobId: number): SessionHandle | undefined {
    const pending = this.#jobs.get(jobId)
    return pending && this.#homes.get(pending.job.session)?.session
  }

  /** The pool that a job waits or runs in; empty when it has ended. */
  poolOf(jobId: number): string {
    return this.#jobs.get(jobId)?.job.pool ?? ''
  }

  /** Ends a session: its jobs are cancelled, its variables dropped. */
  close(session: SessionHandle): void {
    const home = this.#homes.get(session.id)
    if (!home) return
    for (const { job } of this.#jobs.values()) if (job.session === session.id) this.cancel(job.id)
    this.#homes.delete(session.id)
    const { slot } = home
    if (slot) {
      this.#post(slot, { is: 'close', session: session.id })
      slot.sessions--
    }
    this.#options.onClose?.(session.id)
  }

  /** Runs a script; `read`: what readAhead gave for it. Jobs of one session run in the order they were given. */
  execute(
    session: SessionHandle,
    text: string,
    handlers: JobHandlers = {},
    read: Uint8Array | null = null,
  ): { job: number; outcome: Promise<Outcome> } {
    return this.#submit(session, text, handlers, job => ({
      is: 'execute',
      session: session.id,
      job,
      text,
      read,
      each: handlers.onResult !== undefined,
    }))
  }

  /** Calls a function with transferred values. */
  call(session: SessionHandle, callee: string, args: readonly unknown[], handlers: JobHandlers = {}) {
    return this.#submit(session, callee, handlers, job => ({
      is: 'call',
      session: session.id,
      job,
      callee,
      args,
    }))
  }

  /** Calls a function that came from another session, without arguments. */
  apply(session: SessionHandle, description: string, work: ShippedFunction, handlers: JobHandlers = {}) {
    return this.#submit(session, description, handlers, job => ({
      is: 'apply',
      session: session.id,
      job,
      work,
    }))
  }

  /** Sets a variable of the session to a function that came from another one, to be called by that name. */
  keep(session: SessionHandle, name: string, work: ShippedFunction) {
    return this.#submit(session, `keep ${name}`, {}, job => ({
      is: 'keep',
      session: session.id,
      job,
      name,
      work,
    }))
  }

  /** Sets variables of the session to transferred values. */
  assign(session: SessionHandle, values: readonly (readonly [string, unknown])[]) {
    const names = values.map(([name]) => name).join(', ')
    return this.#submit(session, `upload ${names}`, {}, job => ({
      is: 'assign',
      session: session.id,
      job,
      values,
    }))
  }

  /** The JavaScript that a script becomes, as the outcome's value; it is not run. */
  emit(session: SessionHandle, text: string) {
    return this.#submit(session, 'emit', {}, job => ({ is: 'emit', session: session.id, job, text }))
  }

  /** What could stand at `at` in `text`. */
  complete(session: SessionHandle, text: string, at: number) {
    return this.#submit(session, 'completion', {}, job => ({
      is: 'complete',
      session: session.id,
      job,
      text,
      at,
    }))
  }

  /** Tells a job to stop; one that doesn't within five seconds loses its worker. False: no such job. */
  cancel(jobId: number): boolean {
    const pending = this.#jobs.get(jobId)
    if (!pending) return false
    const { job, slot } = pending
    if (!slot.given.includes(pending) || slot.turns.withdraw(pending.turn)) {
      slot.queue.delete(pending)
      slot.given = slot.given.filter(other => other !== pending)
      this.#finish(pending, { ok: false, error: cancelledReport })
      this.#next(slot)
      return true
    }
    if (job.state === 'cancelling') return true
    job.state = 'cancelling'
    slot.turns.cancel(pending.turn)
    // The worker may be asleep in a bridge call.
    Atomics.add(slot.replySignal, 0, 1)
    Atomics.notify(slot.replySignal, 0)
    const { thread } = slot
    this.#options.after(GRACE_MILLISECONDS, () => {
      if (slot.given[0] === pending && slot.thread === thread) void thread.terminate()
    })
    return true
  }

  /** A job that waits or runs. */
  job(id: number): Job | undefined {
    return this.#jobs.get(id)?.job
  }

  /** How far the query is that a job runs. */
  progressOf(jobId: number): Progress {
    const pending = this.#jobs.get(jobId)
    return pending && pending.slot.given[0] === pending
      ? readProgress(pending.slot.progress)
      : { total: 0, done: 0 }
  }

  /** Jobs that wait or run. */
  jobs(): Job[] {
    return [...this.#jobs.values()].map(pending => pending.job)
  }

  /** Ends all workers. Running jobs fail. */
  async shutdown(): Promise<void> {
    await this.#pools.close()
  }

  #submit(
    session: SessionHandle,
    description: string,
    handlers: JobHandlers,
    make: (job: number) => JobRequest,
  ) {
    const home = this.#homes.get(session.id)
    if (!home) throw new ScriptError('This session has ended.')
    const id = ++this.#lastJob
    const { newRootId } = this.#options
    let { rootId } = handlers
    const job: Job = {
      id,
      // Made when somebody looks at the job: few are.
      get rootId() {
        rootId ??= newRootId()
        return rootId
      },
      session: session.id,
      pool: home.pool,
      user: session.user,
      priority: handlers.priority ?? 4,
      parallelism: handlers.parallelism ?? 2,
      urgent: handlers.urgent ?? false,
      cancellable: handlers.cancellable ?? true,
      call: handlers.call ?? null,
      description: this.#options.describe(description),
      queued: this.#options.now(),
      started: null,
      state: 'queued',
    }
    const request = make(id)
    const outcome = new Promise<Outcome>(resolve => {
      const aside =
        this.#hurries(request, job) && (home.slot ?? this.#pools.roomiest(home.pool)).given.length > 0
      const slot = aside ? this.#pools.roomiest(ASIDE) : this.#settle(home)
      const pending: Pending = { job, request, handlers, resolve, slot, aside, turn: 0 }
      this.#jobs.set(id, pending)
      this.#makeWay(slot, job)
      slot.queue.add(pending)
      this.#next(slot)
      if (slot.pool === CLIENTS) this.#relief.watch(slot)
    })
    return { job: id, outcome }
  }

  // Whether a request of a client runs apart from its session rather than wait.
  #hurries(request: JobRequest, { urgent, pool }: Job): boolean {
    if (pool !== CLIENTS || (request.is !== 'execute' && request.is !== 'call')) return false
    return urgent || this.#options.neverWaits(request)
  }

  // What was given to a worker and isn't begun waits again where priorities differ: the last first, so that none overtakes.
  #makeWay({ given, queue, turns }: WorkerSlot, { priority }: Job): void {
    if (given.every(({ job }) => job.priority === priority)) return
    while (given.length > 0 && turns.withdraw(given.at(-1)!.turn)) {
      const back = given.pop()!
      back.job.state = 'queued'
      queue.add(back)
    }
  }

  // The session, with its jobs that wait. What has something in its worker stays there.
  #move(session: number, to: WorkerSlot): boolean {
    const home = this.#homes.get(session)
    const from = home?.slot
    if (!home?.state.isBlank || !from || from === to || from.isBound) return false
    const own = (pending: Pending) => pending.job.session === session && !pending.aside
    const given = from.given.filter(own)
    // Its job may have begun meanwhile, and what it leaves isn't known.
    if (from.given[0] && own(from.given[0])) return false
    const taken = given.filter(pending => from.turns.withdraw(pending.turn))
    const waiting = taken.length === given.length ? [...from.queue].filter(own) : []
    from.given = from.given.filter(pending => !taken.includes(pending))
    const target = taken.length === given.length ? to : from
    for (const pending of waiting) from.queue.delete(pending)
    if (target === to) this.#resettle(home, to)
    for (const pending of [...taken, ...waiting]) {
      pending.slot = target
      pending.job.state = 'queued'
      target.queue.add(pending)
    }
    this.#next(from)
    this.#next(target)
    return target === to
  }

  #resettle(home: Home, to: WorkerSlot): void {
    const { session, slot: from } = home
    this.#post(from!, { is: 'close', session: session.id })
    from!.sessions--
    home.slot = null
    this.#settle(home, to)
  }

  // A worker of sessions is given some jobs at a time. What runs aside is told of its session as it is then.
  #next(slot: WorkerSlot): void {
    const most = slot.pool === ASIDE ? 1 : MOST_GIVEN
    while (slot.given.length < most) {
      const pending = slot.queue.take()
      if (!pending) break
      slot.given.push(pending)
      pending.turn = slot.turns.give()
      const { job, request, aside, turn } = pending
      this.#post(slot, { ...(aside ? this.#asideRequest(job, request) : request), turn })
    }
    const job = slot.given[0]?.job
    if (job?.state !== 'queued') return
    job.state = 'running'
    job.started = this.#options.now()
  }

  #asideRequest({ id, session, user, urgent }: Job, request: JobRequest): AsideRequest {
    const { definitions, variables } = this.#homes.get(session)?.state ?? nothing
    const work = request as AsideRequest['work']
    return { is: 'aside', session, job: id, user, work, definitions, variables, urgent }
  }

  // What ran aside needs its session after all.
  #returnHome(pending: Pending): void {
    const home = this.#homes.get(pending.job.session)
    if (!home) return this.#finish(pending, { ok: false, error: cancelledReport })
    pending.slot = this.#settle(home)
    pending.aside = false
    pending.job.state = 'queued'
    pending.job.started = null
    pending.slot.queue.add(pending)
    this.#next(pending.slot)
  }

  #post(slot: WorkerSlot, request: SessionChange | GivenRequest): void {
    slot.thread.postMessage(request)
  }

  #receive(slot: WorkerSlot, report: Report): void {
    const pending = slot.given[0]
    if (report.is === 'ready' || !pending || report.job !== pending.job.id) return
    if (report.is === 'print') pending.handlers.onPrint?.(report.text)
    else if (report.is === 'result') pending.handlers.onResult?.(report)
    else {
      slot.given.shift()
      if (report.is !== 'unfit') this.#ended(pending, report)
      else if (pending.job.state === 'cancelling')
        this.#finish(pending, { ok: false, error: cancelledReport })
      else this.#returnHome(pending)
      this.#next(slot)
    }
  }

  #ended(pending: Pending, report: Extract<Report, { is: 'done' | 'failed' }>): void {
    if (report.is === 'failed' && report.error.kind === 'internal') this.#options.log(report.error.message)
    const home = this.#homes.get(pending.job.session)
    if (home && pending.aside) this.#leave(home, report.left)
    else if (home) {
      pending.slot.isBound = report.isBound
      home.session.memory = report.memory
      home.state = report.state ?? home.state
    }
    this.#finish(
      pending,
      report.is === 'done' ? { ok: true, value: report.value } : { ok: false, error: report.error },
    )
  }

  // What a job that ran aside has set is its session's before its next job.
  #leave(home: Home, left: SessionLeft | null): void {
    if (!left || left.definitions.length + left.values.length + left.shares.length === 0) return
    const { definitions, variables } = home.state
    home.state = {
      isBlank: false,
      definitions: [...definitions, ...left.definitions],
      variables: [...variables, ...[...left.values, ...left.shares].map(([name]) => name)],
    }
    if (home.slot) this.#post(home.slot, { is: 'inherit', session: home.session.id, left })
    else home.inheritance.push(left)
  }

  #finish(pending: Pending, outcome: Outcome): void {
    this.#options.onEnd?.(pending.job, outcome)
    this.#jobs.delete(pending.job.id)
    pending.resolve(outcome)
  }

  // A worker died: its sessions are gone with their variables, and are told so; a new worker takes its place.
  #lost(slot: WorkerSlot, message: string): void {
    const error: ErrorReport = { ...cancelledReport, kind: 'script', message }
    const failed = [...slot.given, ...slot.queue]
    slot.given = []
    slot.queue = new JobQueue()
    for (const [id, home] of this.#homes) {
      if (home.slot !== slot) continue
      this.#homes.delete(id)
      this.#options.onClose?.(id)
    }
    slot.sessions = 0
    this.#pools.restart(slot)
    for (const pending of failed) this.#finish(pending, { ok: false, error })
  }
}

const nothing: SessionState = { definitions: [], variables: [], isBlank: true }

const cancelledReport: ErrorReport = {
  kind: 'cancelled',
  message: 'The task was cancelled.',
  refId: null,
  hint: null,
  tag: null,
  source: null,
  span: null,
  trace: [],
}
