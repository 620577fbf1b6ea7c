import type { Host } from '../../host/host.ts'
import { Access } from './access.ts'
import { Authentication } from './authentication.ts'
import { SUPERUSER } from './directory.ts'
import type { DirectoryStore } from './directory-store.ts'
import { FailedLogins } from './failed-logins.ts'
import type { SecuritySettings } from './security-settings.ts'

export interface UsersOptions {
  readonly store: () => Promise<DirectoryStore>
  readonly security: SecuritySettings
  /** The node's own. */
  readonly alias: () => string
}

/** The users of a node once their records are read. */
export interface OpenUsers {
  readonly store: DirectoryStore
  readonly authentication: Authentication
  readonly access: Access
}

/** The users of a node; their records are read when somebody is first asked about. */
export class Users {
  readonly #host: Host
  readonly #options: UsersOptions
  #opened: Promise<OpenUsers> | null = null

  constructor(host: Host, options: UsersOptions) {
    this.#host = host
    this.#options = options
  }

  get security(): SecuritySettings {
    return this.#options.security
  }

  /** @throws ScriptError when another process has the records. */
  open(): Promise<OpenUsers> {
    return (this.#opened ??= this.#open().catch(error => {
      this.#opened = null
      throw error
    }))
  }

  async #open(): Promise<OpenUsers> {
    const { security, alias } = this.#options
    const { clock, log } = this.#host
    const store = await this.#options.store()
    const { lockout } = security
    const failures = lockout && new FailedLogins(clock, lockout.attempts, lockout.minutes)
    if (store.directory.users.get(SUPERUSER)?.passwordKnown) {
      log.write(
        'warning',
        'The user admin has the password from the documentation, which everybody knows: change it with changePwd.',
      )
    }
    return {
      store,
      authentication: new Authentication(store, this.#host, failures, alias),
      access: new Access(() => store.directory),
    }
  }
}
