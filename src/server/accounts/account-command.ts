import { ScriptError } from '../../runtime/script-error.ts'
import { type Directory, emptyDirectory, type Group, type User } from '../users/directory.ts'
import { changed, changesOf, type DirectoryCommand } from '../users/directory-command.ts'
import type { View } from '../views/views.ts'

export type FirstAdmin = Extract<DirectoryCommand, { is: 'create user' }>

/** What changes users, groups, their privileges, and function views. */
export type AccountCommand =
  | DirectoryCommand
  | { readonly is: 'add views'; readonly views: readonly View[] }
  | { readonly is: 'drop views'; readonly names: readonly string[] }
  /** The super administrator, and what signs tickets; nothing happens where there are accounts. `era` is another one for each cluster. */
  | {
      readonly is: 'found'
      readonly era: string
      readonly secret: string
      readonly admin: FirstAdmin
    }

/** A record as it is from now on; null: it is gone. Secrets are bytes in base64. */
export type AccountChange =
  | { readonly kind: 'user'; readonly name: string; readonly record: User | null }
  | { readonly kind: 'group'; readonly name: string; readonly record: Group | null }
  | { readonly kind: 'view'; readonly name: string; readonly record: View | null }
  | { readonly kind: 'secret'; readonly name: string; readonly record: string | null }

/** Everything that is replicated of them. Immutable. */
export interface Accounts {
  readonly directory: Directory
  readonly views: ReadonlyMap<string, View>
  readonly secrets: ReadonlyMap<string, string>
}

export const noAccounts: Accounts = { directory: emptyDirectory, views: new Map(), secrets: new Map() }

/** What signs tickets. */
export const TICKETS = 'tickets'

const LONGEST_NAME = 100

/** What a command changes. Deterministic. @throws ScriptError when it makes no sense */
export function accountChanges(accounts: Accounts, command: AccountCommand): AccountChange[] {
  switch (command.is) {
    case 'found':
      if (accounts.secrets.has(TICKETS)) return []
      return [
        { kind: 'secret', name: TICKETS, record: command.secret },
        { kind: 'secret', name: 'era', record: command.era },
        ...changesOf(emptyDirectory, command.admin),
      ]
    case 'add views': {
      for (const { name } of command.views) {
        if (accounts.views.has(name)) throw new ScriptError(`The function view [${name}] already exists.`)
        if (name.length > LONGEST_NAME)
          throw new ScriptError(`The name of a function view has at most ${LONGEST_NAME} characters.`)
      }
      return command.views.map(view => ({ kind: 'view', name: view.name, record: view }))
    }
    case 'drop views':
      return command.names.map(name => ({ kind: 'view', name, record: null }))
    default:
      return changesOf(accounts.directory, command)
  }
}

/** The accounts with changes made. */
export function withChanges(accounts: Accounts, changes: readonly AccountChange[]): Accounts {
  const views = new Map(accounts.views)
  const secrets = new Map(accounts.secrets)
  const people: Parameters<typeof changed>[1][number][] = []
  for (const change of changes) {
    if (change.kind === 'view') put(views, change.name, change.record)
    else if (change.kind === 'secret') put(secrets, change.name, change.record)
    else people.push(change)
  }
  return { directory: changed(accounts.directory, people), views, secrets }
}

function put<T>(map: Map<string, T>, name: string, record: T | null): void {
  if (record === null) map.delete(name)
  else map.set(name, record)
}

/** All records, as changes that make them. */
export function allRecords({ directory, views, secrets }: Accounts): AccountChange[] {
  return [
    ...[...secrets].map(([name, record]) => ({ kind: 'secret' as const, name, record })),
    ...[...directory.groups].map(([name, record]) => ({ kind: 'group' as const, name, record })),
    ...[...directory.users].map(([name, record]) => ({ kind: 'user' as const, name, record })),
    ...[...views].map(([name, record]) => ({ kind: 'view' as const, name, record })),
  ]
}

/** What makes `after` of `before`: records that are new or others, and those that are gone. */
export function changesBetween(before: Accounts, after: Accounts): AccountChange[] {
  const key = ({ kind, name }: AccountChange) => `${kind}/${name}`
  const left = new Map(allRecords(before).map(change => [key(change), change]))
  const made = allRecords(after).filter(change => {
    const was = left.get(key(change))
    left.delete(key(change))
    return was?.record !== change.record
  })
  return [...made, ...[...left.values()].map(change => ({ ...change, record: null }))]
}
