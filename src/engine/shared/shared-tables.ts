import { ScriptError } from '../../runtime/script-error.ts'
import type { SharedVariables } from '../../runtime/shared-variables.ts'
import { Table, type TableSharing } from '../../values/forms/table.ts'
import { retain } from '../../values/ownership.ts'
import type { Value } from '../../values/value.ts'
import { columnOfShared, forgetSymbols, sharedColumn } from '../../values/vectors/shared-column.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Bridge } from '../bridge/bridge.ts'
import { DIRECTORY, type Listed, lockOf, type SharedContent, versionOf } from './shared-board.ts'
import { withheldColumns } from './withheld-columns.ts'

/** One shared table as this worker knows it. */
interface Entry {
  readonly name: string
  readonly slot: number
  owner: string
  /** Sessions must be allowed to use it. */
  guarded: boolean
  /** Made when it is first asked for. */
  table: Table | null
  version: number
  /** How it was before the change that is going on, else null. */
  before: { readonly names: string[]; readonly columns: Vector[] } | null
  /** Changed in a transaction, so that lock and change last to its end. */
  held: boolean
}

/** The name of a table that is lent: no script can share one under such a name. */
const isLent = (name: string): boolean => name.startsWith(' ')

/** What a user may do with a guarded table: use it in all ways, or change it unseen. */
type Granted = 'use' | 'change'

// A worker that waits for one table while it has another might wait for itself.
const LONGEST_WAIT_WITH_LOCK = 10_000
const WAIT = 100

/**
 * The shared variables of a worker: tables that all workers share, and other values, which its own sessions share.
 * A table is one object for all sessions of the worker; it is brought up to date when it is asked for by name, and
 * before each statement.
 */
export class SharedTables implements SharedVariables, TableSharing {
  readonly #bridge: Bridge
  readonly #words: Int32Array
  readonly #worker: number
  readonly #checkCancelled: () => void
  readonly #entries = new Map<string, Entry>()
  readonly #others = new Map<string, Value>()
  #directory = 0
  #allowed = { job: 0, accesses: new Map<string, Granted>() }
  // What sessions have of tables that they may change, but not read.
  readonly #withheld = new WeakSet<Table>()
  readonly #opened = new Set<Table>()
  #inTransaction = false

  constructor(bridge: Bridge, words: Int32Array, worker: number, checkCancelled: () => void) {
    this.#bridge = bridge
    this.#words = words
    this.#worker = worker
    this.#checkCancelled = checkCancelled
  }

  get(name: string): Value | undefined {
    return isLent(name) ? undefined : this.lent(name)
  }

  lent(name: string): Value | undefined {
    this.#readDirectory()
    const entry = this.#entries.get(name)
    if (!entry) return this.#others.get(name)
    const isWithheld = entry.guarded && this.#checkAccess(entry, 'use') === 'change'
    const newest = this.#newest(entry)
    return newest && isWithheld ? this.#withhold(entry, newest) : newest
  }

  /** Whether there is something that only sessions of this worker share. */
  get hasOwn(): boolean {
    return this.#others.size > 0
  }

  ownerOf(name: string): string {
    this.#readDirectory()
    return this.#entries.get(name)?.owner ?? ''
  }

