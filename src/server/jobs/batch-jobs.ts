import type { Engine } from '../../engine/engine.ts'
import type { Outcome } from '../../engine/jobs/job.ts'
import type { ErrorReport } from '../../engine/session/error-report.ts'
import type { ShippedFunction } from '../../engine/session/shipped-function.ts'
import type { Host } from '../../host/host.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { TIMESTAMP } from '../../values/data-type.ts'
import { formatTemporal } from '../../values/elements/temporal-format.ts'
import type { Remote } from '../sessions/sessions.ts'
import type { JobFiles } from './job-files.ts'
import { BATCH } from './pool.ts'

/** What somebody wants to be done apart from his session. */
export interface BatchRequest {
  readonly user: string
  readonly remote: Remote
  readonly jobId: string
  readonly description: string
  /** 0 to 9, the highest first. */
  readonly priority: number
  readonly parallelism: number
  readonly work: ShippedFunction
}

/** A batch job. Moments are milliseconds since 1970. */
export interface BatchJob {
  readonly request: BatchRequest
  /** No other job of the node has it. */
  readonly id: string
  readonly received: bigint
  rootId: string
  started: bigint | null
  ended: bigint | null
  error: ErrorReport | null
  /** What it has printed, a moment in front of each line. */
  readonly messages: string[]
  /** In transferred form; undefined: nothing. */
  value: unknown
  readonly whenEnded: Promise<void>
}

const MOST_KEPT = 1000
const MOST_MESSAGES = 100_000

/** Runs jobs in a pool of threads of their own, the most urgent first; what they leave behind is on the disk. */
export class BatchJobs {
  readonly #host: Host
  readonly #engine: Engine
  readonly #files: JobFiles
  readonly #workers: number
  readonly #jobs = new Map<string, BatchJob>()
  readonly #running = new Map<BatchJob, number>()
  readonly #finish = new WeakMap<BatchJob, () => void>()
  #queue: BatchJob[] = []

  constructor(host: Host, engine: Engine, files: JobFiles, workers: number) {
    this.#host = host
    this.#engine = engine
    this.#files = files
    this.#workers = workers
  }

  /** The identifier it got: the wished one, or that with the date and a number behind it. */
  submit(request: BatchRequest): BatchJob {
    const { promise, resolve } = Promise.withResolvers<void>()
    const job: BatchJob = {
      request,
      id: this.#newId(request.jobId),
      received: this.#host.clock.now(),
      rootId: '',
      started: null,
      ended: null,
      error: null,
      messages: [],
      value: undefined,
      whenEnded: promise,
    }
    this.#finish.set(job, resolve)
    this.#jobs.set(job.id, job)
    this.#queue.push(job)
    this.#forgetOldest()
    this.#startNext()
    return job
  }

  get(id: string): BatchJob | undefined {
    return this.#jobs.get(id)
  }

  /** In the order they came. */
  all(): BatchJob[] {
    return [...this.#jobs.values()]
  }

  cancel(job: BatchJob): void {
    const running = this.#running.get(job)
    if (running !== undefined) this.#engine.cancel(running)
    else if (job.ended === null) {
      this.#queue = this.#queue.filter(other => other !== job)
      const error = { kind: 'cancelled', message: 'The task was cancelled.' } as ErrorReport
      void this.#end(job, { ok: false, error })
    }
  }

  #newId(wished: string): string {
    if (!this.#jobs.has(wished)) return wished
    const day = formatTemporal(this.#host.clock.now(), TIMESTAMP).slice(0, 10).replaceAll('.', '')
    for (let number = 0; ; number++) {
      const id = `${wished}${day}${String(number).padStart(4, '0')}`
      if (!this.#jobs.has(id)) return id
    }
  }

  #forgetOldest(): void {
    for (const [id, job] of this.#jobs) {
      if (this.#jobs.size <= MOST_KEPT) return
      if (job.ended !== null) this.#jobs.delete(id)
    }
  }

  #startNext(): void {
    while (this.#running.size < this.#workers && this.#queue.length > 0) {
      const job = this.#queue.reduce((best, next) =>
        next.request.priority > best.request.priority ? next : best,
      )
      this.#queue = this.#queue.filter(other => other !== job)
      this.#start(job)
    }
  }

  #start(job: BatchJob): void {
    const { user, work, priority, parallelism, description } = job.request
    const session = this.#engine.open(user, BATCH)
    job.started = this.#host.clock.now()
    this.#say(job, `Start the job [${job.id}]: ${description}`)
    const { job: id, outcome } = this.#engine.apply(session, `${job.id}: ${description}`, work, {
      priority,
      parallelism,
      onPrint: text => this.#say(job, text),
    })
    job.rootId = this.#engine.jobs().find(each => each.id === id)?.rootId ?? ''
    this.#running.set(job, id)
    void outcome.then(async ended => {
      this.#running.delete(job)
      this.#engine.close(session)
      await this.#end(job, ended)
      this.#startNext()
    })
  }

  async #end(job: BatchJob, outcome: Outcome): Promise<void> {
    if (outcome.ok) {
      job.value = outcome.value
      this.#say(job, 'The job is done.')
    } else {
      job.error = outcome.error
      this.#say(job, `The job failed: ${outcome.error.message}`)
    }
    await this.#files.save(job.id, job.messages, job.value).catch(error => {
      this.#host.log.write('error', `What the job ${job.id} left couldn't be saved: ${error.message}`)
    })
    job.ended = this.#host.clock.now()
    this.#finish.get(job)!()
  }

  #say(job: BatchJob, text: string): void {
    const nanoseconds = this.#host.clock.nowNanoseconds()
    const moment = formatTemporal(nanoseconds / 1_000_000n, TIMESTAMP)
      .replaceAll('.', '-')
      .slice(0, 19)
    const fraction = String((nanoseconds / 1000n) % 1_000_000n).padStart(6, '0')
    for (const line of text.split('\n')) {
      job.messages.push(`${moment.replace('T', ' ')}.${fraction} ${line}`)
    }
    if (job.messages.length > MOST_MESSAGES) job.messages.splice(0, job.messages.length - MOST_MESSAGES)
  }
}

/** @throws ScriptError for what can't be a job's identifier. */
export function checkJobId(id: string): void {
  if (id === '' || id.length > 128 || /[\p{Cc}/\\]/u.test(id)) {
    throw new ScriptError('A job’s identifier has 1 to 128 characters, none of them / or \\.')
  }
}
