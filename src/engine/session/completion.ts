import type { Registry } from '../../functions/registry.ts'
import type { Context } from '../../runtime/context.ts'
import { namedTypes } from '../../values/data-type.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import type { Value } from '../../values/value.ts'
import { completePath, loadedTables } from './path-completion.ts'

export interface Completion {
  /** Where the completed word begins in the text. */
  readonly from: number
  readonly candidates: readonly Candidate[]
}

export interface Candidate {
  readonly text: string
  readonly kind: 'function' | 'variable' | 'column' | 'keyword' | 'type' | 'parameter' | 'path'
}

const KEYWORDS = (
  'select exec from where group by context pivot order having limit top distinct as insert into values update set ' +
  'delete case when then else end with union all and or not in between like is NULL asc desc csort map def defg ' +
  'return if else for while do break continue try catch throw assert share undef timer transaction use module true false'
).split(' ')

/** What could stand at `at` in `text`: names that begin with the word there, columns after `t.` or in a query; in a string, paths. */
export function complete(context: Context, registry: Registry, text: string, at: number): Completion {
  const before = text.slice(0, at)
  const path = completePath(context, registry, before)
  if (path) return path
  const word = /[A-Za-z_]\w*!?$/.exec(before)?.[0] ?? ''
  const from = at - word.length
  const owner = /([A-Za-z_]\w*)\.$/.exec(before.slice(0, from))?.[1]
  const candidates =
    owner === undefined ? everywhere(context, registry, text) : members(context, registry, owner)
  const lower = word.toLowerCase()
  const fitting = candidates.filter(candidate => candidate.text.toLowerCase().startsWith(lower))
  const named = new Map(fitting.map(candidate => [candidate.text, candidate]))
  return { from, candidates: [...named.values()].sort(byKindThenText) }
}

const ranks = { parameter: 0, column: 1, variable: 2, function: 3, keyword: 4, type: 5, path: 6 } as const
const byKindThenText = (a: Candidate, b: Candidate) =>
  ranks[a.kind] - ranks[b.kind] || (a.text.toLowerCase() < b.text.toLowerCase() ? -1 : 1)

function everywhere(context: Context, registry: Registry, text: string): Candidate[] {
  const variables = [...context.variables, ...context.shared]
  const named = variables.filter(([name]) => new RegExp(`\\b${escaped(name)}\\b`).test(text))
  // A query whose table is still to be written may be about any.
  const isEarly = named.length === 0 && /^\s*(select|exec)\b(?!.*\bfrom\b)/is.test(text)
  const tables = isEarly ? variables : named
  return [
    ...tables.flatMap(([, value]) => columns(value)),
    ...loadedTables(context, registry, text).flatMap(columns),
    ...variables.map(([text]) => ({ text, kind: 'variable' as const })),
    ...Array.from(registry.names(), text => ({ text, kind: 'function' as const })),
    ...KEYWORDS.map(text => ({ text, kind: 'keyword' as const })),
    ...Array.from(namedTypes.keys(), text => ({ text, kind: 'type' as const })),
  ]
}

function members(context: Context, registry: Registry, owner: string): Candidate[] {
  const value = context.variable(owner)
  const methods = Array.from(registry.names(), text => ({ text, kind: 'function' as const }))
  return value === undefined ? methods : [...columns(value), ...methods]
}

function columns(value: Value): Candidate[] {
  if (value instanceof TableValue) return value.names.map(text => ({ text, kind: 'column' }))
  if (value.form !== 'dictionary') return []
  const keys = [...value.entries.values()].map(entry => entry.key)
  return keys.filter(key => typeof key === 'string').map(text => ({ text, kind: 'column' }))
}

const escaped = (name: string) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
