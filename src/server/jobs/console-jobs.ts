import type { Engine } from '../../engine/engine.ts'
import type { Job, Outcome } from '../../engine/jobs/job.ts'
import { CLIENTS } from '../../engine/jobs/worker-pools.ts'
import { INT, IPADDR, LONG, NANOTIMESTAMP, STRING, TIMESTAMP } from '../../values/data-type.ts'
import { ipOrNone } from '../../values/elements/identifier.ts'
import type { Table } from '../../values/forms/table.ts'
import { type Columns, tableOfRows } from '../../values/forms/table-of-rows.ts'
import { nullOf } from '../../values/null.ts'
import type { Sessions } from '../sessions/sessions.ts'

/** A job that has ended. */
interface EndedJob {
  readonly job: Job
  readonly ended: bigint
  readonly error: string
  readonly ip: string
}

const MOST_KEPT = 1000
const MILLION = 1_000_000n

/** What clients' sessions run, and ran a short time ago. */
export class ConsoleJobs {
  readonly #engine: Engine
  readonly #sessions: Sessions
  readonly #alias: () => string
  readonly #now: () => bigint
  readonly #ended: EndedJob[] = []

  constructor(engine: Engine, sessions: Sessions, alias: () => string, now: () => bigint) {
    this.#engine = engine
    this.#sessions = sessions
    this.#alias = alias
    this.#now = now
  }

  ended(job: Job, outcome: Outcome): void {
    if (job.pool !== CLIENTS) return
    const { ip } = this.#sessions.remoteOf(job.session)
    const error = outcome.ok ? '' : outcome.error.message
    this.#ended.push({ job, ended: this.#now(), error, ip })
    if (this.#ended.length > MOST_KEPT) this.#ended.shift()
  }

  /** getConsoleJobs: what clients cancel by. Job pages depend on the types. */
  table(): Table {
    const remote = (job: Job) => this.#sessions.remoteOf(job.session)
    // A script that reads no partitions is one task.
    const tasks = (job: Job) => Math.max(1, this.#engine.progressOf(job.id).total)
    const started = (job: Job) => job.started ?? (nullOf(TIMESTAMP) as bigint)
    const columns: Columns<Job> = [
      ['node', STRING, this.#alias],
      ['userID', STRING, job => job.user],
      ['rootJobId', STRING, job => job.rootId],
      ['jobType', STRING, () => 'script'],
      ['desc', STRING, job => job.description],
      ['priority', INT, job => job.priority],
      ['parallelism', INT, job => job.parallelism],
      ['receiveTime', TIMESTAMP, job => job.queued],
      ['sessionId', LONG, job => BigInt(job.session)],
      ['remoteIP', IPADDR, job => ipOrNone(remote(job).ip)],
      ['remotePort', INT, job => remote(job).port],
      ['totalTasks', INT, tasks],
      ['finishedTasks', INT, job => this.#engine.progressOf(job.id).done],
      ['runningTask', INT, job => Number(job.started !== null)],
      ['firstTaskStartTime', TIMESTAMP, started],
      ['latestTaskStartTime', TIMESTAMP, started],
      ['queue', STRING, job => (job.urgent ? 'urgent queue' : 'normal queue')],
    ]
    return tableOfRows(columns, this.#current())
  }

  #current(): Job[] {
    return this.#engine.jobs().filter(job => job.pool === CLIENTS)
  }

  running(): Table {
    const rows = this.#current().filter(job => job.started !== null)
    return this.#queries(
      rows.map(job => ({ job, ended: null, error: '', ip: this.#sessions.remoteOf(job.session).ip })),
    )
  }

  completed(most: number): Table {
    return this.#queries(this.#ended.slice(-most).reverse())
  }

  #queries(rows: readonly (Omit<EndedJob, 'ended'> & { readonly ended: bigint | null })[]): Table {
    const never = nullOf(NANOTIMESTAMP) as bigint
    const nanoseconds = (at: bigint | null) => (at === null ? never : at * MILLION)
    return tableOfRows(
      [
        ['userID', STRING, ({ job }) => job.user],
        ['sessionID', LONG, ({ job }) => BigInt(job.session)],
        ['jobID', STRING, ({ job }) => job.rootId],
        ['rootID', STRING, ({ job }) => job.rootId],
        ['level', INT, () => 0],
        ['startTime', NANOTIMESTAMP, ({ job }) => nanoseconds(job.started)],
        ['endTime', NANOTIMESTAMP, ({ ended }) => nanoseconds(ended)],
        ['jobDesc', STRING, ({ job }) => job.description],
        ['errorMsg', STRING, ({ error }) => error],
        ['remoteIP', IPADDR, ({ ip }) => ipOrNone(ip)],
      ],
      rows,
    )
  }
}
