import type { Random } from '../../host/random.ts'
import type { RecordStore } from '../record-store.ts'
import { type Directory, emptyDirectory, type Group, SUPERUSER, type User } from './directory.ts'
import { changed, changesOf, type DirectoryCommand } from './directory-command.ts'
import type { DirectoryStore } from './directory-store.ts'
import { credentialsOf } from './password.ts'

// What everybody knows from DolphinDB's documentation.
const KNOWN_PASSWORD = '123456'

/** The directory of a single node, kept over restarts. Commands take effect one after the other. */
export class OwnDirectory implements DirectoryStore {
  readonly isKnown = true
  readonly #records: RecordStore
  readonly secret: Uint8Array
  #directory: Directory
  #last: Promise<void> = Promise.resolve()

  private constructor(records: RecordStore, secret: Uint8Array, directory: Directory) {
    this.#records = records
    this.secret = secret
    this.#directory = directory
  }

  /** What is kept; at the first start there is the super administrator, with that password or the known one. */
  static async open(
    records: RecordStore,
    random: Random,
    firstPassword: string | null,
    now: number,
  ): Promise<OwnDirectory> {
    const users = records.all<User>('user')
    const groups = records.all<Group>('group')
    const kept = records.all<string>('secret').get('tickets')
    const secret = kept === undefined ? random.bytes(32) : Buffer.from(kept, 'base64')
    if (kept === undefined) {
      const record = Buffer.from(secret).toString('base64')
      await records.commit([{ kind: 'secret', name: 'tickets', record }])
    }
    const directory = users.size === 0 && groups.size === 0 ? emptyDirectory : { users, groups }
    const store = new OwnDirectory(records, secret, directory)
    if (!users.has(SUPERUSER)) await store.propose(await firstAdmin(random, firstPassword, now))
    return store
  }

  get directory(): Directory {
    return this.#directory
  }

  async refresh(): Promise<void> {}

  propose(command: DirectoryCommand): Promise<void> {
    const done = this.#last.then(async () => {
      const changes = changesOf(this.#directory, command)
      if (changes.length === 0) return
      await this.#records.commit(changes)
      this.#directory = changed(this.#directory, changes)
    })
    this.#last = done.catch(() => {})
    return done
  }
}

/** What makes the super administrator, with that password or the known one. */
export async function firstAdmin(
  random: Random,
  firstPassword: string | null,
  now: number,
): Promise<Extract<DirectoryCommand, { is: 'create user' }>> {
  const password = firstPassword ?? KNOWN_PASSWORD
  return {
    is: 'create user',
    name: SUPERUSER,
    isAdmin: true,
    groups: [],
    credentials: await credentialsOf(password, random),
    authMode: 'sha256',
    passwordKnown: isKnown(SUPERUSER, password),
    at: now,
  }
}

/** Whether that is a password which everybody knows. */
export const isKnown = (user: string, password: string): boolean =>
  user === SUPERUSER && password === KNOWN_PASSWORD
