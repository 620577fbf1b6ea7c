import { createHmac } from 'node:crypto'
import type { Host } from '../../host/host.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type Directory, GUEST, type User } from './directory.ts'
import type { DirectoryStore } from './directory-store.ts'
import { DynamicKey } from './dynamic-key.ts'
import type { FailedLogins } from './failed-logins.ts'
import { credentialsOfNobody, isPassword } from './password.ts'
import { authMessage, serverSignature } from './scram.ts'
import { readTicket, signedTicket, type Ticket } from './tickets.ts'

export const WRONG_PASSWORD = 'The user name or password is incorrect.'

const TICKET_LASTS = 7 * 24 * 3600 * 1000
const PASS_LASTS = 30_000
const MOST_EXCHANGES = 1000

/** A SCRAM exchange that waits for the client's proof. */
interface Exchange {
  readonly user: string
  readonly clientNonce: string
}

/** All ways to log in. Every refusal for an unknown user or a wrong password is the same, and takes the same time. */
export class Authentication {
  readonly #store: DirectoryStore
  readonly #host: Host
  /** Null: wrong passwords don't lock anybody out. */
  readonly failures: FailedLogins | null
  readonly dynamicKey = new DynamicKey()
  readonly #exchanges = new Map<string, Exchange>()
  // Numbers of tickets that were good once, until they would expire.
  readonly #used = new Map<string, number>()
  readonly #alias: () => string
  // Right passwords of this run, by what a key of this run makes of them: a thousand connections needn't hash anew.
  readonly #proven = new Map<string, string>()
  readonly #proof: Uint8Array

  /** `alias` is the node's own. */
  constructor(store: DirectoryStore, host: Host, failures: FailedLogins | null, alias: () => string) {
    this.#store = store
    this.#alias = alias
    this.#host = host
    this.failures = failures
    this.#proof = host.random.bytes(32)
  }

  /** The user's name. `encrypted`: name and password are under the dynamic key. @throws ScriptError */
  async login(name: string, password: string, encrypted: boolean, ip: string): Promise<string> {
    if (!encrypted) return this.#login(name, password, ip)
    const user = await this.dynamicKey.decrypt(name)
    const secret = await this.dynamicKey.decrypt(password)
    return this.#login(user ?? '', secret ?? '', ip)
  }

  async #login(name: string, password: string, ip: string): Promise<string> {
    const before = this.#store.directory
    let { user, right } = await this.#checked(name, password, ip)
    // The user may be new, or the password, and this node not know it yet.
    if (!right && (await this.#isNewerThan(before)))
      ({ user, right } = await this.#checked(name, password, ip))
    if (!user || !right) {
      if (!this.#store.isKnown)
        throw new ScriptError('This node has not heard of any users yet: it waits for its controllers.')
      if (user) this.failures?.failed(name, ip)
      throw new ScriptError(WRONG_PASSWORD)
    }
    this.#proven.set(name, this.#proofOf(user, password))
    return this.#admitted(user, ip)
  }

  // Whether there are changes that this node didn't know then.
  async #isNewerThan(before: Directory): Promise<boolean> {
    await this.#store.refresh()
    return this.#store.directory !== before
  }

  async #checked(
    name: string,
    password: string,
    ip: string,
  ): Promise<{ user: User | undefined; right: boolean }> {
    const user = this.#store.directory.users.get(name)
    if (user) this.failures?.check(name, ip)
    const credentials = user?.credentials ?? credentialsOfNobody(this.#store.secret, name.slice(0, 100))
    const proven = user !== undefined && this.#isProven(user, password)
    return { user, right: proven || ((await isPassword(password, credentials)) && user !== undefined) }
  }

  #admitted(user: User, ip: string): string {
    if (user.locked) {
      throw new ScriptError(`The user [${user.name}] is locked. Contact an administrator.`)
    }
    this.failures?.succeeded(user.name, ip)
    return user.name
  }

  #isProven(user: User, password: string): boolean {
    return this.#proven.get(user.name) === this.#proofOf(user, password)
  }

  // Another salt, that is a changed password, makes another proof.
  #proofOf({ credentials }: User, password: string): string {
    return createHmac('sha256', this.#proof).update(`${credentials.salt}\n${password}`).digest('base64')
  }