  #newest(entry: Entry): Table | undefined {
    this.#update(entry)
    return entry.table ?? undefined
  }

  // A job is asked for once.
  #checkAccess({ name, owner }: Entry, access: 'use' | 'read' | 'change'): Granted {
    const { job } = this.#bridge
    if (this.#allowed.job !== job) this.#allowed = { job, accesses: new Map() }
    const what = `${access} ${name}`
    const known = this.#allowed.accesses.get(what)
    if (known) return known
    const granted = this.#bridge.call<Granted>('shared access', 'check', name, owner, access)
    this.#allowed.accesses.set(what, granted)
    return granted
  }

  // The table with its names and types, but without its rows.
  #withhold(entry: Entry, table: Table): Table {
    const columns = withheldColumns(table.columns, () => void this.#checkAccess(entry, 'read'))
    const withheld = Object.assign(new Table([...table.names], columns), {
      kind: table.kind,
      keyColumns: table.keyColumns,
      timeColumn: table.timeColumn,
      columnComments: table.columnComments,
      filterColumn: table.filterColumn,
      sharedName: table.sharedName,
      sharing: this,
    })
    this.#withheld.add(withheld)
    return withheld
  }

  // While it is changed, a table without its rows is the table.
  #through<T>(table: Table, real: Table, action: () => T): T {
    if (table === real || this.#opened.has(table)) return action()
    const { columns } = table
    this.#opened.add(table)
    try {
      table.names = [...real.names]
      table.columns = [...real.columns]
      const result = action()
      real.names = table.names
      real.columns = table.columns
      return result
    } finally {
      this.#opened.delete(table)
      table.columns = columns
    }
  }

  has(name: string): boolean {
    this.#readDirectory()
    return !isLent(name) && (this.#entries.has(name) || this.#others.has(name))
  }

  set(name: string, value: Value): void {
    if (isLent(name))
      throw new ScriptError(`Nothing can be shared as "${name}": a name begins with a letter.`)
    this.#share(name, value)
  }

  lend(name: string, table: Table): void {
    this.#share(` ${name}`, table)
  }

  #share(name: string, value: Value): void {
    this.#readDirectory()
    const known = this.#entries.get(name)
    if (known?.table === value) return
    if (!(value instanceof Table)) {
      this.delete(name)
      this.#others.set(name, retain(value))
      return
    }
    this.#others.delete(name)
    if (known?.table) this.#leave(known)
    const { slot, version } = this.#bridge.callToEnd<{ slot: number; version: number }>(
      'shared',
      'share',
      name,
      contentOf(value),
    )
    value.sharedName = name
    value.sharing = this
    const { owner, guarded } = known ?? { owner: '', guarded: false }
    this.#entries.set(name, { name, slot, owner, guarded, table: value, version, before: null, held: false })
  }

  delete(name: string): boolean {
    this.#readDirectory()
    if (isLent(name)) return false
    const entry = this.#entries.get(name)
    if (!entry) return this.#others.delete(name)
    this.#bridge.callToEnd('shared', 'drop', name)
    this.#leave(entry)
    this.#entries.delete(name)
    return true
  }

  clear(): void {
    this.#readDirectory()
    for (const name of [...this.#entries.keys()]) if (!isLent(name)) this.delete(name)
    this.#others.clear()
  }

  *keys(): IterableIterator<string> {
    this.#readDirectory()
    for (const name of this.#entries.keys()) if (!isLent(name)) yield name
    yield* this.#others.keys()
  }

  *[Symbol.iterator](): IterableIterator<[string, Value]> {
    for (const name of [...this.keys()]) {
      const entry = this.#entries.get(name)
      const value = entry ? this.#newest(entry) : this.#others.get(name)
      if (value) yield [name, value]
    }
  }

  /** Brings all tables that sessions of this worker hold up to date. */
  refresh(): void {
    this.#readDirectory()
    for (const entry of this.#entries.values()) if (entry.table) this.#update(entry)
  }

  change<T>(table: Table, action: () => T): T {
    const entry = this.#entries.get(table.sharedName ?? '')
    if (!entry || (entry.table !== table && !this.#withheld.has(table))) return action()
    if (entry.before) return this.#through(table, entry.table!, action)
    if (entry.guarded) this.#checkAccess(entry, 'change')
    this.#lock(entry)
    try {
      this.#update(entry)
      const real = entry.table!
      entry.before = { names: [...real.names], columns: [...real.columns] }
      const result = this.#through(table, real, action)
      if (this.#inTransaction) entry.held = true
      else this.#publish(entry)
      return result
    } catch (error) {
      this.#restore(entry)
      throw error
    } finally {
      if (!entry.held) this.#unlock(entry)
    }
  }

  /** Changes from here on are shown to others at its end, or not at all. */
  begin(): { commit(): void; rollback(): void } {
    this.#inTransaction = true
    return { commit: () => this.#end(entry => this.#publish(entry)), rollback: () => this.giveUp() }
  }

  /** Undoes what a transaction that hasn't ended has changed. */
  giveUp(): void {
    this.#end(entry => this.#restore(entry))
  }

  #end(action: (entry: Entry) => void): void {
    this.#inTransaction = false
    for (const entry of this.#entries.values()) {
      if (!entry.held) continue
      action(entry)
      entry.held = false
      this.#unlock(entry)
    }
  }

  #publish(entry: Entry): void {
    const version = this.#bridge.callToEnd<number | undefined>(
      'shared',
      'publish',
      entry.name,
      this.#worker,
      contentOf(entry.table!),
    )
    if (version === undefined) throw new ScriptError(`The shared table ${entry.name} is no longer there.`)
    entry.version = version
    entry.before = null
  }

  #restore(entry: Entry): void {
    if (entry.before) {
      entry.table!.names = entry.before.names
      entry.table!.columns = entry.before.columns
      forgetSymbols()
    }
    entry.before = null
  }

  #lock(entry: Entry): void {
    const at = lockOf(entry.slot)
    const hasAnother = [...this.#entries.values()].some(each => each.before !== null)
    let waited = 0
    while (true) {
      const owner = Atomics.compareExchange(this.#words, at, 0, this.#worker)
      if (owner === 0) return
      this.#checkCancelled()
      if (hasAnother && waited >= LONGEST_WAIT_WITH_LOCK) {
        throw new ScriptError(
          `The shared table ${entry.name} is being changed by another session, which may be waiting for this one.`,
        )
      }
      Atomics.wait(this.#words, at, owner, WAIT)
      waited += WAIT
    }
  }

  #unlock(entry: Entry): void {
    entry.before = null
    const at = lockOf(entry.slot)
    Atomics.compareExchange(this.#words, at, this.#worker, 0)
    Atomics.notify(this.#words, at, 1)
  }

  // Which tables there are now.
  #readDirectory(): void {
    const version = Atomics.load(this.#words, DIRECTORY)
    if (version === this.#directory) return
    const all = this.#bridge.callToEnd<Listed[]>('shared', 'list')
    const listed = new Map(all.map(each => [each.name, each]))
    for (const [name, entry] of this.#entries) {
      if (listed.get(name)?.slot === entry.slot) continue
      this.#leave(entry)
      this.#entries.delete(name)
    }
    for (const { name, slot, owner, guarded } of all) {
      const known = this.#entries.get(name)
      if (known) Object.assign(known, { owner, guarded })
      else {
        this.#entries.set(name, {
          name,
          slot,
          owner,
          guarded,
          table: null,
          version: -1,
          before: null,
          held: false,
        })
      }
    }
    this.#directory = version
  }

  // While it is being changed here, nobody else changes it.
  #update(entry: Entry): void {
    if (entry.before) return
    if (entry.table && Atomics.load(this.#words, versionOf(entry.slot)) === entry.version) return
    const newest = this.#bridge.callToEnd<{ version: number; content: SharedContent } | undefined>(
      'shared',
      'content',
      entry.name,
    )
    if (!newest) return
    const { content, version } = newest
    entry.table ??= new Table([], [])
    const { table } = entry
    table.names = [...content.names]
    table.columns = content.columns.map(columnOfShared)
    table.kind = content.kind
    table.keyColumns = content.keyColumns
    table.timeColumn = content.timeColumn
    table.columnComments = content.columnComments
    table.filterColumn = content.filterColumn
    table.sharedName = entry.name
    table.sharing = this
    entry.version = version
  }

  // The table goes on as what it was, but nobody shares it.
  #leave({ table }: Entry): void {
    if (!table) return
    table.sharedName = null
    table.sharing = null
  }
}

const contentOf = (table: Table): SharedContent => ({
  names: [...table.names],
  columns: table.columns.map(sharedColumn),
  kind: table.kind,
  keyColumns: [...table.keyColumns],
  timeColumn: table.timeColumn,
  columnComments: table.columnComments,
  filterColumn: table.filterColumn,
})
