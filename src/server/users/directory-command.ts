import type { PrivilegeName } from '../../runtime/access-codes.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type AuthMode, type Directory, type Group, GUEST, SUPERUSER, type User } from './directory.ts'
import type { Credentials } from './password.ts'
import { partsOf } from './privileges.ts'
import { forgetting, withoutAction, withoutRule, withRule } from './rules.ts'

/** What changes the directory. Everything that isn't a function of the directory (hashes, moments) is in the command. */
export type DirectoryCommand =
  | {
      readonly is: 'create user'
      readonly name: string
      readonly isAdmin: boolean
      readonly groups: readonly string[]
      readonly credentials: Credentials
      readonly authMode: AuthMode
      readonly passwordKnown: boolean
      readonly at: number
    }
  | { readonly is: 'delete user'; readonly name: string }
  | { readonly is: 'lock user'; readonly name: string; readonly locked: boolean }
  | {
      readonly is: 'set password'
      readonly name: string
      readonly credentials: Credentials
      readonly passwordKnown: boolean
      readonly at: number
    }
  | {
      readonly is: 'limit jobs'
      readonly name: string
      readonly priority?: number
      readonly parallelism?: number
    }
  | { readonly is: 'create group'; readonly name: string; readonly users: readonly string[] }
  | { readonly is: 'delete group'; readonly name: string }
  | {
      readonly is: 'add members' | 'remove members'
      readonly users: readonly string[]
      readonly groups: readonly string[]
    }
  | {
      readonly is: 'rule'
      readonly holder: string
      readonly privilege: PrivilegeName
      readonly objects: readonly string[]
      /** Databases that lie in the objects, if these are catalogs: what was said of them is void, too. */
      readonly held?: readonly string[]
      /** Null: nothing is said any more. */
      readonly effect: 'allow' | 'deny' | null
    }
  | {
      readonly is: 'limit'
      readonly holder: string
      readonly limit: PrivilegeName
      readonly value: number | null
    }
  /** A database, table or catalog is gone, and so are privileges on it. */
  | { readonly is: 'forget object'; readonly object: string }

/** A record as it is from now on; null: it is gone. */
export type DirectoryChange =
  | { readonly kind: 'user'; readonly name: string; readonly record: User | null }
  | { readonly kind: 'group'; readonly name: string; readonly record: Group | null }

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,29}$/
const shown = (name: string) => (name.length > 40 ? `${name.slice(0, 40)}…` : name)

/** What a command changes. Deterministic, and changes nothing itself. @throws ScriptError when it makes no sense. */
export function changesOf(directory: Directory, command: DirectoryCommand): DirectoryChange[] {
  switch (command.is) {
    case 'create user':
      return [createUser(directory, command)]
    case 'delete user':
      userNamed(directory, command.name)
      if (command.name === SUPERUSER) throw new ScriptError(`The super administrator can't be deleted.`)
      return [{ kind: 'user', name: command.name, record: null }]
    case 'lock user':
      if (command.name === SUPERUSER) throw new ScriptError(`The super administrator can't be locked.`)
      return [changeUser(directory, command.name, { locked: command.locked })]
    case 'set password': {
      const { credentials, passwordKnown, at } = command
      return [changeUser(directory, command.name, { credentials, passwordKnown, passwordSet: at })]
    }
    case 'limit jobs': {
      const user = userNamed(directory, command.name)
      const { priority = user.maxPriority, parallelism = user.maxParallelism } = command
      return [changeUser(directory, command.name, { maxPriority: priority, maxParallelism: parallelism })]
    }
    case 'create group':
      return createGroup(directory, command.name, command.users)
    case 'delete group':
      return deleteGroup(directory, command.name)
    case 'add members':
    case 'remove members':
      return changeMembers(directory, command)
    case 'rule':
      return [changeRules(directory, command)]
    case 'limit':
      return [changeLimit(directory, command)]
    case 'forget object':
      return forgetObject(directory, command.object)
  }
}

/** The directory with changes made. */
export function changed(directory: Directory, changes: readonly DirectoryChange[]): Directory {
  const users = new Map(directory.users)
  const groups = new Map(directory.groups)
  for (const { kind, name, record } of changes) {
    const map = (kind === 'user' ? users : groups) as Map<string, User | Group>
    if (record === null) map.delete(name)
    else map.set(name, record)
  }
  return { users, groups }
}

function userNamed(directory: Directory, name: string): User {
  const user = directory.users.get(name)
  if (user) return user
  throw new ScriptError(`The user [${shown(name)}] does not exist.`)
}

function groupNamed(directory: Directory, name: string): Group {
  const group = directory.groups.get(name)
  if (group) return group
  throw new ScriptError(`The group [${shown(name)}] does not exist.`)
}