  /** Whether that is the user's password. */
  async hasPassword(user: User, password: string): Promise<boolean> {
    return this.#isProven(user, password) || isPassword(password, user.credentials)
  }

  /** A ticket with which the user can log in without a password; `expires` in milliseconds since 1970. */
  ticketOf(name: string, expires: number | null): string {
    const { passwordSet } = this.#known(name)
    const now = Number(this.#host.clock.now())
    if (expires !== null && expires <= now) throw new ScriptError('The ticket would have expired already.')
    return signedTicket(this.#store.secret, {
      user: name,
      expires: expires ?? now + TICKET_LASTS,
      passwordSet,
    })
  }

  /** A ticket that is good once, on one node, and soon: it may be seen on its way. */
  passOf(name: string, node: string): string {
    const { passwordSet } = this.#known(name)
    const number = Buffer.from(this.#host.random.bytes(16)).toString('base64url')
    const expires = Number(this.#host.clock.now()) + PASS_LASTS
    return signedTicket(this.#store.secret, { user: name, expires, passwordSet, once: { node, number } })
  }

  #known(name: string): User {
    const user = this.#store.directory.users.get(name)
    if (!user) throw new ScriptError(name === GUEST ? 'Log in first.' : `The user [${name}] does not exist.`)
    return user
  }

  /** The name of the ticket's user. @throws ScriptError */
  async loginByTicket(text: string, ip: string): Promise<string> {
    const found = () => {
      const ticket = readTicket(this.#store.secret, text)
      const user = ticket && this.#store.directory.users.get(ticket.user)
      return { ticket, user, holds: user?.passwordSet === ticket?.passwordSet }
    }
    const before = this.#store.directory
    let { ticket, user, holds } = found()
    if ((!user || !holds) && (await this.#isNewerThan(before))) ({ ticket, user, holds } = found())
    if (!ticket) throw new ScriptError('The ticket is invalid.')
    if (!user || !holds || ticket.expires <= this.#host.clock.now())
      throw new ScriptError('The ticket has expired.')
    if (ticket.once) this.#use(ticket.once, ticket.expires)
    return this.#admitted(user, ip)
  }

  #use({ node, number }: NonNullable<Ticket['once']>, expires: number): void {
    if (node !== this.#alias()) throw new ScriptError(`The ticket is for the node ${node}.`)
    const now = Number(this.#host.clock.now())
    for (const [used, until] of this.#used) if (until <= now) this.#used.delete(used)
    if (this.#used.has(number)) throw new ScriptError('The ticket was used already.')
    this.#used.set(number, expires)
  }

  /** Salt, iterations and the combined nonce. Of a user who isn't there too: nobody is to learn who is. */
  async scramFirst(
    name: string,
    clientNonce: string,
  ): Promise<{ salt: string; iterations: number; nonce: string }> {
    await this.#store.refresh()
    const user = this.#store.directory.users.get(name)
    const { salt, iterations } =
      user?.credentials ?? credentialsOfNobody(this.#store.secret, name.slice(0, 100))
    if (clientNonce === '' || clientNonce.length > 200 || clientNonce.includes(',')) {
      throw new ScriptError('The client nonce is 16 random bytes in base64.')
    }
    const nonce = clientNonce + Buffer.from(this.#host.random.bytes(18)).toString('base64')
    if (this.#exchanges.size >= MOST_EXCHANGES) {
      this.#exchanges.delete(this.#exchanges.keys().next().value!)
    }
    this.#exchanges.set(nonce, { user: name, clientNonce })
    return { salt, iterations, nonce }
  }

  /** The user's name and the server's signature. @throws ScriptError when the proof is wrong, or was given before. */
  scramFinal(name: string, nonce: string, proof: string, ip: string): { user: string; signature: string } {
    const exchange = this.#exchanges.get(nonce)
    this.#exchanges.delete(nonce)
    const user = this.#store.directory.users.get(name)
    if (user) this.failures?.check(name, ip)
    const message =
      user && exchange?.user === name && authMessage(name, exchange.clientNonce, nonce, user.credentials)
    const signature = message ? serverSignature(user.credentials, message, proof) : null
    if (!user || signature === null) {
      if (user) this.failures?.failed(name, ip)
      throw new ScriptError(WRONG_PASSWORD)
    }
    return { user: this.#admitted(user, ip), signature }
  }
}
