import type { Service } from '../../engine/bridge/bridge-host.ts'
import { databaseFromJson, databaseToJson } from '../../storage/catalog/database-record.ts'
import type { CatalogChange, SchemaCatalog } from '../../storage/catalog/schema-catalog.ts'
import { type Access, noPrivilege } from './access.ts'
import { SUPERUSER } from './directory.ts'
import type { TableAction } from './privileges.ts'

/** What the guard asks of the store itself. */
interface Asked {
  readonly owner: string
}

type Method = (job: number, ...args: never[]) => unknown

/** Told when a database, table or catalog is gone, or called otherwise, so that privileges on it go too. */
export type OnGone = (object: string) => Promise<void>

/**
 * The store's service, every method of which first asks whether the job's user may: the one place where privileges on
 * databases and tables are enforced, out of reach of scripts. A method that has no rule here is for the super
 * administrator alone.
 */
export function guardedStore(
  store: Service,
  access: () => Promise<Access>,
  userOf: (job: number) => string,
  onGone: OnGone,
): Service {
  const guarded: Record<string, Method> = {}
  for (const name of Object.keys(store)) {
    const method = store[name]! as (job: number, ...args: unknown[]) => unknown
    guarded[name] = async (job: number, ...args: unknown[]) => {
      const user = userOf(job)
      const given = owned(name, user, args)
      const rules =
        user === SUPERUSER
          ? null
          : new StoreRules(store, await (await access()).within(user, () => catalogsOf(store)))
      await rules?.require(name, user, given)
      const result = await method(job, ...given)
      await forget(name, given, onGone)
      return rules ? rules.visible(name, user, given, result) : result
    }
  }
  return guarded
}

const catalogsOf = (store: Service) =>
  (store.catalogs as (job: number) => Promise<readonly SchemaCatalog[]>)(0)

async function forget(method: string, args: readonly unknown[], onGone: OnGone): Promise<void> {
  if (method === 'changeCatalogs') {
    const change = args[0] as CatalogChange
    if (change.is === 'dropCatalog' || change.is === 'renameCatalog') await onGone(change.catalog)
  }
  if (method === 'dropDatabase') await onGone(String(args[0]))
  if (method === 'dropTable') await onGone(`${args[0]}/${args[1]}`)
}

// The arguments, with the user as the owner of what he makes.
function owned(method: string, user: string, args: readonly unknown[]): readonly unknown[] {
  if (method === 'createDatabase') {
    return [databaseToJson({ ...databaseFromJson(args[0] as string), owner: user }), ...args.slice(1)]
  }
  if (method === 'createTable') return [args[0], { ...(args[1] as object), owner: user }, ...args.slice(2)]
  return args
}

// Everybody may ask these.
const free = new Set(['catalogs', 'databases', 'findDatabase', 'database', 'tables', 'close'])

class StoreRules {
  readonly #store: Service
  readonly #access: Access

  constructor(store: Service, access: Access) {
    this.#store = store
    this.#access = access
  }

  /** What of a method's result the user may see. */
  visible(method: string, user: string, args: readonly unknown[], result: unknown): unknown {
    if (method === 'databases') {
      return (result as string[]).filter(json => {
        const { path, owner } = JSON.parse(json)
        return this.#access.seesDatabase(user, path, owner)
      })
    }
    if (method === 'tables') {
      return (result as string[]).filter(json => {
        const { name, owner } = JSON.parse(json)
        return this.#access.seesTable(user, args[0] as string, name, owner)
      })
    }
    return result
  }

