import type { Site } from '../cluster/site.ts'
import type { Service } from '../engine/bridge-host.ts'
import type { Engine } from '../engine/engine.ts'
import type { Host } from '../host/host.ts'
import type { ConnectionServices } from './connection.ts'
import { RecordStore } from './record-store.ts'
import { type Remote, Sessions } from './sessions/sessions.ts'
import { admit } from './users/admission.ts'
import { guardedStore } from './users/guarded-store.ts'
import { Identities } from './users/identities.ts'
import { loginService } from './users/login-service.ts'
import { privilegeService } from './users/privilege-service.ts'
import { securitySettings } from './users/security-settings.ts'
import { userService } from './users/user-service.ts'
import { Users } from './users/users.ts'

export interface AdministrationOptions {
  readonly home: string
  readonly site: Site
  readonly config: ReadonlyMap<string, string>
  /** The super administrator's password at the very first start; null: DolphinDB's. */
  readonly adminPassword: string | null
}

/** Who is here and may do what: users, their sessions, jobs and function views. */
export interface Administration {
  readonly sessions: Sessions
  /** What scripts ask of it, and the store behind its guard. */
  readonly services: ReadonlyMap<string, Service>
  readonly authenticate: ConnectionServices['authenticate']
  /** The ticket's user. @throws ScriptError */
  readonly authenticateByTicket: (ticket: string, remote: Remote) => Promise<string>
  readonly admit: ConnectionServices['admit']
  /** Reads what is kept, instead of when it is first asked for. @throws ScriptError when another process has it. */
  open(): Promise<void>
  close(): Promise<void>
}

/** `store`: the node's store, unguarded. Nothing is read from disk before it is needed. */
export function administer(
  host: Host,
  engine: Engine,
  store: Service,
  options: AdministrationOptions,
): Administration {
  let opened: Promise<RecordStore> | null = null
  const records = () => (opened ??= RecordStore.open(host, `${options.home}/records`))
  const security = securitySettings(options.config)
  const sessions = new Sessions(engine, host.clock)
  const identities = new Identities(engine)
  const users = new Users(host, {
    records,
    security,
    firstPassword: options.adminPassword,
    catalogsOf: () => [],
  })
  const guarded = guardedStore(
    store,
    async () => (await users.open()).access,
    job => identities.actingAs(job),
    async object => (await users.open()).store.propose({ is: 'forget object', object }),
  )
  const ask = <T>(method: string, ...args: unknown[]) =>
    (store[method] as (job: number, ...args: unknown[]) => Promise<T>)(0, ...args)
  const services = new Map<string, Service>([
    ['store', guarded],
    ['login', loginService({ users, sessions, identities, sessionOf: job => engine.sessionOf(job) })],
    ['users', userService(host, users, identities)],
    [
      'privileges',
      privilegeService(users, identities, {
        async databaseOwner(path) {
          const json = await ask<string | null>('findDatabase', path)
          return json === null ? undefined : (JSON.parse(json) as { owner: string }).owner
        },
        async hasTable(database, table) {
          if ((await ask<string | null>('findDatabase', database)) === null) return false
          const tables = await ask<string[]>('tables', database)
          return tables.some(json => (JSON.parse(json) as { name: string }).name === table)
        },
        viewOwner: async () => undefined,
        databaseOfSchema: async name => name,
      }),
    ],
  ])
  let access: Awaited<ReturnType<Users['open']>>['access'] | null = null
  return {
    sessions,
    services,
    async authenticate(user, password, encrypted, remote) {
      return (await users.open()).authentication.login(user, password, encrypted, remote.ip)
    },
    async authenticateByTicket(ticket, remote) {
      return (await users.open()).authentication.loginByTicket(ticket, remote.ip)
    },
    admit(user, request) {
      if (access) admit(user, request, access, security.clientAuth)
    },
    async open() {
      access = (await users.open()).access
    },
    async close() {
      sessions.stop()
      await (await opened?.catch(() => null))?.close()
    },
  }
}
