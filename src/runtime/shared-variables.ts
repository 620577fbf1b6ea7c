import type { Table } from '../values/forms/table.ts'
import type { Value } from '../values/value.ts'

/** The variables that sessions share, by name. A Map is one, for sessions of one thread. */
export interface SharedVariables {
  get(name: string): Value | undefined
  has(name: string): boolean
  set(name: string, value: Value): void
  delete(name: string): boolean
  clear(): void
  keys(): IterableIterator<string>
  /** Shares a session's own table under a name by which no script finds it, only `lent`. */
  lend?(name: string, table: Table): void
  lent?(name: string): Value | undefined
  /** Who shared it; empty where that isn't known. */
  ownerOf?(name: string): string
  [Symbol.iterator](): IterableIterator<[string, Value]>
}
