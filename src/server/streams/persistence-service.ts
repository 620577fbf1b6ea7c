import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Engine } from '../../engine/engine.ts'
import { toTransferable } from '../../values/transfer.ts'
import { type Access, noPrivilege } from '../users/access.ts'
import { rowsOf } from './feed.ts'
import type { Persistence } from './persistence.ts'
import type { PersistOptions } from './persister.ts'
import { streamTableNamed } from './stream-tables.ts'

/** Stream tables on disk, as scripts reach them. */
export function persistenceService({
  engine,
  persistence,
  userOf,
  access,
}: {
  readonly engine: Engine
  readonly persistence: Persistence
  readonly userOf: (job: number) => string
  readonly access: () => Promise<Access>
}): Service {
  return {
    readStored: async (_job: number, table: string) => (await persistence.read(table)).map(toTransferable),
    persist: (_job: number, table: string, rows: number, options: PersistOptions) =>
      persistence.begin(table, rows, options),
    giveUpStored: (_job: number, table: string) => persistence.giveUp(table),
    stopPersisting: (_job: number, table: string) => persistence.stop(table),
    removeStored: (_job: number, table: string) => persistence.remove(table),
    async removeStoredByForce(job: number, table: string) {
      const user = userOf(job)
      if (!(await access()).isAdmin(user)) {
        throw noPrivilege(user, 'Only administrators can remove rows whose table is not there')
      }
      return persistence.remove(table)
    },
    stored: () => persistence.stored(),
    persisted: () => persistence.all().map(([table]) => table),
    persistenceMeta(_job: number, table: string) {
      const { options, written, log } = persistence.of(table)!
      const rows = rowsOf(streamTableNamed(engine.shared, table))
      return { rows, written, asynWrite: options.asynWrite, folder: log.folder }
    },
  }
}
