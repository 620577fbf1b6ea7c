import type { Clock } from '../../host/clock.ts'
import type { ChunkCopy, ChunkExport } from '../../storage/chunk-export.ts'
import { StorageError } from '../../storage/storage-error.ts'
import type { Store } from '../../storage/store.ts'
import type { FetchReply, FetchRequest } from '../controller/recoveries.ts'
import type { Peers } from '../peers.ts'
import type { Arrivals } from './arrivals.ts'
import type { DataRequest } from './data-request.ts'
import type { LocalReplicas } from './local-replicas.ts'
import type { Participants } from './participants.ts'
import type { TableDefinitions } from './table-definitions.ts'

interface Session {
  readonly chunk: ChunkExport
  used: bigint
}

export interface ExportAnswer {
  readonly session: number
  readonly copy: ChunkCopy
}

// An export that nobody reads for so long is given up.
const FORGOTTEN = 60_000_000_000n
const PATIENCE = 30_000

/** Chunks that other nodes copy from here: each stays as it is until it is copied. */
export class Exports {
  readonly #store: Store
  readonly #clock: Clock
  readonly #sessions = new Map<number, Session>()
  #last = 0

  constructor(store: Store, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** How many are under way. */
  get count(): number {
    return this.#sessions.size
  }

  open(database: string, table: string, path: string, since: number): ExportAnswer {
    const chunk = this.#store.export(database, table, path)
    this.#sessions.set(++this.#last, { chunk, used: this.#clock.monotonic() })
    return { session: this.#last, copy: chunk.since(since) }
  }

  read(session: number, segment: number, position: number, length: number): Promise<Uint8Array> {
    const open = this.#sessions.get(session)
    if (!open) throw new StorageError('closed', `There is no copy ${session} under way here`)
    open.used = this.#clock.monotonic()
    return open.chunk.read(segment, position, length)
  }

  /** Looks whether what is copied is damaged here, and tells the controllers if so. */
  async check(session: number, local: Pick<LocalReplicas, 'viewpoint' | 'reportDamage'>): Promise<void> {
    const open = this.#sessions.get(session)
    if (!open) return
    const { viewpoint } = local
    await open.chunk.check().catch(error => {
      if (error instanceof StorageError && error.kind === 'damaged')
        local.reportDamage(open.chunk.id, viewpoint)
    })
  }

  end(session: number): void {
    this.#sessions.get(session)?.chunk.close()
    this.#sessions.delete(session)
  }

  /** Ends what was left by those who died. */
  tick(): void {
    const now = this.#clock.monotonic()
    for (const [session, { used }] of this.#sessions) if (now - used > FORGOTTEN) this.end(session)
  }

  closeAll(): void {
    for (const session of [...this.#sessions.keys()]) this.end(session)
  }
}

export interface FetchWorld {
  readonly definitions: TableDefinitions
  readonly participants: Participants
  readonly arrivals: Arrivals
}

/** Brings a chunk of this node up to what another one holds, or tells that it is damaged there. @throws StorageError, PeerError */
export async function fetchChunk(
  store: Store,
  peers: Peers,
  world: FetchWorld,
  request: FetchRequest,
): Promise<FetchReply> {
  const end = world.arrivals.begin(request.chunk)
  try {
    return await bring(store, peers, world, request)
  } finally {
    end()
  }
}

async function bring(
  store: Store,
  peers: Peers,
  { definitions, participants }: FetchWorld,
  { task, chunk, table, version, path, source, whole }: FetchRequest,
): Promise<FetchReply> {
  await definitions.ensure(table, version)
  const ask = (request: DataRequest) => peers.ask(source, 'data', request, PATIENCE)
  // A transaction that waits for its outcome holds the chunk.
  await participants.resolve()
  const have = () => {
    const { database, name } = definitions.current(table)
    const held = store.heldChunk(database, name, path)
    return held?.id === chunk ? held.cid : 0
  }
  const before = have()
  const since = whole ? 0 : before
  const { session, copy } = (await ask({ is: 'export', table, version, path, since })) as ExportAnswer
  let doubted = false
  try {
    if (copy.id !== chunk) throw new StorageError('missing', `${source.alias} has another chunk at ${path}`)
    if (copy.cid === since) return { cid: since, incremental: true }
    // A request that comes late may name a source that has fallen behind since.
    if (copy.cid < before) {
      throw new StorageError(
        'conflict',
        `${source.alias} has ${path} as of ${copy.cid}, which is behind ${before}`,
      )
    }
    const { database, name } = definitions.current(table)
    // The same may have been asked for twice, by a leader and the next: it isn't brought twice.
    if (have() !== before || store.lockOf(database, name, path) === -task) {
      throw new StorageError('conflict', `The chunk at ${path} is being copied already`)
    }
    // Local transactions have numbers of their own, below those of the controllers.
    const transaction = store.begin(-task)
    try {
      await transaction.adopt(database, name, path, copy, async (segment, position, length) =>
        Uint8Array.from(
          (await ask({ is: 'exported', session, segment: segment.number, position, length })) as Uint8Array,
        ),
      )
      await transaction.commit(copy.cid)
    } catch (error) {
      doubted = error instanceof StorageError && error.kind === 'damaged'
      await transaction.rollback()
      if (doubted) return { damaged: (error as Error).message }
      throw error
    }
    return { cid: copy.cid, incremental: !copy.replace }
  } finally {
    await ask({ is: 'endExport', session, doubted }).catch(() => {})
  }
}
