import type { ConfigEntry } from './config-file.ts'

/*
 * cluster.cfg speaks of all data and compute nodes:
 *   key=value               every node
 *   pattern.key=value       nodes whose alias matches; % is any text, ? one character
 *   alias.key=value         one node
 * The more special line wins, and of equals the later. <ALIAS> in a value is the node's alias.
 */

/** What cluster.cfg says to one node. */
export function entriesFor(entries: readonly ConfigEntry[], alias: string): ConfigEntry[] {
  const chosen = new Map<string, { entry: ConfigEntry; rank: number }>()
  for (const entry of entries) {
    const { whom, key } = addressOf(entry.key)
    const rank = rankFor(whom, alias)
    if (rank < (chosen.get(key)?.rank ?? 0)) continue
    if (rank < 0) continue
    const value = entry.value.replaceAll('<ALIAS>', alias)
    chosen.set(key, { entry: { key, value, place: entry.place }, rank })
  }
  return [...chosen.values()].map(({ entry }) => entry)
}

/** Whom a line is for (null: everybody), and the parameter. */
export function addressOf(key: string): { whom: string | null; key: string } {
  const at = key.lastIndexOf('.')
  return at < 0 ? { whom: null, key } : { whom: key.slice(0, at), key: key.slice(at + 1) }
}

function rankFor(whom: string | null, alias: string): number {
  if (whom === null) return 0
  if (whom === alias) return 2
  return /[%?]/.test(whom) && patternOf(whom).test(alias) ? 1 : -1
}

function patternOf(text: string): RegExp {
  const parts = text.split(/([%?])/).map(part => {
    if (part === '%') return '.*'
    return part === '?' ? '.' : part.replaceAll(/[\\^$.*+()[\]{}|]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('')}$`)
}
