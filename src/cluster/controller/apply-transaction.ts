import { StorageError } from '../../storage/storage-error.ts'
import { tableOf } from './apply-definition.ts'
import { changedConflict, lockConflict, recoveryConflict } from './chunk-lock.ts'
import type { BeginCommand, Begun, BegunChunk, Circumstances, Decision } from './command.ts'
import type { ChunkEntry, ClientEntry, ClientWrite, TransactionEntry } from './entries.ts'
import type { Metadata, TableEntry } from './metadata.ts'
import { placeChunk } from './placement.ts'

// Ended transactions that are kept to be looked at.
const REMEMBERED = 1000
// Clients whose last write is known.
const MOST_CLIENTS = 10_000

/** Gives a number, and locks chunks, making those that are missing. @throws StorageError `conflict`, `missing` */
export function begin(state: Metadata, command: BeginCommand & { readonly now: Circumstances }): Begun {
  const entry = tableOf(state, command.database, command.table)
  const known = state.requested(command.coordinator, command.request)
  if (known) return begun(state, entry, known, command, [])
  const left = leftFor(state, command)
  if (left === null) return { is: 'repeated' }
  const { chunks: wanted, skipped } = available(state, entry, { ...command, chunks: left })
  if (wanted.some(({ path }) => !state.chunkAt(entry.record.id, path))) checkRoom(state, command.now)
  const tid = state.count('tid')
  const locked = wanted.map(({ path, remove }, i) => {
    const chunk = state.chunkAt(entry.record.id, path) ?? newChunk(state, entry, path, command.now, i)
    state.putChunk({ ...chunk, lockedBy: tid })
    return { id: chunk.id, path, remove, ...(command.force ? { force: true } : {}) }
  })
  const transaction: TransactionEntry = {
    tid,
    type: command.type,
    status: 'BEGIN',
    coordinator: command.coordinator,
    request: command.request,
    chunks: locked,
    cid: 0,
    waiting: [],
    started: command.now.at,
    ended: 0,
    reason: '',
    client: command.client,
  }
  state.putTransaction(transaction)
  return begun(state, entry, transaction, command, skipped)
}

/**
 * The partitions that a client's write has not reached yet; null: it is over. An attempt of the same client that was left
 * undecided, as on a node that died, is ended first.
 */
function leftFor(
  state: Metadata,
  { client, chunks, now }: BeginCommand & { readonly now: Circumstances },
): BeginCommand['chunks'] | null {
  if (!client) return chunks
  for (const earlier of state.openTransactions()) {
    if (earlier.client?.id !== client.id || earlier.client.sequence > client.sequence) continue
    abort(state, earlier.tid, 'Its client has asked again.', now.at)
  }
  const past = state.clients.get(client.id)
  if (!past) return chunks
  if (isOver(past, client)) return null
  const done = past.sequence === client.sequence ? (past.done ?? []) : []
  const left = chunks.filter(({ path }) => !done.includes(path))
  return left.length === 0 && chunks.length > 0 ? null : left
}

const isOver = (past: { sequence: number; done: readonly string[] | null }, client: ClientWrite) =>
  past.sequence > client.sequence || (past.sequence === client.sequence && past.done === null)

function available(state: Metadata, { record }: TableEntry, { chunks, atomic, force }: BeginCommand) {
  const skipped: string[] = []
  let refusal: StorageError | null = null
  const free = chunks.filter(({ path, remove, read }) => {
    const chunk = state.chunkAt(record.id, path)
    const recovered = chunk !== undefined && chunk.recoveredBy !== 0 && !force
    const locked = recovered || (chunk !== undefined && chunk.lockedBy !== 0)
    if (read !== undefined && !locked && (chunk?.cid ?? 0) !== read) throw changedConflict(record, path)
    if (!chunk) return !remove
    if (!locked) return true
    refusal ??= chunk.lockedBy !== 0 ? lockConflict(record, chunk) : recoveryConflict(record, chunk)
    skipped.push(path)
    return false
  })
  if (refusal && (atomic === 'TRANS' || free.length === 0)) throw refusal
  return { chunks: free, skipped }
}

function checkRoom(state: Metadata, { alive }: Circumstances): void {
  if (alive.some(alias => state.nodes.get(alias)?.draining === false)) return
  throw new StorageError('invalid', '<DataNodeNotAvail>No data node is there to hold a new partition')
}

function newChunk(
  state: Metadata,
  { record }: TableEntry,
  path: string,
  now: Circumstances,
  i: number,
): ChunkEntry {
  const nodes = placeChunk(state, record.database, path, now)
  state.count('chunk')
  return {
    id: chunkId(now.seed, i),
    table: record.id,
    path,
    cid: 0,
    sid: 0,
    version: 0,
    replicas: nodes.map(node => ({ node, cid: 0 })),
    lockedBy: 0,
    recoveredBy: 0,
    updated: now.at,
  }
}

