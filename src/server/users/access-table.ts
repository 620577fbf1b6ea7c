import type { PrivilegeName } from '../../runtime/access-codes.ts'
import { BOOL, DOUBLE, INT, STRING } from '../../values/data-type.ts'
import { Table } from '../../values/forms/table.ts'
import type { Raw } from '../../values/null.ts'
import { nullOf } from '../../values/null.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { type Directory, type Group, membersOf, rulesOf, SUPERUSER, type User } from './directory.ts'
import { permission, type Rule } from './rules.ts'

// The columns of getUserAccess and getGroupAccess, as DolphinDB's clients read them.

/** Privileges with a state for everything, by their columns. */
const states: readonly (readonly [column: string, action: string])[] = [
  ...(['READ', 'INSERT', 'UPDATE', 'DELETE'] as const).map(action => [`ACCESS_${action}`, action] as const),
  ...[
    'VIEW_EXEC',
    'SCRIPT_EXEC',
    'TEST_EXEC',
    'DBOBJ_CREATE',
    'DBOBJ_DELETE',
    'DB_MANAGE',
    'DB_OWNER',
    'VIEW_OWNER',
    'COMPUTE_GROUP_EXEC',
    'CREATE_SHARED_VARS',
    'MCP_MANAGE',
    'MCP_DEVELOP',
    'MCP_EXEC',
    'ORCA_MANAGE',
    'ORCA_GRAPH_CONTROL',
    'ORCA_GRAPH_CREATE',
    'ORCA_GRAPH_DROP',
    'ORCA_TABLE_READ',
    'ORCA_TABLE_WRITE',
    'ORCA_TABLE_CREATE',
    'ORCA_TABLE_DROP',
    'ORCA_ENGINE_MANAGE',
  ].map(name => [name, name] as const),
]

/** Privileges with lists of the objects that they are allowed and denied on. */
const listed: readonly PrivilegeName[] = [
  'TABLE_READ',
  'TABLE_INSERT',
  'TABLE_UPDATE',
  'TABLE_DELETE',
  'DB_READ',
  'DB_INSERT',
  'DB_UPDATE',
  'DB_DELETE',
  'VIEW_EXEC',
  'DBOBJ_CREATE',
  'DBOBJ_DELETE',
  'DB_OWNER',
  'DB_MANAGE',
  'CATALOG_MANAGE',
  'CATALOG_READ',
  'CATALOG_INSERT',
  'CATALOG_UPDATE',
  'CATALOG_DELETE',
  'COMPUTE_GROUP_EXEC',
  'TABLE_SENSITIVE_VIEW',
  'DB_SENSITIVE_VIEW',
  'MCP_EXEC',
  'ORCA_GRAPH_CONTROL',
  'ORCA_GRAPH_CREATE',
  'ORCA_GRAPH_DROP',
  'ORCA_TABLE_READ',
  'ORCA_TABLE_WRITE',
  'ORCA_TABLE_CREATE',
  'ORCA_TABLE_DROP',
  'ORCA_ENGINE_MANAGE',
]

const texts = (values: readonly string[]) => vectorOfRaws(STRING, [...values])

/** A row for each user: what he was given himself, or with `final` what holds with his groups' privileges. */
export function userAccessTable(directory: Directory, names: readonly string[], final: boolean): Table {
  const users = names.map(name => directory.users.get(name)!)
  const rules = users.map(user => (final ? rulesOf(directory, user.name) : user.rules))
  const column = (of: (user: User) => Raw, type = STRING): Vector => vectorOfRaws(type, users.map(of))
  const limit = (name: PrivilegeName, type = DOUBLE) =>
    column(user => user.limits[name] ?? (type === INT ? -1 : nullOf(type)), type)
  return new Table(
    ...withNames([
      ['userId', column(user => user.name)],
      ['groups', column(user => user.groups.join(','))],
      ['isAdmin', column(user => Number(user.isAdmin), BOOL)],
      ...stateColumns(
        users.map(user => user.name),
        rules,
      ),
      ['MAX_JOB_PRIORITY', column(user => user.maxPriority, INT)],
      ['MAX_PARALLELISM', column(user => user.maxParallelism, INT)],
      ['QUERY_RESULT_MEM_LIMIT', limit('QUERY_RESULT_MEM_LIMIT')],
      ['TASK_GROUP_MEM_LIMIT', limit('TASK_GROUP_MEM_LIMIT')],
      ['MAX_PARTITION_NUM_PER_QUERY', limit('MAX_PARTITION_NUM_PER_QUERY', INT)],
      ...listColumns(rules),
    ]),
  )
}

/** A row for each group. */
export function groupAccessTable(directory: Directory, names: readonly string[]): Table {
  const groups: Group[] = names.map(name => directory.groups.get(name)!)
  const rules = groups.map(group => group.rules)
  return new Table(
    ...withNames([
      ['groupName', texts(names)],
      ['users', texts(names.map(name => membersOf(directory, name).join(',')))],
      ...stateColumns(names, rules),
      ...listColumns(rules),
    ]),
  )
}

type NamedColumn = readonly [name: string, column: Vector]

const withNames = (columns: readonly NamedColumn[]): [string[], Vector[]] => [
  columns.map(([name]) => name),
  columns.map(([, column]) => column),
]

function stateColumns(names: readonly string[], rules: readonly (readonly Rule[])[]): NamedColumn[] {
  return states.map(([column, action]) => [
    column,
    texts(rules.map((own, i) => (names[i] === SUPERUSER ? 'allow' : permission(own, action, ['*'])))),
  ])
}

function listColumns(rules: readonly (readonly Rule[])[]): NamedColumn[] {
  const list = (name: PrivilegeName, effect: 'allow' | 'deny') =>
    texts(
      rules.map(own =>
        own
          .filter(rule => rule.privilege === name && rule.effect === effect && rule.object !== '*')
          .map(rule => rule.object)
          .join(','),
      ),
    )
  return listed.flatMap((name): NamedColumn[] => {
    const allowed: NamedColumn = [`${name}_allowed`, list(name, 'allow')]
    // Nobody is denied the databases he might make by the beginnings of their names.
    return name === 'DB_OWNER' ? [allowed] : [allowed, [`${name}_denied`, list(name, 'deny')]]
  })
}
