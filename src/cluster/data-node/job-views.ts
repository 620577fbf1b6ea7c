import { columnNamed, tableFromJson } from '../../storage/catalog/table-record.ts'
import type { Bound } from '../../storage/reading/block-filter.ts'
import { emptyColumn } from '../../storage/reading/empty-column.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { Table } from '../../values/forms/table.ts'
import { toTransferable } from '../../values/transfer.ts'
import type { ChunksAnswer, PlacedChunk } from '../controller/request.ts'
import { readChunk } from './chunk-source.ts'
import type { TableNode } from './table-node.ts'

interface JobView {
  readonly tables: Map<string, TableView>
  /** Of the oldest look; what comes after it is kept. */
  floor: number
  release: () => void
}

/** What a job has seen of a table: each partition as of each commit that it was shown, with the look that showed it. */
type TableView = Map<string, Seen>

interface Seen {
  readonly chunk: PlacedChunk
  readonly answer: ChunksAnswer
}

/** A partition of a table: as the job saw it with that commit; without one, as it is now. */
export interface PartitionRead {
  readonly database: string
  readonly table: string
  readonly path: string
  readonly columns: readonly string[]
  readonly bounds: readonly Bound[]
  readonly cid: number | undefined
}

/** What jobs have looked at: a table's partitions stay for a job as they were, until it ends. */
export class JobViews {
  readonly #node: TableNode
  readonly #isRunning: (job: number) => boolean
  readonly #views = new Map<number, JobView>()

  constructor(node: TableNode, isRunning: (job: number) => boolean) {
    this.#node = node
    this.#isRunning = isRunning
    // What jobs have held must not stay held because nobody looks again.
    node.presence.beforeBeat(() => this.#sweep())
  }

  /** The table's partitions now. */
  async look(job: number, database: string, table: string): Promise<ChunksAnswer> {
    this.#sweep()
    const answer = await this.#ask(database, table)
    this.#see(job, database, table, answer)
    return answer
  }

  #see(job: number, database: string, table: string, answer: ChunksAnswer): void {
    const view = this.#keep(job, answer.floor)
    const key = keyOf(database, table)
    const seen: TableView = view.tables.get(key) ?? new Map()
    for (const chunk of answer.chunks) seen.set(versionOf(chunk), { chunk, answer })
    view.tables.set(key, seen)
  }

  /** What the job has seen of some partitions, for a job of another node to see the same. @throws StorageError */
  share(
    job: number,
    database: string,
    table: string,
    parts: readonly (readonly [path: string, cid: number])[],
  ): ChunksAnswer {
    const view = this.#views.get(job)?.tables.get(keyOf(database, table))
    const seen = parts.map(([path, cid]) => view?.get(versionOf({ path, cid })))
    const missing = seen.indexOf(undefined)
    if (missing >= 0)
      throw new StorageError(
        'missing',
        `The partition ${parts[missing]![0]} of ${table} has not been looked at`,
      )
    return { ...seen[0]!.answer, chunks: seen.map(each => each!.chunk) }
  }

  /**
   * What a job of another node has seen, this one sees too. That node keeps it until its job ends. @throws StorageError unless it
   * is that table's.
   */
  async adopt(job: number, database: string, table: string, answer: ChunksAnswer): Promise<void> {
    this.#sweep()
    const { id } = JSON.parse(answer.table) as { id: number }
    const definitions = this.#node.local?.definitions
    await definitions?.ensure(id, answer.version)
    const own = definitions?.current(id)
    if (own?.database !== database || own.name !== table)
      throw new StorageError('invalid', `What was seen is not of the table ${table}`)
    this.#see(job, database, table, answer)
  }

  #ask(database: string, table: string): Promise<ChunksAnswer> {
    return this.#node.controllers.ask({ is: 'chunks', database, table }) as Promise<ChunksAnswer>
  }

  #keep(job: number, floor: number): JobView {
    const { presence } = this.#node
    let view = this.#views.get(job)
    if (!view) {
      view = { tables: new Map(), floor, release: presence.keep(floor) }
      this.#views.set(job, view)
    } else if (floor < view.floor) {
      view.release()
      view.floor = floor
      view.release = presence.keep(floor)
    }
    return view
  }

  /** Rows, in transferred form. @throws StorageError */
  async read(job: number, { database, table, path, columns, bounds, cid }: PartitionRead): Promise<unknown> {
    const version = versionOf({ path, cid: cid ?? 0 })
    let seen = this.#views.get(job)?.tables.get(keyOf(database, table))?.get(version)
    if (!seen) {
      const answer = await this.look(job, database, table)
      const chunk = answer.chunks.find(each => each.path === path)
      if (cid !== undefined && chunk?.cid !== cid) {
        throw new StorageError(
          'missing',
          `<ChunkNotAvailable>The partition ${path} of ${table} is no longer kept as commit ${cid} left it`,
        )
      }
      // A partition without rows lies nowhere: what it looks like is known.
      if (!chunk) return toTransferable(emptyRows(answer, columns))
      seen = { chunk, answer }
    }
    const { chunk, answer } = seen
    const { id } = JSON.parse(answer.table) as { id: number }
    const request = { table: id, version: answer.version, columns, bounds }
    try {
      return toTransferable(await readChunk(this.#node, chunk, request))
    } catch (error) {
      // Its replicas may have moved since.
      const { chunks } = await this.#ask(database, table)
      const moved = chunks.find(each => each.id === chunk.id)
      if (!moved || moved.nodes.length === 0) throw error
      return toTransferable(await readChunk(this.#node, { ...chunk, nodes: moved.nodes }, request))
    }
  }

  #sweep(): void {
    for (const [job, { release }] of this.#views) {
      if (this.#isRunning(job)) continue
      release()
      this.#views.delete(job)
    }
  }
}

const versionOf = ({ path, cid }: Pick<PlacedChunk, 'path' | 'cid'>) => `${path}@${cid}`
const keyOf = (database: string, table: string) => `${database}\u0001${table}`

function emptyRows({ table }: ChunksAnswer, columns: readonly string[]): Table {
  const record = tableFromJson(table)
  const wanted = columns.map(name => columnNamed(record, name))
  return new Table(
    wanted.map(({ name }) => name),
    wanted.map(({ type }) => emptyColumn(type)),
  )
}
