import type { Service } from '../../engine/bridge/bridge-host.ts'
import { INT, IPADDR, LONG, STRING, TIMESTAMP } from '../../values/data-type.ts'
import { ipOrNone } from '../../values/elements/identifier.ts'
import { type Columns, tableOfRows } from '../../values/forms/table-of-rows.ts'
import { toTransferable } from '../../values/transfer.ts'
import { type Access, noPrivilege } from '../users/access.ts'
import type { Identities } from '../users/identities.ts'
import type { ClientSession, Sessions } from './sessions.ts'

/** The node's sessions, as scripts reach them through the bridge. */
export function sessionService(
  sessions: Sessions,
  identities: Identities,
  access: () => Promise<Access>,
  sessionOf: (job: number) => { readonly id: number } | undefined,
): Service {
  const columns: Columns<ClientSession> = [
    ['userId', STRING, ({ handle }) => handle.user],
    ['sessionId', LONG, ({ handle }) => BigInt(handle.id)],
    ['memSize', LONG, ({ handle }) => BigInt(handle.memory)],
    ['remoteIP', IPADDR, ({ remote }) => ipOrNone(remote.ip)],
    ['remotePort', INT, ({ remote }) => remote.port],
    ['createTime', TIMESTAMP, ({ opened }) => opened],
    ['lastActiveTime', TIMESTAMP, ({ lastActive }) => lastActive],
  ]
  return {
    lastError: (job: number) => sessions.get(sessionOf(job)?.id ?? 0)?.lastError ?? null,
    table: () => toTransferable(tableOfRows(columns, sessions.all())),
    async close(job: number, ids: readonly number[]) {
      const user = identities.actingAs(job)
      const found = ids.flatMap(id => sessions.get(id) ?? [])
      if (found.some(({ handle }) => handle.user !== user) && !(await access()).isAdmin(user)) {
        throw noPrivilege(user, "Only administrators can close other users' sessions")
      }
      for (const session of found) session.end()
    },
  }
}
