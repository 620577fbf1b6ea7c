import { createRequire } from 'node:module'
import type { Bridge } from '../engine/bridge/bridge.ts'
import { catalogs } from '../runtime/catalog.ts'
import type { Context } from '../runtime/context.ts'
import { queries } from '../runtime/query.ts'
import { textReader } from '../runtime/text-reader.ts'
import { fromTransferable } from '../values/transfer.ts'
import type { Vector } from '../values/vectors/vector.ts'
import { BackupTasks, backupTasks } from './backup/backup-tasks.ts'
import { replicaSlot } from './bridge/replica-slot.ts'
import { storeSlot } from './bridge/store-slot.ts'

const require = createRequire(import.meta.url)

/** Gives a session what a node has to offer: SQL, and the store behind the bridge. Both are loaded when first used. */
export function provideServices(context: Context, bridge: Bridge): void {
  context.provideLater(
    queries,
    () => (require('../sql/runner.ts') as typeof import('../sql/runner.ts')).queryRunner,
  )
  context.provideLater(textReader, () => ({
    read: request => bridge.call<unknown[]>('text', 'read', request).map(fromTransferable) as Vector[],
  }))
  context.provideLater(replicaSlot, () => {
    const { ReplicaClient } =
      require('./bridge/replica-client.ts') as typeof import('./bridge/replica-client.ts')
    return new ReplicaClient(bridge)
  })
  context.provideLater(
    catalogs,
    () => {
      const { SessionCatalogs } = require('./session-catalogs.ts') as typeof import('./session-catalogs.ts')
      return new SessionCatalogs(context)
    },
    true,
  )
  context.provideLater(backupTasks, () => new BackupTasks(bridge))
  context.provideLater(storeSlot, () => {
    const { StoreClient } = require('./bridge/store-client.ts') as typeof import('./bridge/store-client.ts')
    return new StoreClient(bridge)
  })
}
