import { useSay } from '../../language/language-context.tsx'
import { bytes, nanoseconds } from '../../shell/quantity.ts'
import { ScrollRegion } from '../../shell/scroll-region.tsx'
import { type ClusterNode, isStartable } from './cluster-node.ts'
import { NodeLink } from './node-link.tsx'

interface NodeTableProps {
  readonly nodes: readonly ClusterNode[]
  /** Those that are just being started or stopped. */
  readonly underWay: ReadonlyMap<string, 'starting' | 'stopping'>
  /** Null: nothing can be chosen. */
  readonly selected: ReadonlySet<string> | null
  readonly onSelect: (alias: string, on: boolean) => void
}

/** A row a node, with what it is doing. */
export function NodeTable({ nodes, underWay, selected, onSelect }: NodeTableProps) {
  const say = useSay()
  return (
    <ScrollRegion className="panel" label={say('cluster.title')}>
      <table className="table nodes">
        <thead>
          <tr>
            {selected && <td />}
            <th scope="col">{say('cluster.node')}</th>
            <th scope="col">{say('cluster.role')}</th>
            <th scope="col">{say('cluster.state')}</th>
            <th scope="col">{say('cluster.site')}</th>
            <th scope="col" className="number">
              {say('cluster.cpu')}
            </th>
            <th scope="col" className="number">
              {say('cluster.memory')}
            </th>
            <th scope="col" className="number">
              {say('cluster.disk')}
            </th>
            <th scope="col" className="number">
              {say('cluster.connections')}
            </th>
            <th scope="col" className="number">
              {say('cluster.jobs')}
            </th>
            <th scope="col" className="number">
              {say('cluster.lastQueries')}
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(node => (
            <tr key={node.alias}>
              {selected && (
                <td>
                  {isStartable(node) && (
                    <input
                      type="checkbox"
                      aria-label={say('cluster.select', { alias: node.alias })}
                      checked={selected.has(node.alias)}
                      onChange={event => onSelect(node.alias, event.target.checked)}
                    />
                  )}
                </td>
              )}
              <NodeCells node={node} underWay={underWay.get(node.alias)} />
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

interface NodeCellsProps {
  readonly node: ClusterNode
  readonly underWay: 'starting' | 'stopping' | undefined
}

function NodeCells({ node, underWay }: NodeCellsProps) {
  const say = useSay()
  const { alias, role, running, isLeader } = node
  const hasPages = running && role !== 'agent'
  return (
    <>
      <th scope="row">
        {hasPages ? (
          <NodeLink node={node} to="#/notebook" label={say('cluster.openNotebook', { alias })}>
            {alias}
          </NodeLink>
        ) : (
          alias
        )}
      </th>
      <td>
        {say(`role.${role}`)}
        {isLeader === true && <strong className="leader"> {say('cluster.leader')}</strong>}
      </td>
      <td className={underWay ? undefined : running ? 'good' : 'bad'}>
        {underWay ? '◐ ' : running ? '● ' : '○ '}
        {say(`cluster.${underWay ?? (running ? 'running' : 'stopped')}`)}
      </td>
      <td className="mono">
        {node.host}:{node.port}
      </td>
      <td className="number">{running ? `${node.cpu.toFixed(0)} %` : ''}</td>
      <td className="number">
        {running && bytes(node.memoryUsed)}
        {running && node.memoryMost > 0 && ` / ${bytes(node.memoryMost)}`}
      </td>
      <td className="number">{running && node.diskCapacity > 0 ? bytes(node.diskFree) : ''}</td>
      <td className="number">{running ? node.connections : ''}</td>
      <td className="number">
        {running ? `${node.runningJobs}${node.queuedJobs > 0 ? ` + ${node.queuedJobs}` : ''}` : ''}
      </td>
      <td className="number">
        {running && node.longestQuery > 0
          ? `${nanoseconds(node.medianQuery)}, ${nanoseconds(node.longestQuery)}`
          : ''}
      </td>
    </>
  )
}
