import { visit } from '../../compiler/free-names.ts'
import type { PartQuery } from '../../sql/parts/source.ts'

// Names of values that SQL has computed begin so, and can't be written.
const isComputed = (name: string) => name.charCodeAt(0) < 32

/** The same query with names that can be written in place of those that can't. */
export function plainNames({ select, lookup }: PartQuery): PartQuery {
  const computed = new Map<string, string>()
  visit(select, node => {
    if (node.kind !== 'name' || !isComputed(node.name) || computed.has(node.name)) return
    computed.set(node.name, `computedValue${computed.size}`)
  })
  if (computed.size === 0) return { select, lookup }
  const written = new Map([...computed].map(([name, plain]) => [plain, name]))
  return {
    select: renamed(select, computed) as PartQuery['select'],
    lookup: name => lookup(written.get(name) ?? name),
  }
}

function renamed(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map(each => renamed(each, names))
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).map(([key, value]) => [
    key,
    key === 'name' && typeof value === 'string' ? (names.get(value) ?? value) : renamed(value, names),
  ])
  return Object.fromEntries(entries)
}
