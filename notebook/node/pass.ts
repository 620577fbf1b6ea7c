import type { NodeSession } from './node-session.ts'
import { plain } from './plain.ts'

// Whoever follows a link to another node's page stays logged in there: the address carries a pass, which is good once, on that node, for
// half a minute. It stands behind `#`, which no request holds, and is taken out before anything else happens.
const MARK = '?pass='
let brought: string | null = null

/** Takes the pass out of the page's address, if there is one; when the page begins. */
export function takePassFromAddress(): void {
  const at = location.hash.indexOf(MARK)
  if (at < 0) return
  brought = decodeURIComponent(location.hash.slice(at + MARK.length))
  history.replaceState(null, '', location.hash.slice(0, at))
}

/** The pass that the page was opened with; null from the second time on. */
export function takeBroughtPass(): string | null {
  const pass = brought
  brought = null
  return pass
}

/** The address of another node's page with a pass; as it is where the node gives none. */
export async function withPass(session: NodeSession, alias: string, address: string): Promise<string> {
  try {
    return `${address}${MARK}${encodeURIComponent(String(plain(await session.call('getNodePass', alias))))}`
  } catch {
    return address
  }
}
