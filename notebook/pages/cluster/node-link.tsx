import type { MouseEvent, ReactNode } from 'react'
import { useNode } from '../../node/node-context.tsx'
import { withPass } from '../../node/pass.ts'
import { type ClusterNode, pageOf } from './cluster-node.ts'

interface NodeLinkProps {
  readonly node: ClusterNode
  /** Behind `#`. */
  readonly to: string
  readonly label?: string
  readonly children: ReactNode
}

/** A link to a page of another node, where whoever follows it is who he is here. */
export function NodeLink({ node, to, label, children }: NodeLinkProps) {
  const { session, user } = useNode()
  const address = `${pageOf(node)}${to}`
  const follow = (event: MouseEvent) => {
    // In another tab it is a link like any other, and its page asks who it is.
    if (user === 'guest' || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    void withPass(session, node.alias, address).then(to => location.assign(to))
  }
  return (
    <a href={address} aria-label={label} onClick={follow}>
      {children}
    </a>
  )
}
