import type { Site } from '../cluster/site.ts'
import type { Service } from '../engine/bridge/bridge-host.ts'
import type { Engine } from '../engine/engine.ts'
import type { Host } from '../host/host.ts'
import { Administration } from './administration.ts'
import type { ClusterView } from './cluster-view.ts'
import { batchWorkersOf, type NodeEngineOptions } from './node-engine.ts'
import { NotebookFiles } from './notebook/notebook-files.ts'
import { notebookService } from './notebook/notebook-service.ts'
import { textService } from './port/text-service.ts'
import { KeptLog } from './status/kept-log.ts'
import { type MakeTables, ownTables } from './tables.ts'

export interface NodeOptions extends NodeEngineOptions {
  /** How clients and other nodes reach it. */
  readonly site?: Site
  /** The super administrator's password at the very first start; null: the one of DolphinDB's documentation. */
  readonly adminPassword?: string | null
  /** The cluster that it belongs to; none: a single node. */
  readonly cluster?: ClusterView
  /** The tables that its scripts find; without this, tables of its own in its home. */
  readonly tables?: MakeTables
}

/** What scripts may ask of a node, by name. Nothing is read from disk before it is needed. */
export class NodeServices {
  readonly administration: Administration
  readonly #services: ReadonlyMap<string, Service>
  /** Opens its tables now instead of when a script first needs them. @throws StorageError `locked` */
  readonly openTables: () => Promise<void>
  readonly close: () => Promise<void>

  constructor(outside: Host, engine: Engine, options: NodeOptions) {
    const log = KeptLog.of(outside)
    const host: Host = { ...outside, log }
    const tables = options.tables?.({ find: job => engine.job(job) }) ?? ownTables(host, options)
    const text = textService()
    const notebooks = notebookService({
      files: new NotebookFiles(host, `${options.home}/notebooks`),
      disk: host.disk,
      exports: `${options.home}/exports`,
      writeParquet: (path, table) => text.writeParquet(0, path, table),
    })
    this.administration = new Administration(host, engine, tables, {
      home: options.home,
      site: options.site ?? { host: 'localhost', port: 0, alias: 'local' },
      config: options.config ?? new Map(),
      adminPassword: options.adminPassword ?? null,
      workers: options.workers,
      batchWorkers: batchWorkersOf(options),
      log,
      cluster: options.cluster ?? null,
    })
    this.#services = new Map<string, Service>([
      ['notebooks', notebooks],
      ['text', text],
      ...this.administration.services(),
    ])
    this.openTables = () => tables.open()
    this.close = async () => {
      await this.administration.close()
      await Promise.all([tables.close(), text.close!(0)])
    }
  }

  named(name: string): Service | undefined {
    return this.#services.get(name)
  }
}
