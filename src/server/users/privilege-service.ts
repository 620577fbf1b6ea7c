import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { PrivilegeName } from '../../runtime/access-codes.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { toTransferable } from '../../values/transfer.ts'
import { noPrivilege } from './access.ts'
import { groupAccessTable, userAccessTable } from './access-table.ts'
import type { Identities } from './identities.ts'
import { isOfSchema, ownersGrant, partsOf, privilegeNamed, privilegeOf, type Scope } from './privileges.ts'
import type { OpenUsers, Users } from './users.ts'

type Act = 'grant' | 'deny' | 'revoke'

/** A user or group, a privilege by code or name, and its objects (null: all), or the number that is a limit. */
type GrantArguments = [holder: string, privilege: number | string, objects: readonly string[] | number | null]

/** What there is to have privileges on. */
export interface Grantable {
  /** The owner of a database; undefined: there is none at that path. */
  databaseOwner(path: string): Promise<string | undefined>
  hasTable(database: string, table: string): Promise<boolean>
  /** The owner of a function view; undefined: there is none of that name. `a::*` is any of a module. */
  viewOwner(name: string): Promise<string | undefined>
  /** If that is a table that sessions share, it is from now on only for those who may use it. */
  guard(object: string): void
  /** The path of a catalog's schema, `catalog.schema`. @throws ScriptError when there is none. */
  databaseOfSchema(name: string): Promise<string>
  /** The path of a table that may be called `catalog.schema.table`. */
  tableOfSchema(name: string): Promise<string>
  /** The paths of a catalog's databases; undefined: there is no such catalog. */
  databasesOfCatalog(name: string): Promise<readonly string[] | undefined>
}

/** Privileges, as scripts reach them through the bridge. */
export function privilegeService(users: Users, identities: Identities, grantable: Grantable): Service {
  const set = async (act: Act, job: number, ...[holder, given, objects]: GrantArguments) => {
    const open = await users.open()
    const user = identities.actingAs(job)
    const name = privilegeOf(given)
    const [privilege] = partsOf(name)
    if (privilege!.scope === 'limit') {
      open.access.requireAdmin(user, act)
      return setLimit(open, act, holder, name, objects)
    }
    if (typeof objects === 'number') throw new ScriptError(`objs of ${name} are names, not a number.`)
    const named = await pathsOf(name, privilege!.scope, objects, grantable)
    if (isOfSchema(name) && named.length === 0) throw new ScriptError(`${name} needs schemas in objs.`)
    for (const object of named) {
      checkForm(act, name, object)
      await checkExists(act, name, object, grantable)
      if (!open.access.isAdmin(user)) await checkOwner(open, user, act, name, object, grantable)
    }
    const effect = act === 'grant' ? 'allow' : act === 'deny' ? 'deny' : null
    const held = privilege!.scope === 'catalog' ? await heldBy(named, grantable) : []
    await open.store.propose({ is: 'rule', holder, privilege: name, objects: named, held, effect })
    if (privilege!.scope === 'table') for (const object of named) grantable.guard(object)
  }
  return {
    grant: (job: number, ...args: GrantArguments) => set('grant', job, ...args),
    deny: (job: number, ...args: GrantArguments) => set('deny', job, ...args),
    revoke: (job: number, ...args: GrantArguments) => set('revoke', job, ...args),
    async userAccess(job: number, names: readonly string[] | null, final: boolean) {
      const { store, access } = await users.open()
      const own = identities.userOf(job)
      if (names?.some(name => name !== own)) {
        access.requireAdmin(identities.actingAs(job), 'getUserAccess for another user')
      }
      const { directory } = store
      const asked = names ?? [own]
      const missing = asked.find(name => !directory.users.has(name))
      // A guest has no row.
      if (missing !== undefined && names !== null) {
        throw new ScriptError(`The user [${missing}] does not exist.`)
      }
      return toTransferable(
        userAccessTable(
          directory,
          asked.filter(name => directory.users.has(name)),
          final,
        ),
      )
    },
    async groupAccess(job: number, names: readonly string[]) {
      const { store, access } = await users.open()
      access.requireAdmin(identities.actingAs(job), 'getGroupAccess')
      const missing = names.find(name => !store.directory.groups.has(name))
      if (missing !== undefined) throw new ScriptError(`The group [${missing}] does not exist.`)
      return toTransferable(groupAccessTable(store.directory, names))
    },
    /** @throws ScriptError unless the user has a global privilege. */
    async require(job: number, name: PrivilegeName, what: string) {
      const { access } = await users.open()
      const user = identities.actingAs(job)
      if (access.global(user, name) === 'allow') return
      throw noPrivilege(user, `Not granted to ${what}`)
    },
  }
}

