import type { PrivilegeName } from '../../runtime/access-codes.ts'
import type { Credentials } from './password.ts'
import type { Rule } from './rules.ts'

/** What users and groups have in common. */
export interface Holder {
  readonly name: string
  readonly rules: readonly Rule[]
  /** Numbers that bound what queries may take. */
  readonly limits: Partial<Readonly<Record<PrivilegeName, number>>>
}

export type AuthMode = 'sha256' | 'scram'

export interface User extends Holder {
  readonly isAdmin: boolean
  readonly groups: readonly string[]
  readonly credentials: Credentials
  readonly authMode: AuthMode
  /** When the password was set, in milliseconds since 1970. Tickets given before are void. */
  readonly passwordSet: number
  /** The password is the one that everybody knows from the documentation. */
  readonly passwordKnown: boolean
  /** An administrator has locked the user out. */
  readonly locked: boolean
  readonly maxPriority: number
  readonly maxParallelism: number
}

export type Group = Holder

/** Users and groups by name. Immutable: a command makes changes, and those another directory. */
export interface Directory {
  readonly users: ReadonlyMap<string, User>
  readonly groups: ReadonlyMap<string, Group>
}

/** The user who is always there, may do everything, and can't be deleted or restricted. */
export const SUPERUSER = 'admin'

/** Who hasn't logged in. */
export const GUEST = 'guest'

export const emptyDirectory: Directory = { users: new Map(), groups: new Map() }

/** The rules that hold for a user: his own and those of his groups. None for who isn't there. */
export function rulesOf(directory: Directory, name: string): Rule[] {
  const user = directory.users.get(name)
  if (!user) return []
  return [user, ...user.groups.map(group => directory.groups.get(group)!)].flatMap(holder => holder.rules)
}

export const membersOf = (directory: Directory, group: string): string[] =>
  [...directory.users.values()].filter(user => user.groups.includes(group)).map(user => user.name)
