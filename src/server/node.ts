import type { Worker } from 'node:worker_threads'
import type { Site } from '../cluster/site.ts'
import type { Service } from '../engine/bridge-host.ts'
import { Engine } from '../engine/engine.ts'
import type { Host } from '../host/host.ts'
import { formatUuid } from '../values/identifier.ts'
import { Administration } from './administration.ts'
import { callPools } from './calls/levels.ts'
import type { ClusterView } from './cluster-view.ts'
import { BATCH } from './jobs/batch-jobs.ts'
import { describedScript } from './jobs/described-script.ts'
import { neverWaits } from './jobs/never-waits.ts'
import { NotebookFiles } from './notebook/notebook-files.ts'
import { notebookService } from './notebook/notebook-service.ts'
import { scriptThread } from './script-thread.ts'
import { KeptLog } from './status/kept-log.ts'
import { type MakeTables, ownTables } from './tables.ts'
import { textService } from './text-service.ts'

export interface NodeOptions {
  /** The folder of the node's data; made when first needed. */
  readonly home: string
  readonly workers: number
  /** Relative paths in scripts are taken from here. */
  readonly workingFolder: string
  /** How clients and other nodes reach it. */
  readonly site?: Site
  /** The configuration, by DolphinDB's names. */
  readonly config?: ReadonlyMap<string, string>
  /** The super administrator's password at the very first start; null: the one of DolphinDB's documentation. */
  readonly adminPassword?: string | null
  /** Starts a thread for scripts. */
  readonly thread?: () => Worker
  /** The cluster that it belongs to; none: a single node. */
  readonly cluster?: ClusterView
  /** The tables that its scripts find; without this, tables of its own in its home. */
  readonly tables?: MakeTables
}

/** A node: its engine and what scripts may ask of it. The one place where everything meets. */
export interface Node {
  readonly engine: Engine
  readonly administration: Administration
  /** Opens its tables now instead of when a script first needs them. @throws StorageError `locked` */
  openTables(): Promise<void>
  close(): Promise<void>
}

/** Assembles a node. Nothing is read from disk before it is needed. */
export function openNode(outside: Host, options: NodeOptions): Node {
  const log = KeptLog.of(outside)
  const host: Host = { ...outside, log }
  const tables = options.tables?.({ find: job => engine.job(job) }) ?? ownTables(host, options)
  const batchWorkers = Number(options.config?.get('maxBatchJobWorker') ?? options.workers)
  const text = textService()
  const services = new Map<string, Service>([
    [
      'notebooks',
      notebookService({
        files: new NotebookFiles(host, `${options.home}/notebooks`),
        disk: host.disk,
        exports: `${options.home}/exports`,
        writeParquet: (path, table) => text.writeParquet(0, path, table),
      }),
    ],
    ['text', text],
  ])
  const engine = new Engine({
    thread: options.thread ?? scriptThread,
    workers: options.workers,
    pools: { [BATCH]: batchWorkers, ...callPools(options.workers) },
    settings: {
      workingFolder: options.workingFolder,
      moduleFolder: `${options.home}/modules`,
      holidayFolder: options.config?.get('marketHolidayDir') ?? `${options.home}/marketHoliday`,
      fileFolders: {
        // Where editors put files, by getHomeDir.
        allowed: [
          options.workingFolder,
          ...['files', 'modules', 'uploads'].map(name => `${options.home}/${name}`),
        ],
        kept: [options.home],
      },
      seeds: null,
    },
    services,
    now: () => host.clock.now(),
    describe: describedScript,
    neverWaits,
    onEnd: (job, outcome) => administration.ended(job, outcome),
    onClose: session => administration.sessionClosed(session),
    newRootId: () => formatUuid(BigInt(`0x${Buffer.from(host.random.bytes(16)).toString('hex')}`)),
    after: (milliseconds, action) => host.clock.after(milliseconds, action),
    log: text => host.log.write('error', text),
  })
  const administration = new Administration(host, engine, tables, {
    home: options.home,
    site: options.site ?? { host: 'localhost', port: 0, alias: 'local' },
    config: options.config ?? new Map(),
    adminPassword: options.adminPassword ?? null,
    workers: options.workers,
    batchWorkers,
    log,
    cluster: options.cluster ?? null,
  })
  for (const [name, service] of administration.services()) services.set(name, service)
  return {
    engine,
    administration,
    openTables: () => tables.open(),
    async close() {
      await engine.shutdown()
      await administration.close()
      await Promise.all([tables.close(), text.close!(0)])
    },
  }
}
