import { PeerError } from '../../src/cluster/peers.ts'
import { ScriptError } from '../../src/runtime/script-error.ts'
import type { AccountNews, AccountRequest } from '../../src/server/accounts/account-message.ts'
import type { User } from '../../src/server/users/directory.ts'
import type { DirectoryCommand } from '../../src/server/users/directory-command.ts'
import type { DataProcess, SimCluster } from './cluster.ts'
import { History, type Model } from './history.ts'
import { created, dropped, fromText, toText } from './models.ts'
import { SimRandom } from './random.ts'

const NAMES = ['mary', 'paul']
const ALLOWED = 'allowed'
const NOTHING_KNOWN = { era: '', revision: 0 }
const PATIENCE = 10_000

/** Somebody who makes and deletes users, allows them something or not, and asks who there is, on whichever node. */
export class AccountClient {
  readonly #cluster: SimCluster
  readonly #random: SimRandom
  readonly #wrong: (error: Error) => void
  readonly #history: History
  #stopped = false

  constructor(cluster: SimCluster, outcomes: Map<string, number>, wrong: (error: Error) => void) {
    this.#cluster = cluster
    this.#random = new SimRandom(cluster.world.random.below(2 ** 32))
    this.#wrong = wrong
    this.#history = new History('users', cluster.timeline, outcomes)
  }

  stop(): void {
    this.#stopped = true
  }

  begin(pause: number): void {
    this.#cluster.timeline.after(this.#random.next() * 2 * pause, () => {
      if (this.#stopped) return
      this.#operate()
        .catch(this.#wrong)
        .finally(() => this.begin(pause))
    })
  }

  /** @throws Error when what it was told can't be */
  check(): void {
    this.#history.check()
  }

  async #operate(): Promise<void> {
    const aliases = [...this.#cluster.nodes.keys()]
    const alias = aliases[this.#random.below(aliases.length)]
    if (alias === undefined) return
    const process = this.#cluster.nodes.get(alias)!
    const name = NAMES[this.#random.below(NAMES.length)]!
    const dice = this.#random.below(10)
    if (dice < 3) await this.#history.look('look', shownUsers(process))
    else if (dice < 6) await this.#change(process, `create ${name}`, newUser(name), created(name))
    else if (dice < 8)
      await this.#change(process, `delete ${name}`, { is: 'delete user', name }, dropped(name))
    else {
      const effect = dice === 8 ? 'allow' : null
      await this.#change(process, `${effect ?? 'revoke'} ${name}`, rule(name, effect), allowed(name, effect))
    }
  }

  #change(process: DataProcess, text: string, command: DirectoryCommand, model: Model): Promise<void> {
    return this.#history.change(text, refusalOf(process.accounts.propose(command)), model)
  }
}

/** Users but the first one, and whether they are allowed something, as a state of a History. */
export function usersText(users: Iterable<User>): string {
  const others = [...users].filter(({ name }) => NAMES.includes(name))
  return toText(
    Object.fromEntries(others.map(({ name, rules }) => [name, rules.length > 0 ? [ALLOWED] : []])),
  )
}

// As the leader knows them.
async function shownUsers({ controllers }: DataProcess): Promise<string> {
  const request: AccountRequest = { is: 'refresh', known: NOTHING_KNOWN }
  return usersIn((await controllers.ask('accounts', request, PATIENCE)) as AccountNews)
}

/** The same, of news that tell everything. */
export const usersIn = ({ changes }: AccountNews): string =>
  usersText(changes.flatMap(({ kind, record }) => (kind === 'user' && record ? [record] : [])))

// Null when it is done, else a word for why not.
async function refusalOf(work: Promise<void>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    if (!(error instanceof ScriptError) || error.cause instanceof PeerError) throw error
    return error.message.includes('already exists') ? 'exists' : 'missing'
  }
}

/** Makes a user whose password nobody knows. */
export const newUser = (name: string) =>
  ({
    is: 'create user',
    name,
    isAdmin: false,
    groups: [],
    credentials: { salt: '', iterations: 1, storedKey: '', serverKey: '' },
    authMode: 'sha256',
    passwordKnown: false,
    at: 0,
  }) as const

const rule = (holder: string, effect: 'allow' | null) =>
  ({ is: 'rule', holder, privilege: 'SCRIPT_EXEC', objects: ['*'], effect }) as const

const allowed =
  (name: string, effect: 'allow' | null): Model =>
  state => {
    const things = fromText(state)
    if (!things[name]) return { refused: 'missing' }
    return { state: toText({ ...things, [name]: effect ? [ALLOWED] : [] }) }
  }
