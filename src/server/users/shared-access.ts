import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Engine } from '../../engine/engine.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type Access, noPrivilege } from './access.ts'

// As TABLE_READ and TABLE_WRITE stand for them.
const READING = ['READ']
const WRITING = ['INSERT', 'UPDATE', 'DELETE']

/** What a user may do with a guarded table that `owner` shared. Who may write it may name it, too. */
function grantedOn(
  rights: Access,
  user: string,
  { name, owner, alias }: { name: string; owner: string; alias: string },
): { readonly owns: boolean; readonly reads: boolean; readonly writes: boolean } {
  if (user === owner || rights.isAdmin(user)) return { owns: true, reads: true, writes: true }
  const objects = ['*', name, `${alias}:${name}`]
  const may = (actions: readonly string[]) =>
    actions.some(action => rights.permission(user, action, objects) === 'allow')
  return { owns: false, reads: may(READING), writes: may(WRITING) }
}

/** Rejects where that user may not read a shared table. @throws ScriptError */
export async function checkReading(
  engine: Engine,
  access: () => Promise<Access>,
  alias: string,
  user: string,
  name: string,
): Promise<void> {
  if (!engine.shared.isGuarded(name)) return
  const owner = engine.shared.ownerOf(name) ?? ''
  if (grantedOn(await access(), user, { name, owner, alias }).reads) return
  throw noPrivilege(user, `No access to shared table [${name}]`)
}

/** Who may use tables that sessions share, once they are guarded: who shared them, administrators, and who was granted it. */
export function sharedAccessService(
  engine: Engine,
  access: () => Promise<Access>,
  userOf: (job: number) => string,
  alias: () => string,
): Service {
  return {
    /** What the user may do: all, or only change it. @throws ScriptError */
    async check(
      job: number,
      name: string,
      owner: string,
      wanted: 'use' | 'read' | 'change',
    ): Promise<'use' | 'change'> {
      const [rights, user] = [await access(), userOf(job)]
      const { owns, reads, writes } = grantedOn(rights, user, { name, owner, alias: alias() })
      if (owns || (reads && wanted !== 'change')) return 'use'
      if (writes && wanted !== 'read') return 'change'
      throw noPrivilege(user, `No access to table [${name}]`)
    },
    async guard(job: number, name: string) {
      const owner = engine.shared.ownerOf(name)
      if (owner === undefined) throw new ScriptError(`There is no shared table ${name}.`)
      const [rights, user] = [await access(), userOf(job)]
      if (user !== owner && !rights.isAdmin(user)) {
        throw noPrivilege(
          user,
          `Only administrators and ${owner}, who shared ${name}, can add access control to it`,
        )
      }
      engine.shared.guard(name)
    },
  }
}
