import type { Value } from '../values/value.ts'
import { Slot } from './slot.ts'

/**
 * Catalogs of databases, as a session names them: `catalog.schema.table`, and `schema.table` in the catalog that is in
 * use. All throw ScriptError.
 */
export interface CatalogService {
  /** The catalog in use; empty: none. */
  readonly current: string
  use(name: string): void
  /** Whether a path that begins with this name may lead into a catalog. */
  begins(name: string): boolean
  /** The path of the database that is the schema of these names (`schema`, or `catalog`, `schema`). */
  database(names: readonly string[]): string
  /** Undefined where there is no schema of these names. */
  findDatabase(names: readonly string[]): string | undefined
  /** The table of these names, the last of which is its own. Undefined where there is none. */
  findTable(names: readonly string[]): Value | undefined
  /** Makes a database under these names: `create` is given its path. */
  createDatabase(names: readonly string[], create: (path: string) => void): void
}

export const catalogs = new Slot<CatalogService>('catalogs')
