import { PeerError } from '../../cluster/peers.ts'
import type { Host } from '../../host/host.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { ClusterView } from '../cluster-view.ts'
import type { RecordStore } from '../record-store.ts'
import type { Directory } from '../users/directory.ts'
import type { DirectoryCommand } from '../users/directory-command.ts'
import type { DirectoryStore } from '../users/directory-store.ts'
import type { View, ViewStore } from '../views/views.ts'
import {
  type AccountChange,
  type AccountCommand,
  type Accounts,
  changesBetween,
  noAccounts,
  TICKETS,
  withChanges,
} from './account-command.ts'
import type { AccountNews, AccountRequest, Known, ProposeReply } from './account-message.ts'

const PROPOSE_MILLISECONDS = 10_000
const REFRESH_MILLISECONDS = 1000
// Longer than a controller waits for changes.
const FOLLOW_MILLISECONDS = 15_000
const PAUSE = 200

const KINDS = ['user', 'group', 'view', 'secret'] as const
/** Who is asked. */
type Controllers = Pick<ClusterView, 'askLeader' | 'askAny'>

const NOTHING_KNOWN: Known = { era: '', revision: 0 }

function accountsIn(records: RecordStore): Accounts {
  const changes = KINDS.flatMap(kind =>
    [...records.all(kind)].map(([name, record]) => ({ kind, name, record }) as AccountChange),
  )
  return withChanges(noAccounts, changes)
}

/**
 * This node's copy of the cluster's users, groups and views: kept on its disk, and brought up to date as the controllers change
 * them. It serves while no controller leads; changes need the leader.
 */
export class AccountsCopy implements DirectoryStore, ViewStore {
  readonly #host: Host
  readonly #view: Controllers
  readonly #records: RecordStore
  #accounts: Accounts
  #known: Known
  #onDisk: Accounts
  #saving: Promise<void> = Promise.resolve()
  #closed = false
  readonly #listeners = new Set<() => void>()

  static async open(host: Host, view: Controllers, records: RecordStore): Promise<AccountsCopy> {
    const copy = new AccountsCopy(host, view, records)
    void copy.#follow()
    return copy
  }

  private constructor(host: Host, view: Controllers, records: RecordStore) {
    this.#host = host
    this.#view = view
    this.#records = records
    const known = records.all<Known>('accounts').get('known')
    this.#known = known ?? NOTHING_KNOWN
    this.#onDisk = accountsIn(records)
    // What a single node has left here is not the cluster's.
    this.#accounts = known ? this.#onDisk : noAccounts
  }

  get directory(): Directory {
    return this.#accounts.directory
  }

  get views(): ReadonlyMap<string, View> {
    return this.#accounts.views
  }

  get secret(): Uint8Array {
    return Buffer.from(this.#accounts.secrets.get(TICKETS) ?? '', 'base64')
  }

  get isKnown(): boolean {
    return this.#known.era !== ''
  }

  subscribe(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Resolves when it holds in the cluster and is known here. @throws ScriptError as the command does, or when no controller leads */
  async propose(command: DirectoryCommand): Promise<void> {
    await this.#change(command)
  }

  add(views: readonly View[]): Promise<void> {
    return this.#change({ is: 'add views', views })
  }

  drop(names: readonly string[]): Promise<void> {
    return this.#change({ is: 'drop views', names })
  }

  async refresh(): Promise<void> {
    try {
      const request: AccountRequest = { is: 'refresh', known: this.#known }
      // A cluster that is starting has users soon.
      const patience = this.isKnown ? REFRESH_MILLISECONDS : PROPOSE_MILLISECONDS
      this.#take((await this.#ask(request, patience)) as AccountNews)
    } catch (error) {
      if (!(error instanceof PeerError)) throw error
    }
  }

  /** Stops following. */
  close(): void {
    this.#closed = true
  }

  /** Resolves when the disk has what was taken up. */
  async saved(): Promise<void> {
    await this.#saving
  }

  async #change(command: AccountCommand): Promise<void> {
    const id = Buffer.from(this.#host.random.bytes(12)).toString('base64')
    try {
      const request = { is: 'propose', id, command, known: this.#known } as const
      const reply = (await this.#ask(request, PROPOSE_MILLISECONDS)) as ProposeReply
      if (reply.is === 'refused') {
        const { message, refId, tag } = reply.refusal
        throw new ScriptError(message, { refId: refId ?? undefined, tag: tag ?? undefined })
      }
      this.#take(reply.news)
    } catch (error) {
      if (!(error instanceof PeerError)) throw error
      throw new ScriptError(`Users and function views can't be changed now: ${error.message}`, {
        cause: error,
      })
    }
  }

  #ask(request: AccountRequest, milliseconds: number): Promise<unknown> {
    return this.#view.askLeader('accounts', request, milliseconds)
  }

  async #follow(): Promise<void> {
    while (!this.#closed) {
      try {
        const request: AccountRequest = { is: 'follow', known: this.#known }
        const news = (await this.#view.askAny('accounts', request, FOLLOW_MILLISECONDS)) as AccountNews
        if (!this.#closed) this.#take(news)
      } catch (error) {
        if (!(error instanceof PeerError)) throw error
        await this.#host.clock.sleep(PAUSE)
      }
    }
  }

  // News may come twice, and late.
  #take(news: AccountNews): void {
    const { era, revision, all, changes } = news
    if (era === '' || (era === this.#known.era && revision <= this.#known.revision)) return
    this.#accounts = withChanges(all ? noAccounts : this.#accounts, changes)
    this.#known = { era, revision }
    this.#saving = this.#saving.then(() => this.#save())
    for (const listener of this.#listeners) listener()
  }

  // All that the disk lacks, not only the latest news: an earlier save may have failed, and whoever finds a revision there
  // never asks for what came before it.
  async #save(): Promise<void> {
    const accounts = this.#accounts
    const known = { kind: 'accounts', name: 'known', record: this.#known }
    try {
      await this.#records.commit([...changesBetween(this.#onDisk, accounts), known])
      this.#onDisk = accounts
    } catch (error) {
      this.#host.log.write(
        'warning',
        `The copy of users and views can't be kept: ${(error as Error).message}`,
      )
      this.#onDisk = accountsIn(this.#records)
    }
  }
}