async function setLimit(
  { store }: OpenUsers,
  act: Act,
  holder: string,
  limit: PrivilegeName,
  value: readonly string[] | number | null,
): Promise<void> {
  if (act === 'deny') throw new ScriptError(`${limit} can be granted and revoked only.`)
  if (act === 'revoke') return store.propose({ is: 'limit', holder, limit, value: null })
  if (typeof value !== 'number' || !(value > 0)) {
    throw new ScriptError(`${limit} needs a positive number as objs.`)
  }
  await store.propose({ is: 'limit', holder, limit, value })
}

// What objects are called in rules: paths, where they are named by a catalog.
async function pathsOf(
  name: PrivilegeName,
  scope: Scope,
  objects: readonly string[] | null,
  grantable: Grantable,
): Promise<readonly string[]> {
  if (isOfSchema(name)) {
    return Promise.all((objects ?? []).map(object => grantable.databaseOfSchema(object)))
  }
  if (scope !== 'table' || objects === null) return objects ?? ['*']
  return Promise.all(objects.map(object => grantable.tableOfSchema(object)))
}

const heldBy = async (catalogs: readonly string[], grantable: Grantable) =>
  (await Promise.all(catalogs.map(async name => (await grantable.databasesOfCatalog(name)) ?? []))).flat()

/** Whether a privilege can be had on what is called so at all. */
function checkForm(act: Act, name: PrivilegeName, object: string): void {
  const { scope } = privilegeNamed(partsOf(name)[0]!.name)
  if (object === '') throw new ScriptError('objs has an empty name.')
  if (object.length > 1000) throw new ScriptError('objs has a name of more than 1,000 characters.')
  if (object === '*') return
  if (scope === 'global') throw new ScriptError(`${name} is about everything: objs is * or left out.`)
  if (name === 'DB_OWNER') {
    if (!/^dfs:\/\/.*\*$/.test(object)) {
      throw new ScriptError(
        "The parameter objs must be a string that begins with 'dfs://' and ends with '*'. For example, 'dfs://db1*'.",
        { refId: 'S04003' },
      )
    }
    if (act === 'deny') throw new ScriptError('DB_OWNER can be denied for all databases only.')
  } else if (scope === 'database' && !/^(dfs|oltp):\/\/./.test(object)) {
    throw new ScriptError(`${name} is about databases: ${object} is the path of none.`)
  }
}

/** @throws ScriptError when the object isn't there. What is revoked may be gone. */
async function checkExists(
  act: Act,
  name: PrivilegeName,
  object: string,
  grantable: Grantable,
): Promise<void> {
  if (object === '*' || name === 'DB_OWNER' || (act === 'revoke' && name !== 'DB_MANAGE')) return
  if (name === 'VIEW_EXEC') {
    if ((await grantable.viewOwner(object)) !== undefined) return
    if (object.endsWith('::*')) throw new ScriptError(`The Module [${object}] does not exist.`)
    throw new ScriptError(`The function view [${object}] does not exist.`, { refId: 'S04002' })
  }
  if (partsOf(name)[0]!.scope === 'catalog' && name !== 'CATALOG_MANAGE') {
    if ((await grantable.databasesOfCatalog(object)) !== undefined) return
    throw new ScriptError(`The catalog [${object}] does not exist.`)
  }
  if (!object.startsWith('dfs://')) return
  if ((await grantable.databaseOwner(object)) !== undefined) return
  if (partsOf(name)[0]!.scope !== 'table') {
    throw new ScriptError(`The database [${object}] does not exist.`, { refId: 'S04001' })
  }
  const [database, table] = splitTable(object)
  if (!(await grantable.hasTable(database, table))) {
    throw new ScriptError(`The table [${object}] does not exist.`, { refId: 'S04001' })
  }
}

/** @throws ScriptError unless it is the user's own, or his to manage. */
async function checkOwner(
  { access }: OpenUsers,
  user: string,
  act: Act,
  name: PrivilegeName,
  object: string,
  grantable: Grantable,
): Promise<void> {
  if (!ownersGrant.has(name)) {
    throw new ScriptError(`Non-admin users cannot ${act} the ${name} privilege. Contact the administrator.`, {
      refId: 'S04004',
    })
  }
  if (name === 'VIEW_EXEC') {
    const owns = access.global(user, 'VIEW_OWNER') === 'allow' && (await grantable.viewOwner(object)) === user
    if (owns) return
    throw new ScriptError(
      `To manage permissions for function views you didn't create, contact an administrator.`,
    )
  }
  const isDatabase = (await grantable.databaseOwner(object)) !== undefined
  const database = isDatabase ? object : splitTable(object)[0]
  const may =
    object !== '*' &&
    (access.onDatabase(user, 'DB_MANAGE', database) === 'allow' ||
      (await grantable.databaseOwner(database)) === user)
  if (may) return
  throw new ScriptError(
    "To manage permissions for databases you didn't create, you must have the DB_MANAGE privilege or contact an administrator.",
    { refId: 'S04005' },
  )
}

// The database and the table that a path names; the last part is the table's.
function splitTable(object: string): [database: string, table: string] {
  const split = object.lastIndexOf('/')
  return [object.slice(0, split), object.slice(split + 1)]
}
