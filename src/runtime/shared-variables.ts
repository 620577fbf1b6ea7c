import type { Value } from '../values/value.ts'

/** The variables that sessions share, by name. A Map is one, for sessions of one thread. */
export interface SharedVariables {
  get(name: string): Value | undefined
  has(name: string): boolean
  set(name: string, value: Value): void
  delete(name: string): boolean
  clear(): void
  keys(): IterableIterator<string>
  /** Who shared it; empty where that isn't known. */
  ownerOf?(name: string): string
  [Symbol.iterator](): IterableIterator<[string, Value]>
}

/** Whether a name is one that no script can say: what is shared so is a session's own, lent to others, and not listed. */
export const isUnlisted = (name: string): boolean => name.startsWith(' ')
