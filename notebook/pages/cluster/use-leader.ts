import { useEffect } from 'react'
import { useNode } from '../../node/node-context.tsx'
import { withPass } from '../../node/pass.ts'
import { type ClusterNode, pageOf } from './cluster-node.ts'

/**
 * Goes to the leader's page from a follower's, since nodes are started, stopped and configured there; not before that page
 * answers, so that nobody is sent where nothing is.
 */
export function useLeadersPage(self: string, leader: ClusterNode | undefined): void {
  const { session, user } = useNode()
  const alias = leader?.alias ?? ''
  const away = leader && leader.alias !== self ? `${pageOf(leader)}#/cluster/${self}` : null
  const alive = leader ? `${pageOf(leader)}health` : ''
  useEffect(() => {
    if (away === null) return
    const giveUp = new AbortController()
    const go = async () => {
      await fetch(alive, { mode: 'no-cors', signal: giveUp.signal })
      const address = user === 'guest' ? away : await withPass(session, alias, away)
      if (!giveUp.signal.aborted) location.replace(address)
    }
    go().catch(() => {})
    return () => giveUp.abort()
  }, [away, alive, session, user, alias])
}
