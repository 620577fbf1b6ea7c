import type { LiteralKind } from '../tree/ast.ts'

// Words with meanings of their own, as text: who only prints a tree needs no tokens.

// Words of scripts are lower case only, `IF` is a name; those of queries are written in both cases.
// biome-ignore format: a list is read as lines of words
export const reservedOfScripts = [
  'if', 'else', 'for', 'while', 'do', 'break', 'continue', 'return', 'try', 'catch', 'throw', 'def', 'defg',
] as const
// biome-ignore format: a list is read as lines of words
const wordsOfScripts = [
  'assert', 'go', 'undef', 'const', 'share', 'timer', 'transaction', 'commit', 'rollback', 'module', 'use', 'class',
  'mapr', 'mutable',
] as const
export const reservedOfQueries = ['select', 'exec'] as const
// biome-ignore format: a list is read as lines of words
const wordsOfQueries = [
  'insert', 'update', 'delete', 'create', 'drop', 'alter', 'truncate', 'with', 'case', 'as', 'from', 'where', 'group',
  'context', 'pivot', 'segment', 'cgroup', 'csort', 'order', 'having', 'limit', 'union', 'map', 'inner', 'left', 'right',
  'full', 'cross', 'asof', 'on', 'top', 'distinct', 'over', 'when', 'then', 'end', 'set', 'values', 'into', 'asc', 'desc',
  'nulls', 'and', 'or', 'not', 'in', 'like', 'between', 'is', 'by', 'all',
] as const
export const ofScripts = [...reservedOfScripts, ...wordsOfScripts]
export const ofQueries = [...reservedOfQueries, ...wordsOfQueries]

/** A word with a meaning of its own. */
export type Keyword = (typeof ofScripts)[number] | (typeof ofQueries)[number]

/** Words that are values, with the kind of each. */
export const literalWords: ReadonlyMap<string, LiteralKind> = new Map([
  ['NULL', 'void'],
  ['null', 'void'],
  ['DFLT', 'default'],
  ['true', 'bool'],
  ['false', 'bool'],
])

const reserved: ReadonlySet<string> = new Set([
  ...reservedOfScripts,
  ...reservedOfQueries,
  ...reservedOfQueries.map(text => text.toUpperCase()),
  ...literalWords.keys(),
])

/** A word that cannot be a name as it stands. */
export function isReserved(word: string): boolean {
  return reserved.has(word)
}
