import type { Worker } from 'node:worker_threads'
import { Engine, type EngineOptions } from '../engine/engine.ts'
import type { Host } from '../host/host.ts'
import { formatUuid } from '../values/elements/identifier.ts'
import { callPools } from './calls/levels.ts'
import { describedScript } from './jobs/described-script.ts'
import { neverWaits } from './jobs/never-waits.ts'
import { BATCH } from './jobs/pool.ts'
import { scriptThread } from './scripts/script-thread.ts'
import { handlerThreads } from './settings/streaming-settings.ts'
import { STREAMING } from './streams/pool.ts'

export interface NodeEngineOptions {
  /** The folder of the node's data; made when first needed. */
  readonly home: string
  /** Threads for clients' scripts. */
  readonly workers: number
  /** Relative paths in scripts are taken from here. */
  readonly workingFolder: string
  /** The configuration, by DolphinDB's names. */
  readonly config?: ReadonlyMap<string, string>
  /** Starts a thread for scripts. */
  readonly thread?: () => Worker
}

/** The rest of the node: whom its scripts ask, and who is told of them. */
export type AroundEngine = Pick<EngineOptions, 'serviceNamed' | 'onEnd' | 'onClose'>

/** Threads for batch jobs. */
export const batchWorkersOf = ({ config, workers }: NodeEngineOptions): number =>
  Number(config?.get('maxBatchJobWorker') ?? workers)

/** The engine of a node in its folder. */
export function nodeEngine(host: Host, options: NodeEngineOptions, around: AroundEngine): Engine {
  const { home, workers, workingFolder, config } = options
  return new Engine({
    ...around,
    thread: options.thread ?? scriptThread,
    workers,
    pools: {
      [BATCH]: batchWorkersOf(options),
      [STREAMING]: handlerThreads(config ?? new Map()),
      ...callPools(workers),
    },
    settings: {
      workingFolder,
      moduleFolder: `${home}/modules`,
      holidayFolder: config?.get('marketHolidayDir') ?? `${home}/marketHoliday`,
      fileFolders: {
        // Where editors put files, by getHomeDir.
        allowed: [
          workingFolder,
          ...['files', 'modules', 'uploads', 'plugins'].map(name => `${home}/${name}`),
        ],
        kept: [home],
      },
      seeds: null,
    },
    now: () => host.clock.now(),
    describe: describedScript,
    neverWaits,
    newRootId: () => formatUuid(BigInt(`0x${Buffer.from(host.random.bytes(16)).toString('hex')}`)),
    after: (milliseconds, action) => host.clock.after(milliseconds, action),
    log: text => host.log.write('error', text),
  })
}