  /** @throws ScriptError when the user may not. */
  async require(method: string, user: string, args: readonly unknown[]): Promise<void> {
    if (free.has(method)) return
    const path = String(args[0])
    const table = String(args[1])
    switch (method) {
      case 'changeCatalogs':
        return this.#requireCatalog(user, args[0] as { catalog: string })
      case 'createDatabase':
        return this.#requireNewDatabase(user, databaseFromJson(path).path)
      case 'dropDatabase':
        return this.#requireManaging(user, path, [], 'create or delete databases')
      case 'setAtomicLevel':
        return this.#requireManaging(user, path, [], `change database ${path}`)
      case 'createTable':
        return this.#requireManaging(user, path, ['DBOBJ_CREATE'], `create tables in database ${path}`)
      case 'dropTable':
        return this.#requireManaging(user, path, ['DBOBJ_DELETE'], `delete tables from database ${path}`)
      case 'addValuePartitions':
      case 'addRangePartitions':
        return this.#requireManaging(user, path, [], `add partitions to database ${path}`)
      case 'removePartitions':
        return this.#requireManaging(user, path, [], `take partitions out of database ${path}`)
      case 'table':
      case 'chunks':
        return this.#requireAny(user, path, table)
      case 'share':
      case 'adopt':
      case 'read':
        return this.#requireRows(user, 'READ', path, table)
      case 'insert':
        return this.#requireRows(user, 'INSERT', path, table)
      case 'truncate':
      case 'drop':
        return this.#requireRows(user, 'DELETE', path, table)
      case 'replace':
        if (args[3] === 'RESTORE') await this.#requireRows(user, 'INSERT', path, table)
        return this.#requireRows(
          user,
          args[3] === 'SQLUPDATE' || args[3] === 'SQLUPSERT' ? 'UPDATE' : 'DELETE',
          path,
          table,
        )
      case 'dropColumns':
      case 'retypeColumn':
        return this.#requireDefining(user, path, table, ['DBOBJ_CREATE', 'DBOBJ_DELETE'])
      case 'addColumns':
      case 'renameColumn':
      case 'setColumnComments':
      case 'setTableComment':
      case 'renameTable':
      case 'compact':
        return this.#requireDefining(user, path, table, ['DBOBJ_CREATE'])
      default:
        throw noPrivilege(user, `Not granted to ask the store for ${method}`)
    }
  }

  async #requireCatalog(user: string, { catalog }: { catalog: string }): Promise<void> {
    if (this.#access.isAdmin(user)) return
    if (this.#access.permission(user, 'CATALOG_MANAGE', ['*', catalog]) !== 'allow') {
      throw noPrivilege(user, `Not granted to manage the catalog ${catalog}`)
    }
  }

  async #requireNewDatabase(user: string, path: string): Promise<void> {
    if (this.#access.permission(user, 'DB_OWNER', ['*', path]) !== 'allow') {
      throw noPrivilege(user, 'Not granted to create or delete databases')
    }
  }

  // Who manages the database, made it and still owns it, or may do it there by another privilege.
  async #requireManaging(user: string, path: string, others: readonly string[], what: string): Promise<void> {
    const allowed = ['DB_MANAGE', ...others].some(
      action => this.#access.onDatabase(user, action, path) === 'allow',
    )
    if (allowed) return
    const owns =
      this.#access.permission(user, 'DB_OWNER', ['*', path]) === 'allow' &&
      (await this.#ownerOfDatabase(path)) === user
    if (!owns) throw noPrivilege(user, `Not granted to ${what}`)
  }

  async #requireDefining(
    user: string,
    path: string,
    table: string,
    others: readonly string[],
  ): Promise<void> {
    await this.#requireManaging(user, path, others, `change tables of database ${path}`)
    await this.#requireRows(user, 'READ', path, table)
  }

  async #requireRows(user: string, action: TableAction, path: string, table: string): Promise<void> {
    const permission = this.#access.onTable(user, action, path, table)
    if (permission === 'allow') return
    if (permission === 'none' && (await this.#ownerOfTable(path, table)) === user) return
    throw noPrivilege(user, `Not granted to ${verbs[action]} table ${path}/${table}`)
  }

  // The definition of a table is for all who may do anything with it.
  async #requireAny(user: string, path: string, table: string): Promise<void> {
    const may = rowActions.some(action => this.#access.onTable(user, action, path, table) === 'allow')
    if (may) return
    const manages = ['DB_MANAGE', 'DBOBJ_CREATE', 'DBOBJ_DELETE'].some(
      action => this.#access.onDatabase(user, action, path) === 'allow',
    )
    if (manages && this.#access.onTable(user, 'READ', path, table) !== 'deny') return
    await this.#requireRows(user, 'READ', path, table)
  }

  async #ownerOfDatabase(path: string): Promise<string> {
    return (JSON.parse((await this.#ask('database', path)) as string) as Asked).owner
  }

  async #ownerOfTable(path: string, table: string): Promise<string> {
    return (JSON.parse((await this.#ask('table', path, table)) as string) as Asked).owner
  }

  #ask(method: string, ...args: unknown[]): unknown {
    return (this.#store[method] as (job: number, ...args: unknown[]) => unknown)(0, ...args)
  }
}

const rowActions = ['READ', 'INSERT', 'UPDATE', 'DELETE'] as const

const verbs: Readonly<Record<TableAction, string>> = {
  READ: 'read',
  INSERT: 'insert into',
  UPDATE: 'update',
  DELETE: 'delete from',
}
