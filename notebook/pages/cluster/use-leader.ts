import { useEffect } from 'react'
import { type ClusterNode, pageOf } from './cluster-node.ts'

/**
 * Goes to the leader's page from a follower's, since nodes are started, stopped and configured there; not before that page
 * answers, so that nobody is sent where nothing is.
 */
export function useLeadersPage(self: string, leader: ClusterNode | undefined): void {
  const away = leader && leader.alias !== self ? `${pageOf(leader)}#/cluster/${self}` : null
  const alive = leader ? `${pageOf(leader)}health` : ''
  useEffect(() => {
    if (away === null) return
    const giveUp = new AbortController()
    fetch(alive, { mode: 'no-cors', signal: giveUp.signal }).then(
      () => location.replace(away),
      () => {},
    )
    return () => giveUp.abort()
  }, [away, alive])
}
