import { ScriptError } from '../../runtime/script-error.ts'
import type { RequestBody } from '../../wire/request.ts'
import { type Access, noPrivilege } from './access.ts'
import { GUEST } from './directory.ts'

/** What a guest may call where everybody else has to log in: enough to do that. */
export const forGuests: ReadonlySet<string> = new Set([
  'isClientAuth',
  'getNodeType',
  'getNodeAlias',
  'login',
  'authenticateByTicket',
  'getControllerAlias',
  'version',
  'license',
  'getActiveMaster',
  'getClusterPerf',
  'loadClusterNodesConfigs',
  'getConfig',
  'oauthLogin',
  'getCurrentSessionAndUser',
  'getDynamicPublicKey',
  // What clients call before they log in.
  'isNodeInitialized',
  'getRequiredAPIVersion',
  'scramClientFirst',
  'scramClientFinal',
])

/** Whether a user's request is served at all. @throws ScriptError when it isn't. */
export function admit(user: string, request: RequestBody, access: Access, clientAuth: boolean): void {
  if (request.is === 'connect') return
  if (clientAuth && user === GUEST) {
    if (request.is === 'function' && forGuests.has(request.callee)) return
    throw new ScriptError('Login is required for script execution with client authentication enabled.', {
      refId: 'S04009',
    })
  }
  if (request.is === 'script' && access.global(user, 'SCRIPT_EXEC') === 'deny') {
    throw noPrivilege(user, 'Not granted to execute scripts')
  }
}
