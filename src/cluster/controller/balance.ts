import type { MoveMessage } from '../replica-message.ts'
import type { ChunkEntry } from './entries.ts'

/** Whether two nodes may hold replicas of one chunk. */
export type Apart = (a: string, b: string) => boolean

/**
 * Moves that even out how many replicas each node holds: from the fullest to the emptiest, until they differ by one at most.
 * Tables of one partition may be parted by it: gatheringMoves brings them together again.
 */
export function balancingMoves(
  chunks: readonly ChunkEntry[],
  nodes: readonly string[],
  apart: Apart,
): MoveMessage[] {
  const held = new Map(nodes.map(node => [node, [] as ChunkEntry[]]))
  const holders = new Map<string, Set<string>>()
  for (const chunk of chunks) {
    holders.set(chunk.id, new Set(chunk.replicas.map(({ node }) => node)))
    for (const { node, cid } of chunk.replicas) if (cid === chunk.cid) held.get(node)?.push(chunk)
  }
  const moves: MoveMessage[] = []
  const moved = new Set<string>()
  for (;;) {
    const bySize = [...held].sort((a, b) => a[1].length - b[1].length || (a[0] < b[0] ? -1 : 1))
    const move = nextMove(bySize, holders, moved, apart)
    if (!move) return moves
    moves.push(move)
    moved.add(move.chunk)
    const source = held.get(move.source)!
    const at = source.findIndex(({ id }) => id === move.chunk)
    held.get(move.destination)!.push(...source.splice(at, 1))
  }
}

// A chunk has one move at a time.
function nextMove(
  bySize: readonly (readonly [string, readonly ChunkEntry[]])[],
  holders: ReadonlyMap<string, ReadonlySet<string>>,
  moved: ReadonlySet<string>,
  apart: Apart,
): MoveMessage | undefined {
  for (const [destination, few] of bySize) {
    for (const [source, many] of bySize.toReversed()) {
      if (many.length - few.length < 2) break
      const chunk = many.find(({ id }) => {
        const others = [...holders.get(id)!].filter(node => node !== source)
        return (
          !moved.has(id) && !others.includes(destination) && others.every(node => apart(node, destination))
        )
      })
      if (chunk) return { chunk: chunk.id, source, destination }
    }
  }
  return undefined
}

/** Moves that bring chunks of one partition to where the first of them lies. `partitionOf` tells which belong together. */
export function gatheringMoves<Chunk extends ChunkEntry>(
  chunks: readonly Chunk[],
  partitionOf: (chunk: Chunk) => string,
): MoveMessage[] {
  const homes = new Map<string, readonly string[]>()
  return chunks.flatMap((chunk): MoveMessage[] => {
    const own = chunk.replicas.map(({ node }) => node)
    const home = homes.get(partitionOf(chunk))
    if (!home) {
      homes.set(partitionOf(chunk), own)
      return []
    }
    const astray = own.find(node => !home.includes(node))
    const wanted = home.find(node => !own.includes(node))
    return astray && wanted ? [{ chunk: chunk.id, source: astray, destination: wanted }] : []
  })
}
