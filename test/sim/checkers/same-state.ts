import type { Metadata } from '../../../src/cluster/controller/metadata.ts'
import { packEntry } from '../../../src/cluster/controller/records.ts'

/** State-machine agreement: members that have applied the same have the same state. */
export function checkSameState(members: ReadonlyMap<string, Metadata>): void {
  const [first, ...others] = [...members].map(([alias, state]) => [alias, fingerprint(state)] as const)
  for (const [alias, entries] of others) {
    for (const key of new Set([...first![1].keys(), ...entries.keys()])) {
      const [one, other] = [first![1].get(key), entries.get(key)]
      if (one !== other) throw new Error(`${key} is ${one} at ${first![0]} and ${other} at ${alias}.`)
    }
  }
}

function fingerprint(state: Metadata): Map<string, string> {
  const found = new Map([['counters', JSON.stringify(state.counters)]])
  for (const [kind, entry] of state.entries()) {
    const { path, id, tid, alias, name, record } = entry as Record<string, unknown>
    const key = `${kind} ${id ?? tid ?? alias ?? name ?? path ?? (record as { id: number } | undefined)?.id}`
    found.set(key, Buffer.from(packEntry(kind, entry)!).toString('latin1'))
  }
  return found
}
