import type { Service } from '../../engine/bridge/bridge-host.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { GUEST, SUPERUSER } from './directory.ts'
import type { Identities } from './identities.ts'
import type { Users } from './users.ts'

/** What logging in asks of the rest of the node. */
export interface LoginSurroundings {
  readonly users: Users
  readonly sessions: Sessions
  readonly identities: Identities
  /** The session of a job, to change its user. */
  readonly sessionOf: (job: number) => { readonly id: number; user: string } | undefined
}

/** Logging in and out, as scripts reach it through the bridge. */
export function loginService({ users, sessions, identities, sessionOf }: LoginSurroundings): Service {
  const ipOf = (job: number) => sessions.remoteOf(sessionOf(job)?.id ?? 0).ip
  const become = (job: number, user: string) => {
    const session = sessionOf(job)
    if (session) session.user = user
  }
  const everySessionOf = (user: string) => sessions.all().filter(({ handle }) => handle.user === user)
  return {
    async login(job: number, name: string, password: string, encrypted: boolean) {
      const { authentication } = await users.open()
      become(job, await authentication.login(name, password, encrypted, ipOf(job)))
    },
    async loginByTicket(job: number, ticket: string) {
      const { authentication } = await users.open()
      become(job, await authentication.loginByTicket(ticket, ipOf(job)))
    },
    async logout(job: number, name: string | null, sessionOnly: boolean) {
      const own = identities.userOf(job)
      if (name !== null && name !== own) {
        ;(await users.open()).access.requireAdmin(own, 'logout for another user')
        for (const { handle } of everySessionOf(name)) handle.user = GUEST
        return
      }
      if (!sessionOnly && own !== GUEST) for (const { handle } of everySessionOf(own)) handle.user = GUEST
      become(job, GUEST)
    },
    current(job: number) {
      const session = sessionOf(job)
      const { ip, port } = sessions.remoteOf(session?.id ?? 0)
      return { session: session?.id ?? 0, user: identities.userOf(job), ip, port }
    },
    async ticket(job: number, expires: number | null) {
      return (await users.open()).authentication.ticketOf(identities.userOf(job), expires)
    },
    async pass(job: number, node: string) {
      return (await users.open()).authentication.passOf(identities.userOf(job), node)
    },
    async ticketOf(job: number, user: string, expires: number) {
      const { access, authentication } = await users.open()
      access.requireAdmin(identities.actingAs(job), 'generateUserTicket')
      return authentication.ticketOf(user, expires)
    },
    publicKey: async () => (await users.open()).authentication.dynamicKey.publicKey(),
    async scramFirst(_job: number, name: string, clientNonce: string) {
      return (await users.open()).authentication.scramFirst(name, clientNonce)
    },
    async scramFinal(job: number, name: string, nonce: string, proof: string) {
      const { authentication } = await users.open()
      const { user, signature } = authentication.scramFinal(name, nonce, proof, ipOf(job))
      become(job, user)
      return signature
    },
    ...aboutSessions(users, sessions, identities),
  }
}

function aboutSessions(users: Users, sessions: Sessions, identities: Identities): Service {
  return {
    loggedIn(_job: number) {
      const names = sessions.all().map(({ handle }) => handle.user)
      return [...new Set(names)].filter(name => name !== GUEST)
    },
    clientAuth: () => users.security.clientAuth,
    /** Whether the super administrator still has the password that everybody knows. */
    async passwordKnown() {
      return (await users.open()).store.directory.users.get(SUPERUSER)?.passwordKnown ?? false
    },
    async idleLimit(_job: number) {
      return sessions.idleLimit
    },
    async setIdleLimit(job: number, milliseconds: number | null) {
      const { access } = await users.open()
      access.requireAdmin(identities.actingAs(job), 'setSessionExpiredTime')
      if (!users.security.strict) {
        throw new ScriptError('setSessionExpiredTime needs the configuration strictSecurityPolicy=true.')
      }
      sessions.idleLimit = milliseconds
    },
  }
}
