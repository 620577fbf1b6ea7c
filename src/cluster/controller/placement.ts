import type { Circumstances } from './command.ts'
import type { ChunkEntry, NodeEntry } from './entries.ts'
import type { Metadata } from './metadata.ts'

/** What may be chosen from, and what binds the choice. */
export type PlacementRules = Pick<Circumstances, 'alive' | 'factor' | 'reliability'>

/**
 * Nodes for a new chunk: where chunks of other tables of the same partition lie, then those with the fewest replicas. As many
 * as there should be, or as there are; on different machines as far as the rules ask for it.
 */
export function placeChunk(state: Metadata, database: string, path: string, rules: PlacementRules): string[] {
  const siblings = new Set(
    state
      .tablesOf(database)
      .flatMap(({ record }) => state.chunkAt(record.id, path)?.replicas.map(({ node }) => node) ?? []),
  )
  return chosen(state, [], siblings, rules)
}

/** Where another replica of a chunk can go; undefined if nowhere. */
export function placeReplica(state: Metadata, chunk: ChunkEntry, rules: PlacementRules): string | undefined {
  const holders = chunk.replicas.map(({ node }) => node)
  return chosen(state, holders, new Set(), { ...rules, factor: holders.length + 1 }).find(
    node => !holders.includes(node),
  )
}

function chosen(
  state: Metadata,
  holders: readonly string[],
  preferred: ReadonlySet<string>,
  { alive, factor, reliability }: PlacementRules,
): string[] {
  const candidates = alive
    .map(alias => state.nodes.get(alias))
    .filter((node): node is NodeEntry => node !== undefined && !node.draining)
    .sort((a, b) => rank(a) - rank(b) || (a.alias < b.alias ? -1 : 1))
  function rank({ alias }: NodeEntry): number {
    return preferred.has(alias) ? -1 : state.load(alias)
  }
  const picked = [...holders]
  const machines = new Set(holders.map(alias => state.nodes.get(alias)?.host))
  const take = (apart: boolean) => {
    for (const { alias, host } of candidates) {
      if (picked.length >= factor) return
      if (picked.includes(alias) || (apart && machines.has(host))) continue
      picked.push(alias)
      machines.add(host)
    }
  }
  take(reliability !== 0)
  if (reliability === 2) take(false)
  return picked
}
