import type { MoveMessage } from '../bridge/replica-message.ts'
import type { ChunkEntry } from './entries.ts'

/** Whether two nodes may hold replicas of one chunk. */
export type Apart = (a: string, b: string) => boolean

/** A chunk and its bytes. */
type Sized = Pick<ChunkEntry, 'id' | 'cid' | 'replicas'> & { readonly size?: number }

// Nodes that differ by less than this part of what a node holds on average are left as they are.
const EVEN = 0.05

/**
 * Moves that even out how much each node holds: from the fullest to the emptiest, the chunk that brings both closest together.
 * Chunks count by their bytes, and where those are not known as one. Tables of one partition may be parted by it:
 * gatheringMoves brings them together again. `movable`: the chunks that may move, if not all.
 */
export function balancingMoves(
  chunks: readonly Sized[],
  nodes: readonly string[],
  apart: Apart,
  movable?: ReadonlySet<string>,
): MoveMessage[] {
  const held = new Map(nodes.map(node => [node, new Load()]))
  const holders = new Map<string, Set<string>>()
  for (const chunk of chunks) {
    holders.set(chunk.id, new Set(chunk.replicas.map(({ node }) => node)))
    for (const { node, cid } of chunk.replicas) if (cid === chunk.cid) held.get(node)?.add(chunk)
  }
  const total = [...held.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  const slack = (EVEN * total) / nodes.length
  const moves: MoveMessage[] = []
  const moved = new Set<string>()
  for (;;) {
    const bySize = [...held].sort((a, b) => a[1].bytes - b[1].bytes || (a[0] < b[0] ? -1 : 1))
    const mayMove = (chunk: Sized, source: string, destination: string) => {
      const others = [...holders.get(chunk.id)!].filter(node => node !== source)
      const free = !moved.has(chunk.id) && !others.includes(destination) && (movable?.has(chunk.id) ?? true)
      return free && others.every(node => apart(node, destination))
    }
    const move = nextMove(bySize, slack, mayMove)
    if (!move) return moves
    const { chunk, source, destination } = move
    moves.push({ chunk: chunk.id, source, destination })
    // A chunk has one move at a time.
    moved.add(chunk.id)
    held.get(source)!.remove(chunk)
    held.get(destination)!.add(chunk)
  }
}

/** What a node holds. */
class Load {
  readonly chunks = new Set<Sized>()
  bytes = 0

  add(chunk: Sized): void {
    this.chunks.add(chunk)
    this.bytes += sizeOf(chunk)
  }

  remove(chunk: Sized): void {
    this.chunks.delete(chunk)
    this.bytes -= sizeOf(chunk)
  }
}

const sizeOf = ({ size }: Sized) => size || 1

function nextMove(
  bySize: readonly (readonly [string, Load])[],
  slack: number,
  mayMove: (chunk: Sized, source: string, destination: string) => boolean,
) {
  for (const [destination, few] of bySize) {
    for (const [source, many] of bySize.toReversed()) {
      const difference = many.bytes - few.bytes
      if (difference <= slack) break
      let best: Sized | undefined
      const left = (chunk: Sized) => Math.abs(difference - 2 * sizeOf(chunk))
      for (const chunk of many.chunks) {
        if (left(chunk) >= (best ? left(best) : difference)) continue
        if (mayMove(chunk, source, destination)) best = chunk
      }
      if (best) return { chunk: best, source, destination }
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
