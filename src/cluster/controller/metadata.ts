import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import type { SchemaCatalog } from '../../storage/catalog/schema-catalog.ts'
import type { TableRecord } from '../../storage/catalog/table-record.ts'
import type { ChunkEntry, ClientEntry, Counters, NodeEntry, TaskEntry, TransactionEntry } from './entries.ts'

/** What an entry is kept under: its kind, and its key among them. */
export type EntryKind =
  | 'database'
  | 'catalog'
  | 'table'
  | 'chunk'
  | 'transaction'
  | 'node'
  | 'client'
  | 'task'

export const FIRST_COUNTERS: Counters = {
  tid: 0,
  cid: 0,
  sid: 0,
  table: 0,
  chunk: 0,
  task: 0,
  replica: 0,
  suspended: false,
}

/** Something that a node may still hold, though it belongs there no more. */
export type LeftBehind =
  | { readonly node: string; readonly chunk: string }
  | { readonly node: string; readonly table: number }

/** A table with the index of the command that last changed its definition. */
export interface TableEntry {
  readonly record: TableRecord
  readonly version: number
}

/**
 * What the controllers know, in memory. Entries are replaced, never changed in place, and every change is noted, so that
 * it can be written to the disk under its own key.
 */
export class Metadata {
  counters: Counters = FIRST_COUNTERS
  readonly databases = new Map<string, DatabaseRecord>()
  readonly catalogs = new Map<string, SchemaCatalog>()
  readonly tables = new Map<number, TableEntry>()
  readonly chunks = new Map<string, ChunkEntry>()
  readonly transactions = new Map<number, TransactionEntry>()
  readonly nodes = new Map<string, NodeEntry>()
  readonly clients = new Map<string, ClientEntry>()
  readonly tasks = new Map<number, TaskEntry>()
  // The ids of a table's chunks by partition.
  readonly #places = new Map<number, Map<string, string>>()
  // How many replicas each node holds.
  readonly #loads = new Map<string, number>()
  /** Chunks with a replica that is behind or corrupted, or with fewer than `factor`. */
  readonly unhealthy = new Set<string>()
  #factor = 2
  // Undecided transactions by who asked for them, and all that are not complete.
  readonly #requests = new Map<string, number>()
  readonly #open = new Set<number>()
  readonly #changed = new Map<string, readonly [EntryKind, string | number]>()
  readonly #leave: (what: LeftBehind) => void
  #countersChanged = false
  #restoring = false

  /** `leave` is told of replicas that are taken from their nodes. */
  constructor(leave: (what: LeftBehind) => void = () => {}) {
    this.#leave = leave
  }

  count(name: 'tid' | 'cid' | 'sid' | 'table' | 'chunk' | 'task' | 'replica'): number {
    const next = this.counters[name] + 1
    this.setCounters({ ...this.counters, [name]: next })
    return next
  }

  setCounters(counters: Counters): void {
    this.counters = counters
    this.#countersChanged = true
  }

  /** Undefined: there is none. */
  tableNamed(database: string, name: string): TableEntry | undefined {
    for (const entry of this.tables.values()) {
      if (entry.record.database === database && entry.record.name === name) return entry
    }
    return undefined
  }

  tablesOf(database: string): TableEntry[] {
    return [...this.tables.values()].filter(({ record }) => record.database === database)
  }

  chunkAt(table: number, path: string): ChunkEntry | undefined {
    const id = this.#places.get(table)?.get(path)
    return id === undefined ? undefined : this.chunks.get(id)
  }

