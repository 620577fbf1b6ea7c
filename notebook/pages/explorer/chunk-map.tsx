import { useSay } from '../../language/language-context.tsx'
import { bytes } from '../../shell/quantity.ts'
import type { Chunk } from './chunks.ts'

// More squares than that say nothing more.
const MOST = 600

/** How a table's chunks are spread over nodes: a row a node, a square a copy, where the same place is the same chunk. */
export function ChunkMap({ chunks }: { readonly chunks: readonly Chunk[] }) {
  const say = useSay()
  const nodes = [...new Set(chunks.flatMap(({ replicas }) => replicas.map(({ node }) => node)))].sort()
  const shown = chunks.slice(0, MOST)
  return (
    <ul className="chunk-map" aria-label={say('explorer.map')}>
      {nodes.map(node => {
        const held = chunks.flatMap(({ replicas }) => replicas.filter(replica => replica.node === node))
        const size = held.reduce((sum, replica) => sum + (replica.bytes ?? 0), 0)
        return (
          <li key={node}>
            <span className="chunk-map-node">
              {node}{' '}
              <span className="quiet-text">
                {say('explorer.heldBy', { count: held.length, size: bytes(size) })}
              </span>
            </span>
            <span className="chunk-map-squares" aria-hidden="true">
              {shown.map(chunk => {
                const state = chunk.replicas.find(replica => replica.node === node)?.state ?? 'none'
                return <i key={chunk.id} className={state} title={chunk.partition} />
              })}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
