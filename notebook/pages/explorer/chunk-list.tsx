import { useSay } from '../../language/language-context.tsx'
import { bytes } from '../../shell/quantity.ts'
import { ScrollRegion } from '../../shell/scroll-region.tsx'
import type { Chunk, Replica } from './chunks.ts'

interface ChunkListProps {
  readonly chunks: readonly Chunk[]
  /** The id of the one whose rows are shown. */
  readonly chosen: string | null
  readonly onChoose: (chunk: Chunk) => void
}

/** A row a chunk: its partition, size, version, state, and the nodes that have a copy. */
export function ChunkList({ chunks, chosen, onChoose }: ChunkListProps) {
  const say = useSay()
  return (
    <ScrollRegion className="panel chunks" label={say('explorer.partitions')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say('explorer.partition')}</th>
            <th scope="col" className="number">
              {say('explorer.rows')}
            </th>
            <th scope="col" className="number">
              {say('explorer.bytes')}
            </th>
            <th scope="col" className="number">
              {say('explorer.version')}
            </th>
            <th scope="col">{say('explorer.chunkState')}</th>
            <th scope="col">{say('explorer.sites')}</th>
          </tr>
        </thead>
        <tbody>
          {chunks.map(chunk => (
            <tr key={chunk.id} className={chunk.id === chosen ? 'chosen' : undefined}>
              <th scope="row" className="mono" title={chunk.id}>
                <button
                  type="button"
                  className="link"
                  aria-pressed={chunk.id === chosen}
                  aria-label={say('explorer.showRows', { partition: chunk.partition })}
                  onClick={() => onChoose(chunk)}
                >
                  {chunk.partition === '' ? say('explorer.wholeTable') : chunk.partition}
                </button>
              </th>
              <td className="number">{chunk.rows?.toLocaleString()}</td>
              <td className="number">{chunk.bytes === null ? '' : bytes(chunk.bytes)}</td>
              <td className="number">{chunk.version}</td>
              <td className={chunk.state === 'COMPLETE' ? 'good' : 'bad'}>{chunk.state}</td>
              <td>
                <ul className="sites">
                  {chunk.replicas.map(replica => (
                    <Site key={replica.node} replica={replica} />
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

function Site({ replica }: { readonly replica: Replica }) {
  const say = useSay()
  const { node, version, state } = replica
  return (
    <li className={state === 'current' ? undefined : 'bad'}>
      {node}
      <span className="quiet-text">:{version}</span>
      {state !== 'current' && ` ${say(`explorer.${state}`)}`}
    </li>
  )
}
