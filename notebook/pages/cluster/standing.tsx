import { useSay } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'
import { Failure } from '../../shell/failure.tsx'
import { useRoute } from '../../shell/route.ts'
import type { ClusterNode } from './cluster-node.ts'
import { NodeLink } from './node-link.tsx'

interface StandingProps {
  readonly error: string | null
  readonly nodes: readonly ClusterNode[]
  /** The controllers' term; 0 where it is not known. */
  readonly term: number
}

/** Who leads, and why nothing can be changed here if that is so. */
export function Standing({ error, nodes, term }: StandingProps) {
  const say = useSay()
  const { alias, role } = useNode()
  // The controller whose page led here.
  const { rest: from } = useRoute()
  const leader = nodes.find(node => node.isLeader)
  const here = role === 'controller'
  return (
    <>
      <Failure message={error} />
      {leader && term > 0 && (
        <p className="quiet-text">{say('cluster.leads', { alias: leader.alias, term })}</p>
      )}
      {here && nodes.length > 0 && !leader && <p className="notice warn">{say('cluster.noLeader')}</p>}
      {here && leader?.alias === alias && from !== '' && from !== alias && (
        <p className="notice" role="status">
          {say('cluster.cameFrom', { follower: from, alias })}
        </p>
      )}
      {here && leader && leader.alias !== alias && (
        <p className="notice">
          {say('cluster.followsLeader', { alias: leader.alias })}{' '}
          <NodeLink node={leader} to={`#/cluster/${alias}`}>
            {say('cluster.goToLeader')}
          </NodeLink>
        </p>
      )}
    </>
  )
}
