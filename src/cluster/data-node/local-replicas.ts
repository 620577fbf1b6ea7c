import { StorageError } from '../../storage/storage-error.ts'
import type { Store } from '../../storage/store.ts'
import type { VersionReader } from '../../storage/version-read.ts'
import type { Viewpoint } from '../controller/command.ts'
import type { ReadRequest } from './data-request.ts'
import type { Lanes } from './lanes.ts'
import type { Participants } from './participants.ts'
import type { TableDefinitions } from './table-definitions.ts'

/** The replicas of a node. */
export interface LocalReplicas {
  readonly store: Store
  readonly definitions: TableDefinitions
  readonly participants: Participants
  readonly recoveries: Lanes
  /** How far the controllers were when they were last heard. */
  readonly viewpoint: Viewpoint
  /** Tells the controllers that the replica here can't be read. `asOf`: it was read later than that. */
  readonly reportDamage: (chunk: string, asOf: Viewpoint) => void
}

/** A chunk here as of a commit, to be read and closed. @throws StorageError */
export async function openLocal(
  { store, definitions, participants }: LocalReplicas,
  { table, version, path, cid, columns, bounds }: ReadRequest,
): Promise<VersionReader> {
  await definitions.ensure(table, version)
  const open = () => {
    const { database, name } = definitions.current(table)
    return store.openVersion({ database, table: name, path, cid, columns, bounds })
  }
  try {
    return open()
  } catch (error) {
    if (!(error instanceof StorageError) || error.kind !== 'missing') throw error
    // It may be committed, and only this node not know it yet.
    await participants.resolve()
    return open()
  }
}

/** Does what reads a chunk here. Damage is told to the controllers. @throws StorageError */
export async function watchingDamage<T>(
  { viewpoint, reportDamage }: Pick<LocalReplicas, 'viewpoint' | 'reportDamage'>,
  chunk: string,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof StorageError && error.kind === 'damaged') reportDamage(chunk, viewpoint)
    throw error
  }
}
