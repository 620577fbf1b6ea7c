import { nearest } from '../../base/nearest-name.ts'
import { accessCodes, type PrivilegeName } from '../../runtime/access-codes.ts'
import { ScriptError } from '../../runtime/script-error.ts'

/**
 * What a privilege is about: `limit` is a number, `global` everything at once, the others are objects by name. Objects of
 * a `database` privilege are databases or all of them; those of a `table` privilege may be tables too.
 */
export type Scope = 'table' | 'database' | 'view' | 'catalog' | 'global' | 'limit' | 'named'

export interface Privilege {
  readonly name: PrivilegeName
  readonly scope: Scope
  /** What it allows. Privileges that allow the same on wider or narrower objects share it. */
  readonly action: string
}

const privilege = (name: PrivilegeName, scope: Scope, action: string = name): Privilege => ({
  name,
  scope,
  action,
})

const actions = ['READ', 'INSERT', 'UPDATE', 'DELETE'] as const

/** What can be done to the rows of a table. */
export type TableAction = (typeof actions)[number]

/** Every privilege that is kept; those which stand for several are below. */
const kept: readonly Privilege[] = [
  ...actions.flatMap(action => [
    privilege(`TABLE_${action}`, 'table', action),
    privilege(`DB_${action}`, 'database', action),
    privilege(`CATALOG_${action}`, 'catalog', action),
  ]),
  ...(['DBOBJ_CREATE', 'DBOBJ_DELETE', 'DB_MANAGE', 'DB_OWNER'] as const).map(name =>
    privilege(name, 'database'),
  ),
  privilege('TABLE_SENSITIVE_VIEW', 'table', 'SENSITIVE_VIEW'),
  privilege('DB_SENSITIVE_VIEW', 'database', 'SENSITIVE_VIEW'),
  privilege('VIEW_EXEC', 'view'),
  privilege('CATALOG_MANAGE', 'catalog'),
  ...(
    [
      'VIEW_OWNER',
      'SCRIPT_EXEC',
      'TEST_EXEC',
      'CREATE_SHARED_VARS',
      'MCP_MANAGE',
      'MCP_DEVELOP',
      'ORCA_MANAGE',
    ] as const
  ).map(name => privilege(name, 'global')),
  ...(
    [
      'COMPUTE_GROUP_EXEC',
      'MCP_EXEC',
      'ORCA_GRAPH_CREATE',
      'ORCA_GRAPH_DROP',
      'ORCA_GRAPH_CONTROL',
      'ORCA_TABLE_CREATE',
      'ORCA_TABLE_DROP',
      'ORCA_TABLE_READ',
      'ORCA_TABLE_WRITE',
      'ORCA_ENGINE_MANAGE',
    ] as const
  ).map(name => privilege(name, 'named')),
  ...(['QUERY_RESULT_MEM_LIMIT', 'TASK_GROUP_MEM_LIMIT', 'MAX_PARTITION_NUM_PER_QUERY'] as const).map(name =>
    privilege(name, 'limit'),
  ),
]

const byName = new Map(kept.map(each => [each.name, each]))

/** The privilege of that name. */
export const privilegeNamed = (name: PrivilegeName): Privilege => byName.get(name)!

/** Writing is inserting, updating and deleting; a schema of a catalog is a database. */
const standFor: Partial<Record<PrivilegeName, readonly PrivilegeName[]>> = {
  TABLE_WRITE: ['TABLE_INSERT', 'TABLE_UPDATE', 'TABLE_DELETE'],
  DB_WRITE: ['DB_INSERT', 'DB_UPDATE', 'DB_DELETE'],
  CATALOG_WRITE: ['CATALOG_INSERT', 'CATALOG_UPDATE', 'CATALOG_DELETE'],
  SCHEMA_WRITE: ['DB_INSERT', 'DB_UPDATE', 'DB_DELETE'],
  SCHEMA_READ: ['DB_READ'],
  SCHEMA_INSERT: ['DB_INSERT'],
  SCHEMA_UPDATE: ['DB_UPDATE'],
  SCHEMA_DELETE: ['DB_DELETE'],
  SCHEMA_MANAGE: ['DB_MANAGE'],
  SCHEMAOBJ_CREATE: ['DBOBJ_CREATE'],
  SCHEMAOBJ_DELETE: ['DBOBJ_DELETE'],
}

/** Those that are kept when this one is granted. */
export const partsOf = (name: PrivilegeName): readonly Privilege[] =>
  (standFor[name] ?? [name]).map(privilegeNamed)

export const isOfSchema = (name: PrivilegeName): boolean => name.startsWith('SCHEMA')

/** What users without administration may grant on what is theirs. */
export const ownersGrant: ReadonlySet<PrivilegeName> = new Set<PrivilegeName>([
  ...actions.flatMap(action => [`TABLE_${action}`, `DB_${action}`] as const),
  'TABLE_WRITE',
  'DB_WRITE',
  'DBOBJ_DELETE',
  'DBOBJ_CREATE',
  'VIEW_EXEC',
])

const namesByCode = new Map<number, PrivilegeName>(
  Object.entries(accessCodes).map(([name, code]) => [code, name as PrivilegeName]),
)

/** A privilege by its code, or by its name in any case. @throws ScriptError */
export function privilegeOf(given: number | string): PrivilegeName {
  if (typeof given === 'number') {
    const name = namesByCode.get(given)
    if (name) return name
    throw new ScriptError(`There is no privilege with the access code ${given}.`)
  }
  const name = given.toUpperCase()
  if (name === 'CREATE_SHARED_VAR') return 'CREATE_SHARED_VARS'
  if (Object.hasOwn(accessCodes, name)) return name as PrivilegeName
  const near = nearest(given, Object.keys(accessCodes))
  throw new ScriptError(`There is no privilege ${given.slice(0, 60)}.`, {
    hint: near && `Did you mean ${near}?`,
  })
}
