import type { Bound } from '../../storage/block-filter.ts'
import { emptyColumn } from '../../storage/empty-column.ts'
import { columnNamed, tableFromJson } from '../../storage/table-record.ts'
import { Table } from '../../values/table.ts'
import { toTransferable } from '../../values/transfer.ts'
import type { ChunksAnswer } from '../controller/request.ts'
import { readChunk } from './chunk-source.ts'
import type { TableNode } from './table-node.ts'

interface JobView {
  readonly tables: Map<string, ChunksAnswer>
  readonly release: (() => void)[]
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
  }

  /** The table's partitions now. */
  async look(job: number, database: string, table: string): Promise<ChunksAnswer> {
    this.#sweep()
    const answer = (await this.#node.controllers.ask({ is: 'chunks', database, table })) as ChunksAnswer
    let view = this.#views.get(job)
    if (!view) {
      view = { tables: new Map(), release: [] }
      this.#views.set(job, view)
    }
    view.release.push(this.#node.presence.keep(answer.floor))
    view.tables.set(keyOf(database, table), answer)
    return answer
  }

  /** Rows, in transferred form. @throws StorageError */
  async read(job: number, { database, table, path, columns, bounds, cid }: PartitionRead): Promise<unknown> {
    const seen = cid === undefined ? undefined : this.#views.get(job)?.tables.get(keyOf(database, table))
    const answer = seen ?? (await this.look(job, database, table))
    const chunk = answer.chunks.find(each => each.path === path && (cid === undefined || each.cid === cid))
    // A partition without rows lies nowhere: what it looks like is known.
    if (!chunk) return toTransferable(emptyRows(answer, columns))
    const { id } = JSON.parse(answer.table) as { id: number }
    const request = { table: id, version: answer.version, columns, bounds }
    return toTransferable(await readChunk(this.#node, chunk, request))
  }

  #sweep(): void {
    for (const [job, { release }] of this.#views) {
      if (this.#isRunning(job)) continue
      for (const each of release) each()
      this.#views.delete(job)
    }
  }
}

const keyOf = (database: string, table: string) => `${database}\u0001${table}`

function emptyRows({ table }: ChunksAnswer, columns: readonly string[]): Table {
  const record = tableFromJson(table)
  const wanted = columns.map(name => columnNamed(record, name))
  return new Table(
    wanted.map(({ name }) => name),
    wanted.map(({ type }) => emptyColumn(type)),
  )
}
