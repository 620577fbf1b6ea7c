import type { Job } from '../../engine/jobs/job.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { ClientNumber } from '../controller/entries.ts'

/** The jobs that ask a store. */
export interface JobsOfScripts {
  /** Undefined: it is over. */
  find(job: number): Pick<Job, 'call'> | undefined
}

// A call may write so often before its numbers meet those of the next.
const WRITES_A_CALL = 2 ** 20

/**
 * Numbers for what a client's call writes, in its order: a call that is repeated writes the same again, and what has
 * happened already is known by its number.
 */
export class WriteNumbers {
  readonly #jobs: JobsOfScripts
  readonly #counts = new Map<number, number>()

  constructor(jobs: JobsOfScripts) {
    this.#jobs = jobs
  }

  /** Null: its client gives no numbers. */
  next(job: number): ClientNumber | null {
    const call = this.#jobs.find(job)?.call
    if (!call) return null
    for (const known of this.#counts.keys()) if (!this.#jobs.find(known)) this.#counts.delete(known)
    const count = this.#counts.get(job) ?? 0
    if (count >= WRITES_A_CALL) return null
    this.#counts.set(job, count + 1)
    return { id: call.client, sequence: call.sequence * WRITES_A_CALL + count }
  }

  /** A write that is made anew, under the same number, if others came between. */
  async replacing<T>(job: number, write: (number: ClientNumber | null) => Promise<T>): Promise<T> {
    const number = this.next(job)
    try {
      return await write(number)
    } catch (error) {
      if (number && error instanceof StorageError && error.kind === 'changed') {
        this.#counts.set(job, this.#counts.get(job)! - 1)
      }
      throw error
    }
  }
}
