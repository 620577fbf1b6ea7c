import type { PrivilegeName } from '../../runtime/access-codes.ts'
import type { QueryLimits } from '../../runtime/query-limits.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { SchemaCatalog } from '../../storage/catalog/schema-catalog.ts'
import { type Directory, GUEST, rulesOf, SUPERUSER } from './directory.ts'
import { privilegeNamed, type TableAction } from './privileges.ts'
import { type Permission, permission } from './rules.ts'

/** Clients log in and ask again where it is a guest who may not. */
export const noPrivilege = (user: string, message: string) =>
  new ScriptError(message, { tag: user === GUEST ? '<NotAuthenticated>' : '<NoPrivilege>' })

/** What a user's jobs get at most. */
export interface JobLimits {
  readonly priority: number
  /** How many parts of a job run at once. */
  readonly parallelism: number
  readonly resultBytes: number
}

const forGuests: JobLimits = { priority: 4, parallelism: 2, resultBytes: Number.POSITIVE_INFINITY }

/** Answers what users may do. Guests, being nobody, may do nothing that needs a privilege. */
export class Access {
  readonly #directory: () => Directory
  readonly #catalogs: readonly SchemaCatalog[]

  /** `catalogs`: those whose privileges count for their databases. */
  constructor(directory: () => Directory, catalogs: readonly SchemaCatalog[] = []) {
    this.#directory = directory
    this.#catalogs = catalogs
  }

  /** The same, where privileges on catalogs count, too. They are asked for only if the user has any. */
  async within(user: string, catalogs: () => Promise<readonly SchemaCatalog[]>): Promise<Access> {
    for (const { privilege } of rulesOf(this.#directory(), user)) {
      if (privilegeNamed(privilege).scope === 'catalog') return new Access(this.#directory, await catalogs())
    }
    return this
  }

  #catalogsOf(database: string): string[] {
    return this.#catalogs.flatMap(({ name, schemas }) =>
      Object.values(schemas).includes(database) ? [name] : [],
    )
  }

  isAdmin(user: string): boolean {
    return this.#directory().users.get(user)?.isAdmin ?? false
  }

  jobLimits(user: string): JobLimits {
    const known = this.#directory().users.get(user)
    if (!known) return forGuests
    const gigabytes = known.limits.QUERY_RESULT_MEM_LIMIT ?? Number.POSITIVE_INFINITY
    return {
      priority: known.maxPriority,
      parallelism: known.maxParallelism,
      resultBytes: gigabytes * 2 ** 30,
    }
  }

  /** What was granted: to the user, or else the most of what was to his groups. */
  queryLimits(user: string): Partial<QueryLimits> {
    const known = this.#directory().users.get(user)
    if (!known) return {}
    const granted = (limit: PrivilegeName) => {
      const ofGroups = known.groups.flatMap(name => this.#directory().groups.get(name)?.limits[limit] ?? [])
      return known.limits[limit] ?? (ofGroups.length > 0 ? Math.max(...ofGroups) : null)
    }
    const [parts, gigabytes] = [granted('MAX_PARTITION_NUM_PER_QUERY'), granted('TASK_GROUP_MEM_LIMIT')]
    return {
      ...(parts === null ? {} : { parts }),
      ...(gigabytes === null ? {} : { partialBytes: gigabytes * 2 ** 30 }),
    }
  }

  /** @throws ScriptError */
  requireAdmin(user: string, functionName: string): void {
    if (!this.isAdmin(user)) {
      throw noPrivilege(user, `Only administrators execute function ${functionName}.`)
    }
  }

  /** `objects`: all names that cover the thing in question, and its own. */
  permission(user: string, action: string, objects: readonly string[]): Permission {
    if (user === SUPERUSER) return 'allow'
    return permission(rulesOf(this.#directory(), user), action, objects)
  }

  /** What nothing is named for, such as SCRIPT_EXEC. */
  global(user: string, action: string): Permission {
    return this.permission(user, action, ['*'])
  }

  onTable(user: string, action: TableAction, database: string, table: string): Permission {
    return this.permission(user, action, [
      '*',
      ...this.#catalogsOf(database),
      database,
      `${database}/${table}`,
    ])
  }

  onDatabase(user: string, action: string, database: string): Permission {
    return this.permission(user, action, ['*', ...this.#catalogsOf(database), database])
  }

  /** A view's name covers `a::f` and the module's `a::*`. */
  onView(user: string, view: string): Permission {
    const split = view.lastIndexOf('::')
    return this.permission(
      user,
      'VIEW_EXEC',
      split > 0 ? ['*', `${view.slice(0, split)}::*`, view] : ['*', view],
    )
  }

  /** Whether a user may see that there is such a database. */
  seesDatabase(user: string, database: string, owner: string): boolean {
    if (this.isAdmin(user) || owner === user) return true
    const actions = ['DB_MANAGE', 'DB_OWNER', 'DBOBJ_CREATE', 'DBOBJ_DELETE', ...rowActions]
    return actions.some(action => this.onDatabase(user, action, database) === 'allow')
  }

  seesTable(user: string, database: string, table: string, owner: string): boolean {
    if (this.isAdmin(user) || owner === user) return true
    return (
      rowActions.some(action => this.onTable(user, action, database, table) === 'allow') ||
      ['DB_MANAGE', 'DB_OWNER'].some(action => this.onDatabase(user, action, database) === 'allow')
    )
  }
}

const rowActions = ['READ', 'INSERT', 'UPDATE', 'DELETE'] as const
