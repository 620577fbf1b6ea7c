import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Engine } from '../../engine/engine.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type Access, noPrivilege } from './access.ts'

// As TABLE_READ and TABLE_WRITE stand for them.
const READING = ['READ']
const WRITING = ['INSERT', 'UPDATE', 'DELETE']

/** Who may use tables that sessions share, once they are guarded: who shared them, administrators, and who was granted it. */
export function sharedAccessService(
  engine: Engine,
  access: () => Promise<Access>,
  userOf: (job: number) => string,
  alias: () => string,
): Service {
  return {
    /** What the user may do: all, or only change it. Who may write a table may name it, too. @throws ScriptError */
    async check(
      job: number,
      name: string,
      owner: string,
      wanted: 'use' | 'read' | 'change',
    ): Promise<'use' | 'change'> {
      const [rights, user] = [await access(), userOf(job)]
      if (user === owner || rights.isAdmin(user)) return 'use'
      const objects = ['*', name, `${alias()}:${name}`]
      const may = (actions: readonly string[]) =>
        actions.some(action => rights.permission(user, action, objects) === 'allow')
      if (wanted !== 'change' && may(READING)) return 'use'
      if (wanted !== 'read' && may(WRITING)) return 'change'
      throw noPrivilege(user, `No access to table [${name}]`)
    },
    async guard(job: number, name: string) {
      const owner = engine.sharedOwner(name)
      if (owner === undefined) throw new ScriptError(`There is no shared table ${name}.`)
      const [rights, user] = [await access(), userOf(job)]
      if (user !== owner && !rights.isAdmin(user)) {
        throw noPrivilege(
          user,
          `Only administrators and ${owner}, who shared ${name}, can add access control to it`,
        )
      }
      engine.guardShared(name)
    },
  }
}
