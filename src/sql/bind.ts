import type { Expression, Name } from '../../grammar/ast.ts'
import type { Frame } from './frame.ts'

/** Turns `t.x`, where t is a table of the query, into the column of the frame that it means. */
export function bindColumns<T>(node: T, frame: Frame): T {
  return rewriteMembers(node, (owner, name) => {
    const column = frame.columns.find(
      candidate => candidate.owner === owner && (candidate.name === name || candidate.original === name),
    )
    return column?.name ?? null
  })
}

type Find = (owner: string, name: string) => string | null

// The same object where nothing changed, so that what is cached by node stays good.
function rewriteMembers<T>(node: T, find: Find): T {
  if (Array.isArray(node)) {
    let changed = false
    const items = node.map(item => {
      const made = rewriteMembers(item, find)
      changed ||= made !== item
      return made
    })
    return changed ? (items as T) : node
  }
  if (typeof node !== 'object' || node === null) return node
  const member = memberOf(node)
  if (member) {
    const column = find(member.owner, member.name)
    if (column !== null) {
      const name: Name = {
        kind: 'name',
        name: column,
        qualifiers: [],
        span: (node as unknown as Expression).span,
      }
      return name as T
    }
  }
  let copy: Record<string, unknown> | null = null
  for (const [key, child] of Object.entries(node)) {
    if (key === 'span') continue
    const made = rewriteMembers(child, find)
    if (made !== child) (copy ??= { ...node } as Record<string, unknown>)[key] = made
  }
  return (copy as T) ?? node
}

function memberOf(node: object): { owner: string; name: string } | null {
  const { kind, object, name } = node as { kind?: string; object?: Expression; name?: string }
  if (kind !== 'member' || object?.kind !== 'name' || name === undefined) return null
  return { owner: object.name, name }
}
