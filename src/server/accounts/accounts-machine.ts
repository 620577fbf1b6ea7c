import type { StateMachine } from '../../cluster/consensus/consensus.ts'
import { pack, unpack } from '../../cluster/link/packing.ts'
import type { KeyValueChange, KeyValueStore } from '../../host/kv.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import {
  type AccountChange,
  type AccountCommand,
  type Accounts,
  accountChanges,
  allRecords,
  noAccounts,
  TICKETS,
  withChanges,
} from './account-command.ts'
import type { AccountNews, Known, Refusal } from './account-message.ts'

/** A command and its number, as it stands in the log. */
export interface AccountEntry {
  readonly id: string
  readonly command: AccountCommand
}

type Outcome = readonly [id: string, refusal: Refusal | null]

const RECORDS = 'state/accounts/'
const RECORDS_END = 'state/accounts0'
const STATE = 'state/accounts-state'

const RECENT = 1000
const REPLIES = 200

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Users, groups, privileges and function views as the controllers agree on them. A replicated machine. */
export class AccountsMachine implements StateMachine {
  #accounts: Accounts = noAccounts
  #revision = 0
  /** What came of the last commands, by their number: null or why not. */
  #replies: Outcome[] = []
  #recent: { readonly revision: number; readonly changes: readonly AccountChange[] }[] = []
  #unsaved: AccountChange[] = []
  #touched = false
  readonly #listeners = new Set<() => void>()

  get founded(): boolean {
    return this.#accounts.secrets.has(TICKETS)
  }

  get revision(): number {
    return this.#revision
  }

  /** Calls after every change, until what it gives is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The reply is null, or why the command is refused. */
  apply(bytes: Uint8Array): Uint8Array {
    const { id, command } = unpack(bytes) as AccountEntry
    const before = this.#replies.find(([known]) => known === id)
    if (before) return pack(before[1])
    const refusal = this.#refusalOf(command)
    this.#replies.push([id, refusal])
    if (this.#replies.length > REPLIES) this.#replies.shift()
    this.#touched = true
    for (const listener of [...this.#listeners]) listener()
    return pack(refusal)
  }

  changes(): KeyValueChange[] {
    if (!this.#touched) return []
    const records = this.#unsaved.map(({ kind, name, record }) => ({
      key: `${RECORDS}${kind}/${encodeURIComponent(name)}`,
      value: record === null ? undefined : encoder.encode(JSON.stringify(record)),
    }))
    this.#unsaved = []
    this.#touched = false
    return [...records, { key: STATE, value: pack([this.#revision, this.#replies]) }]
  }

  load(kv: KeyValueStore): void {
    const changes = [...kv.range(RECORDS, RECORDS_END)].map(({ key, value }) => {
      const [kind, name] = key.slice(RECORDS.length).split('/')
      return {
        kind,
        name: decodeURIComponent(name!),
        record: JSON.parse(decoder.decode(value)),
      } as AccountChange
    })
    this.#accounts = withChanges(noAccounts, changes)
    const state = kv.get(STATE)
    const [revision, replies] = state ? (unpack(state) as [number, Outcome[]]) : [0, []]
    this.#revision = revision
    this.#replies = replies
    this.#recent = []
    this.#unsaved = []
    this.#touched = false
    for (const listener of [...this.#listeners]) listener()
  }

  /** What has changed since. */
  news({ era, revision }: Known): AccountNews {
    const own = { era: this.#accounts.secrets.get('era') ?? '', revision: this.#revision }
    const first = this.#recent[0]?.revision ?? Number.POSITIVE_INFINITY
    if (era === own.era && revision <= own.revision && revision >= Math.min(first - 1, own.revision)) {
      const changes = this.#recent.filter(each => each.revision > revision).flatMap(each => each.changes)
      return { ...own, all: false, changes }
    }
    return { ...own, all: true, changes: allRecords(this.#accounts) }
  }

  #refusalOf(command: AccountCommand): Refusal | null {
    let changes: AccountChange[]
    try {
      changes = accountChanges(this.#accounts, command)
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error
      return { message: error.message, refId: error.refId ?? null, tag: error.tag ?? null }
    }
    if (changes.length === 0) return null
    this.#accounts = withChanges(this.#accounts, changes)
    this.#revision++
    this.#recent.push({ revision: this.#revision, changes })
    if (this.#recent.length > RECENT) this.#recent.shift()
    this.#unsaved.push(...changes)
    return null
  }
}
