import { PeerError } from '../../cluster/peers.ts'
import { ScriptError } from '../../runtime/script-error.ts'

/** A service's method: what a controller or the way to it says is the script's business. */
export function explained(method: (...args: unknown[]) => unknown) {
  return async (...args: unknown[]) => {
    try {
      return await method(...args)
    } catch (error) {
      if (!(error instanceof PeerError)) throw error
      const tag = error.tag ?? undefined
      const text = tag && error.message.startsWith(tag) ? error.message.slice(tag.length) : error.message
      throw new ScriptError(text, { tag, cause: error })
    }
  }
}