  chunksOf(table: number): ChunkEntry[] {
    return [...(this.#places.get(table)?.values() ?? [])].map(id => this.chunks.get(id)!)
  }

  /** Replicas on a node. */
  load(node: string): number {
    return this.#loads.get(node) ?? 0
  }

  putDatabase(record: DatabaseRecord): void {
    this.databases.set(record.path, record)
    this.#note('database', record.path)
  }

  dropDatabase(path: string): void {
    this.databases.delete(path)
    this.#note('database', path)
  }

  putCatalog(catalog: SchemaCatalog): void {
    this.catalogs.set(catalog.name, catalog)
    this.#note('catalog', catalog.name)
  }

  dropCatalog(name: string): void {
    this.catalogs.delete(name)
    this.#note('catalog', name)
  }

  putTable(entry: TableEntry): void {
    this.tables.set(entry.record.id, entry)
    this.#note('table', entry.record.id)
  }

  dropTable(id: number): void {
    for (const chunk of this.chunksOf(id)) this.#forgetChunk(chunk)
    for (const node of this.nodes.keys()) this.#leave({ node, table: id })
    this.tables.delete(id)
    this.#places.delete(id)
    this.#note('table', id)
  }

  putChunk(chunk: ChunkEntry): void {
    const before = this.chunks.get(chunk.id)
    if (before) this.#weigh(before, -1)
    for (const { node } of before?.replicas ?? []) {
      if (!chunk.replicas.some(replica => replica.node === node)) this.#leave({ node, chunk: chunk.id })
    }
    this.#weigh(chunk, 1)
    this.chunks.set(chunk.id, chunk)
    this.#judge(chunk)
    let places = this.#places.get(chunk.table)
    if (!places) {
      places = new Map()
      this.#places.set(chunk.table, places)
    }
    places.set(chunk.path, chunk.id)
    this.#note('chunk', chunk.id)
  }

  #judge({ id, cid, replicas }: ChunkEntry): void {
    const good = replicas.every(replica => replica.cid === cid && !replica.corrupted)
    if (good && replicas.length >= this.#factor) this.unhealthy.delete(id)
    else this.unhealthy.add(id)
  }

  /** How many replicas a chunk should have, for `unhealthy`: no part of the state. */
  set factor(factor: number) {
    if (factor === this.#factor) return
    this.#factor = factor
    for (const chunk of this.chunks.values()) this.#judge(chunk)
  }

  dropChunk(id: string): void {
    const chunk = this.chunks.get(id)
    if (!chunk) return
    this.#forgetChunk(chunk)
    for (const { node } of chunk.replicas) this.#leave({ node, chunk: id })
  }

  #forgetChunk(chunk: ChunkEntry): void {
    const { id } = chunk
    this.#weigh(chunk, -1)
    this.chunks.delete(id)
    this.unhealthy.delete(id)
    this.#places.get(chunk.table)?.delete(chunk.path)
    this.#note('chunk', id)
  }

  #weigh(chunk: ChunkEntry, by: 1 | -1): void {
    for (const { node } of chunk.replicas) this.#loads.set(node, this.load(node) + by)
  }

  /** The undecided transaction that this very request of a coordinator began. */
  requested(coordinator: string, request: number): TransactionEntry | undefined {
    const tid = this.#requests.get(`${coordinator}/${request}`)
    return tid === undefined ? undefined : this.transactions.get(tid)
  }

  /** Transactions that are neither complete nor rolled back. */
  openTransactions(): TransactionEntry[] {
    return [...this.#open].map(tid => this.transactions.get(tid)!)
  }

  putTransaction(transaction: TransactionEntry): void {
    const { coordinator, request, tid, status } = transaction
    if (status === 'BEGIN') {
      this.#open.add(tid)
      this.#requests.set(`${coordinator}/${request}`, tid)
    } else {
      this.#open.delete(tid)
      this.#requests.delete(`${coordinator}/${request}`)
    }
    this.transactions.set(transaction.tid, transaction)
    this.#note('transaction', transaction.tid)
  }

  dropTransaction(tid: number): void {
    this.#open.delete(tid)
    this.transactions.delete(tid)
    this.#note('transaction', tid)
  }

  putNode(node: NodeEntry): void {
    this.nodes.set(node.alias, node)
    this.#note('node', node.alias)
  }

  dropNode(alias: string): void {
    this.nodes.delete(alias)
    this.#note('node', alias)
  }

  /** The client is the youngest then. */
  putClient(client: ClientEntry): void {
    this.clients.delete(client.id)
    this.clients.set(client.id, client)
    this.#note('client', client.id)
  }

  dropClient(id: string): void {
    this.clients.delete(id)
    this.#note('client', id)
  }

  putTask(task: TaskEntry): void {
    this.tasks.set(task.id, task)
    this.#note('task', task.id)
  }

  dropTask(id: number): void {
    this.tasks.delete(id)
    this.#note('task', id)
  }

  #note(kind: EntryKind, key: string | number): void {
    if (this.#restoring) return
    this.#changed.set(`${kind}/${key}`, [kind, key])
  }

  /** What was changed since the last call: undefined where the entry is gone. */
  takeChanges(): { entries: (readonly [EntryKind, string | number, unknown])[]; counters: Counters | null } {
    const entries = [...this.#changed.values()].map(
      ([kind, key]) => [kind, key, this.entry(kind, key)] as const,
    )
    const counters = this.#countersChanged ? this.counters : null
    this.#changed.clear()
    this.#countersChanged = false
    return { entries, counters }
  }

  entry(kind: EntryKind, key: string | number): unknown {
    return (this.#of(kind) as Map<unknown, unknown>).get(key)
  }

  /** Puts back what is on the disk already: none of it counts as changed. */
  restore(put: () => void): void {
    this.#restoring = true
    put()
    this.#restoring = false
    this.#countersChanged = false
  }

  /** Every entry there is. */
  *entries(): Iterable<readonly [EntryKind, unknown]> {
    for (const kind of KINDS) for (const entry of this.#of(kind).values()) yield [kind, entry]
  }

  #of(kind: EntryKind) {
    return {
      database: this.databases,
      catalog: this.catalogs,
      table: this.tables,
      chunk: this.chunks,
      transaction: this.transactions,
      node: this.nodes,
      client: this.clients,
      task: this.tasks,
    }[kind]
  }

  put(kind: EntryKind, entry: unknown): void {
    switch (kind) {
      case 'database':
        return this.putDatabase(entry as DatabaseRecord)
      case 'catalog':
        return this.putCatalog(entry as SchemaCatalog)
      case 'table':
        return this.putTable(entry as TableEntry)
      case 'chunk':
        return this.putChunk(entry as ChunkEntry)
      case 'transaction':
        return this.putTransaction(entry as TransactionEntry)
      case 'node':
        return this.putNode(entry as NodeEntry)
      case 'client':
        return this.putClient(entry as ClientEntry)
      case 'task':
        return this.putTask(entry as TaskEntry)
    }
  }
}

const KINDS: readonly EntryKind[] = [
  'database',
  'catalog',
  'table',
  'chunk',
  'transaction',
  'node',
  'client',
  'task',
]