function checkNewName(directory: Directory, name: string): void {
  if (!NAME.test(name)) {
    throw new ScriptError(
      `The name [${shown(name)}] of a user or group may have letters, digits and underscores only, must begin with a letter and be at most 30 characters long.`,
    )
  }
  if (directory.users.has(name) || name === GUEST) throw new ScriptError(`The user [${name}] already exists.`)
  if (directory.groups.has(name)) throw new ScriptError(`The group [${name}] already exists.`)
}

type Command<Is extends DirectoryCommand['is']> = Extract<DirectoryCommand, { is: Is }>

function createUser(directory: Directory, command: Command<'create user'>): DirectoryChange {
  const { name, isAdmin, credentials, authMode, passwordKnown, at } = command
  checkNewName(directory, name)
  for (const group of command.groups) groupNamed(directory, group)
  const record: User = {
    name,
    isAdmin,
    groups: [...new Set(command.groups)],
    credentials,
    authMode,
    passwordSet: at,
    passwordKnown,
    locked: false,
    maxPriority: isAdmin ? 8 : 4,
    maxParallelism: isAdmin ? 64 : 2,
    rules: [],
    limits: {},
  }
  return { kind: 'user', name, record }
}

function changeUser(directory: Directory, name: string, change: Partial<User>): DirectoryChange {
  return { kind: 'user', name, record: { ...userNamed(directory, name), ...change } }
}

function createGroup(directory: Directory, name: string, users: readonly string[]): DirectoryChange[] {
  checkNewName(directory, name)
  const members = users.map(user => {
    const { groups } = userNamed(directory, user)
    return changeUser(directory, user, { groups: [...groups, name] })
  })
  return [{ kind: 'group', name, record: { name, rules: [], limits: {} } }, ...members]
}

function deleteGroup(directory: Directory, name: string): DirectoryChange[] {
  groupNamed(directory, name)
  const members = [...directory.users.values()].filter(user => user.groups.includes(name))
  return [
    { kind: 'group', name, record: null },
    ...members.map(user =>
      changeUser(directory, user.name, { groups: user.groups.filter(group => group !== name) }),
    ),
  ]
}

function changeMembers(
  directory: Directory,
  { is, users, groups }: Command<'add members' | 'remove members'>,
): DirectoryChange[] {
  if (users.length > 1 && groups.length > 1) {
    throw new ScriptError('Either one user and several groups, or several users and one group are expected.')
  }
  for (const group of groups) groupNamed(directory, group)
  return [...new Set(users)].map(name => {
    const user = userNamed(directory, name)
    const others = user.groups.filter(group => !groups.includes(group))
    return changeUser(directory, name, { groups: is === 'add members' ? [...others, ...groups] : others })
  })
}

// Users and groups share their names.
function holderNamed(directory: Directory, name: string): DirectoryChange & { record: User | Group } {
  if (name === SUPERUSER) throw new ScriptError(`The privileges of the super administrator can't be changed.`)
  const user = directory.users.get(name)
  if (user) return { kind: 'user', name, record: user }
  const group = directory.groups.get(name)
  if (group) return { kind: 'group', name, record: group }
  throw new ScriptError(`There is no user or group [${shown(name)}].`)
}

function changeRules(directory: Directory, command: Command<'rule'>): DirectoryChange {
  const { effect, objects, privilege, held = [] } = command
  const holder = holderNamed(directory, command.holder)
  let { rules } = holder.record
  for (const part of partsOf(privilege)) {
    for (const database of held) rules = withoutAction(rules, part, database)
    for (const object of objects) {
      rules = effect === null ? withoutRule(rules, part, object) : withRule(rules, part, object, effect)
    }
  }
  return { ...holder, record: { ...holder.record, rules } } as DirectoryChange
}

function changeLimit(
  directory: Directory,
  { holder: name, limit, value }: Command<'limit'>,
): DirectoryChange {
  const holder = holderNamed(directory, name)
  if (holder.kind === 'group' && limit !== 'MAX_PARTITION_NUM_PER_QUERY') {
    throw new ScriptError(`${limit} is for users, and ${name} is a group.`)
  }
  const { [limit]: _before, ...limits } = holder.record.limits
  const record = { ...holder.record, limits: value === null ? limits : { ...limits, [limit]: value } }
  return { ...holder, record } as DirectoryChange
}

function forgetObject(directory: Directory, object: string): DirectoryChange[] {
  const changes: DirectoryChange[] = []
  const holders = [
    ...[...directory.users.values()].map(record => ({ kind: 'user' as const, record })),
    ...[...directory.groups.values()].map(record => ({ kind: 'group' as const, record })),
  ]
  for (const { kind, record } of holders) {
    const rules = forgetting(record.rules, object)
    if (rules.length < record.rules.length) {
      changes.push({ kind, name: record.name, record: { ...record, rules } } as DirectoryChange)
    }
  }
  return changes
}
