import type { ShippedFunction } from '../../engine/session/shipped-function.ts'
import type { Host } from '../../host/host.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { bool, string } from '../../values/forms/scalar.ts'
import { fromTransferable, toTransferable } from '../../values/transfer.ts'
import type { RecordStore } from '../record-store.ts'
import { HERE } from '../sessions/sessions.ts'
import type { BatchJob, BatchJobs } from './batch-jobs.ts'
import { type KeptFunction, shippedOfKept } from './kept-function.ts'
import { nextRun, type Schedule } from './schedule.ts'

/** A job that the node does by itself, again and again. */
export interface ScheduledJob {
  readonly id: string
  readonly user: string
  readonly description: string
  readonly schedule: Schedule
  readonly priority: number
  readonly parallelism: number
  readonly work: KeptFunction
  /** Called with identifier, description, success, and value or error, when it has ended. */
  readonly onComplete: KeptFunction | null
}

// A timer that waits longer than that is set again.
const LONGEST_TIMER = 24 * 3_600_000

/** The scheduled jobs of a node, kept over restarts. What was due while the node was down is left out. */
export class ScheduledJobs {
  readonly #host: Host
  readonly #records: () => Promise<RecordStore>
  readonly #batch: BatchJobs
  #jobs: Promise<Map<string, ScheduledJob>> | null = null
  readonly #timers = new Map<string, () => void>()

  constructor(host: Host, records: () => Promise<RecordStore>, batch: BatchJobs) {
    this.#host = host
    this.#records = records
    this.#batch = batch
  }

  all(): Promise<Map<string, ScheduledJob>> {
    return (this.#jobs ??= this.#records().then(records => records.all<ScheduledJob>('schedule')))
  }

  /** Sets the clocks of all jobs that are kept. */
  async start(): Promise<void> {
    for (const job of (await this.all()).values()) this.#wait(job)
  }

  /** The identifier it got: the wished one, or that with a number behind it. */
  async add(job: ScheduledJob): Promise<string> {
    const jobs = await this.all()
    let { id } = job
    for (let number = 0; jobs.has(id); number++) id = `${job.id}${String(number).padStart(3, '0')}`
    const record = { ...job, id }
    if (nextRun(job.schedule, Number(this.#host.clock.now())) === null) {
      throw new ScriptError('The job would never run: its last time is over.')
    }
    await (await this.#records()).commit([{ kind: 'schedule', name: id, record }])
    jobs.set(id, record)
    this.#wait(record)
    return id
  }

  async delete(id: string): Promise<void> {
    await (await this.#records()).commit([{ kind: 'schedule', name: id, record: null }])
    ;(await this.all()).delete(id)
    this.#timers.get(id)?.()
    this.#timers.delete(id)
  }

  stop(): void {
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
  }

  #wait(job: ScheduledJob): void {
    const now = Number(this.#host.clock.now())
    const due = nextRun(job.schedule, now)
    if (due === null) return void this.#timers.delete(job.id)
    const pause = Math.min(due - now, LONGEST_TIMER)
    const cancel = this.#host.clock.after(pause, () => {
      // The clock may have been set back meanwhile.
      if (Number(this.#host.clock.now()) >= due) this.run(job)
      this.#wait(job)
    })
    this.#timers.set(job.id, cancel)
  }

  /** Does a job's work now, among the batch jobs. */
  run(job: ScheduledJob): BatchJob {
    const { id, user, description, priority, parallelism } = job
    const started = this.#batch.submit({
      user,
      remote: HERE,
      jobId: id,
      description,
      priority,
      parallelism,
      work: shippedOfKept(job.work),
    })
    if (job.onComplete) {
      const callback = shippedOfKept(job.onComplete)
      void started.whenEnded.then(() => {
        this.#batch.submit({
          user,
          remote: HERE,
          jobId: `${started.id}.onComplete`,
          description: `what is to follow ${started.id}`,
          priority,
          parallelism,
          work: withOutcome(callback, started),
        })
      })
    }
    return started
  }
}

function withOutcome(callback: ShippedFunction, job: BatchJob): ShippedFunction {
  const { error } = job
  const result = error ? string(error.message) : job.value === undefined ? null : fromTransferable(job.value)
  const values = [string(job.id), string(job.request.description), bool(error === null), result ?? string('')]
  const fixed = values.map(value => ({ is: 'value' as const, value: toTransferable(value) }))
  return { ...callback, callee: { is: 'partial', callee: callback.callee, fixed } }
}
