import { useSay } from '../../language/language-context.tsx'
import { bytes } from '../../shell/quantity.ts'
import { ScrollRegion } from '../../shell/scroll-region.tsx'
import type { ChunkEntry } from './dfs.ts'

/** Partitions with the nodes that hold them: a column a node, so that one sees how they are spread. */
export function ChunkList({ chunks }: { readonly chunks: readonly ChunkEntry[] }) {
  const say = useSay()
  const nodes = [...new Set(chunks.flatMap(chunk => chunk.sites))].sort()
  return (
    <ScrollRegion className="panel chunks" label={say('explorer.partitions')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say('explorer.path')}</th>
            <th scope="col" className="number">
              {say('explorer.bytes')}
            </th>
            <th scope="col" className="number">
              {say('explorer.version')}
            </th>
            <th scope="col">{say('explorer.chunkState')}</th>
            <th scope="col">{say('explorer.sites')}</th>
            {nodes.map(node => (
              <td key={node} className="quiet-text" aria-hidden="true">
                {node}
              </td>
            ))}
          </tr>
        </thead>
        <tbody>
          {chunks.map(chunk => (
            <tr key={chunk.id}>
              <th scope="row" className="mono" title={chunk.id}>
                {chunk.path}
              </th>
              <td className="number">{bytes(chunk.bytes)}</td>
              <td className="number">{chunk.version}</td>
              <td className={chunk.state === 'COMPLETE' ? 'good' : 'bad'}>{chunk.state}</td>
              <td>{chunk.sites.join(', ')}</td>
              {nodes.map(node => (
                <td key={node} aria-hidden="true">
                  {chunk.sites.includes(node) ? '■' : ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
