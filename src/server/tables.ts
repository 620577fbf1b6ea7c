import { storeService } from '../cluster/bridge/store-service.ts'
import { clusterStoreService } from '../cluster/data-node/cluster-store-service.ts'
import { replicaService } from '../cluster/data-node/replica-service.ts'
import type { TableNode } from '../cluster/data-node/table-node.ts'
import type { JobsOfScripts } from '../cluster/data-node/write-numbers.ts'
import type { Site } from '../cluster/site.ts'
import type { Service } from '../engine/bridge/bridge-host.ts'
import { DiskError } from '../host/disk.ts'
import type { Host } from '../host/host.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { scrubSettings } from './settings/scrub-settings.ts'
import { storeFolders } from './settings/store-folders.ts'

/** The tables that scripts of a node find, as services of the bridge. */
export interface Tables {
  /** Unguarded. */
  readonly store: Service
  /** Where their replicas lie. */
  readonly replicas: Service
  /** Has them ready now instead of when a script first asks. @throws StorageError `locked` */
  open(): Promise<void>
  close(): Promise<void>
}

export type MakeTables = (jobs: JobsOfScripts) => Tables

/** Where a single node's tables are, and how they are kept. */
interface OwnTables {
  readonly home: string
  /** Undefined: the engine of a terminal or a script, which is over before anything rots. */
  readonly site?: Site
  readonly config?: ReadonlyMap<string, string>
}

/** Tables of a single node, on its own disks. */
export function ownTables(host: Host, { home, site, config = new Map() }: OwnTables): Tables {
  const store = storeService(
    async () => {
      const { Store } = await import('../storage/store.ts')
      const { folder, volumes } = await storeFolders(host, home, config)
      const opened = await Store.open(host, folder, { volumes }).catch(toldToUsers)
      if (site) opened.scrub(scrubSettings(host, config))
      return opened
    },
    site?.alias ?? 'local',
    host.log,
  )
  return {
    store,
    replicas: refusing(REPLICAS, () => 'A single node has no replicas: that is for clusters.'),
    open: async () => void (await store.databases!(0)),
    close: async () => void (await store.close!(0)),
  }
}

// A folder that can't be written is the business of who named it, not a mistake of ours.
function toldToUsers(error: unknown): never {
  throw error instanceof DiskError ? new ScriptError(error.message, { cause: error }) : error
}

/** The cluster's tables: on a data node, which holds some of their chunks, or elsewhere. */
export const clusterTables =
  (node: TableNode): MakeTables =>
  jobs => ({
    store: clusterStoreService(node, jobs),
    replicas: replicaService(node),
    open: async () => {},
    close: () => node.close(),
  })

/** None: whoever asks is told why. */
export const noTables =
  (why: () => string): MakeTables =>
  () => ({
    store: refusing(STORE, why, '<DataNodeNotReady>'),
    replicas: refusing(REPLICAS, why, '<DataNodeNotReady>'),
    open: async () => {},
    close: async () => {},
  })

const STORE = Object.keys(storeService(() => Promise.reject(new Error('There is no store.'))))
const REPLICAS = [
  'inspect',
  'volumes',
  'copy',
  'delete',
  'rebalance',
  'balanceVolumes',
  'recoveryWorkers',
  'restoreDislocated',
  'cancel',
  'concurrency',
  'triggerReport',
  'setSuspended',
]

function refusing(methods: readonly string[], why: () => string, tag?: string): Service {
  const refuse = () => {
    throw new ScriptError(why(), { tag })
  }
  return Object.fromEntries(methods.map(name => [name, refuse]))
}