/** The i-th identity of a seed, in the form of a UUID. */
function chunkId(seed: Uint8Array, i: number): string {
  const bytes = Uint8Array.from(seed)
  new DataView(bytes.buffer).setUint32(12, (new DataView(bytes.buffer).getUint32(12) + i) >>> 0)
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function begun(
  state: Metadata,
  { record, version }: TableEntry,
  { tid, chunks }: TransactionEntry,
  { now }: { readonly now: Circumstances },
  skipped: readonly string[],
): Begun {
  const alive = new Set(now.alive)
  const each = chunks.map(({ id, path, force }): BegunChunk => {
    const chunk = state.chunks.get(id)!
    const current = force
      ? []
      : chunk.replicas.filter(replica => replica.cid === chunk.cid && !replica.corrupted)
    return {
      path,
      id,
      base: chunk.cid,
      nodes: current.map(({ node }) => node).filter(node => alive.has(node)),
    }
  })
  return { is: 'begun', tid, table: record.id, version, chunks: each, skipped }
}

/**
 * The decision: with at least one current replica of each chunk prepared, the transaction has happened; its replicas on other
 * nodes are stale from now on. What is prepared will be there when readers come, so it is shown to them, and its chunks are free.
 */
export function commit(state: Metadata, tid: number, prepared: readonly string[], at: number): Decision {
  const transaction = state.transactions.get(tid)
  if (transaction?.status !== 'BEGIN') return outcomeOf(state, tid)
  const uncovered = transaction.chunks.some(({ id, force }) => {
    const chunk = state.chunks.get(id)
    const covers = chunk?.replicas.some(
      replica => replica.cid === chunk.cid && !replica.corrupted && prepared.includes(replica.node),
    )
    return chunk?.lockedBy !== tid || !(covers || force)
  })
  if (uncovered) return abort(state, tid, 'A chunk has no current replica that is prepared.', at)
  const cid = state.count('cid')
  show(state, transaction, cid, prepared, at)
  // Each of these may still ask what became of it.
  state.putTransaction({ ...transaction, status: 'COMPLETE', cid, waiting: prepared, ended: at })
  noteClient(state, transaction, at)
  forgetOld(state)
  return { is: 'COMMITTED', cid }
}

/**
 * Shows what an earlier version of the controllers had decided (`COMMIT`), and was to show by a command of its own. It is the same on every
 * member, as it comes of the state alone.
 */
export function showDecided(state: Metadata): void {
  for (const transaction of state.transactions.values()) {
    if ((transaction.status as string) !== 'COMMIT') continue
    const { prepared, ...entry } = transaction as TransactionEntry & { readonly prepared: readonly string[] }
    show(state, entry, entry.cid, prepared, entry.ended)
    state.putTransaction({ ...entry, status: 'COMPLETE', waiting: prepared })
  }
}

function show(
  state: Metadata,
  { chunks }: TransactionEntry,
  cid: number,
  prepared: readonly string[],
  at: number,
): void {
  const sid = state.count('sid')
  for (const { id, remove } of chunks) {
    const chunk = state.chunks.get(id)!
    if (remove) state.dropChunk(id)
    else {
      const replicas = chunk.replicas.map(replica =>
        prepared.includes(replica.node) && replica.cid === chunk.cid && !replica.corrupted
          ? { ...replica, cid }
          : replica,
      )
      const version = chunk.version + 1
      state.putChunk({ ...chunk, cid, sid, version, replicas, lockedBy: 0, updated: at })
    }
  }
}

function noteClient(state: Metadata, { client, chunks }: TransactionEntry, at: number): void {
  if (!client) return
  const past = state.clients.get(client.id)
  const before = past?.sequence === client.sequence ? (past.done ?? []) : []
  const done = client.last ? null : [...before, ...chunks.map(({ path }) => path)]
  noteNumber(state, { id: client.id, sequence: client.sequence, done, updated: at })
}

/** Keeps what a client did last; of too many clients the oldest is forgotten. */
export function noteNumber(state: Metadata, client: ClientEntry): void {
  state.putClient(client)
  if (state.clients.size > MOST_CLIENTS) state.dropClient(state.clients.keys().next().value!)
}

/** Undoes a transaction that is not decided. A decided one stays as it is, and that is the answer. */
export function abort(state: Metadata, tid: number, reason: string, at: number): Decision {
  const transaction = state.transactions.get(tid)
  if (transaction?.status !== 'BEGIN') return outcomeOf(state, tid)
  for (const { id } of transaction.chunks) {
    const chunk = state.chunks.get(id)
    if (chunk?.lockedBy !== tid) continue
    // One that it made never was.
    if (chunk.cid === 0) state.dropChunk(id)
    else state.putChunk({ ...chunk, lockedBy: 0 })
  }
  state.putTransaction({ ...transaction, status: 'ROLLBACK', ended: at, reason })
  forgetOld(state)
  return { is: 'ROLLBACK', reason }
}

/** A node has published these. */
export function acknowledge(state: Metadata, node: string, tids: readonly number[]): void {
  for (const tid of tids) {
    const transaction = state.transactions.get(tid)
    if (!transaction?.waiting.includes(node)) continue
    state.putTransaction({ ...transaction, waiting: transaction.waiting.filter(each => each !== node) })
  }
  forgetOld(state)
}

/** What a doubtful participant is told. Of a transaction that nobody knows, no commit ever came. */
export function outcomeOf(state: Metadata, tid: number): Decision {
  const transaction = state.transactions.get(tid)
  switch (transaction?.status) {
    case 'BEGIN':
      return { is: 'UNCOMMITTED' }
    case 'COMPLETE':
      return { is: 'COMMITTED', cid: transaction.cid }
    case 'ROLLBACK':
      return { is: 'ROLLBACK', reason: transaction.reason }
    case undefined:
      return { is: 'ROLLBACK', reason: `The controller knows no transaction ${tid}.` }
  }
}

// The oldest that are over for everybody. Looked for where most of them are: at the front.
function forgetOld(state: Metadata): void {
  let extra = state.transactions.size - REMEMBERED
  if (extra <= 0) return
  for (const [tid, { status, waiting }] of state.transactions) {
    if (extra <= 0) return
    if (status === 'BEGIN' || waiting.length > 0) continue
    state.dropTransaction(tid)
    extra--
  }
}
