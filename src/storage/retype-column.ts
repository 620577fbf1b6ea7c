import type { DataType } from '../values/data-type.ts'
import type { Vector } from '../values/vectors/vector.ts'
import { tableKey, toBytes } from './catalog/keys.ts'
import { columnNamed, type TableRecord, tableToJson, withColumnRetyped } from './catalog/table-record.ts'
import { versionOf } from './chunk.ts'
import { type ChunkChange, planCommit } from './durability/commit.ts'
import type { ChunkReader } from './reading/chunk-reader.ts'
import { segmentOptions } from './segments/segment-options.ts'
import { segmentColumns } from './segments/stored-columns.ts'
import { StorageError } from './storage-error.ts'
import type { StoreCore } from './store-core.ts'

/** Which column becomes what. `convert` makes a vector of the new type of one of the old. */
export interface Retyping {
  readonly database: string
  readonly table: string
  readonly column: string
  readonly type: DataType
  readonly convert: (column: Vector) => Vector
}

/**
 * Changes a column's type by writing all chunks of the table anew; definition and rows change together. Nobody else writes the
 * table meanwhile. `tid`: an id for it as a writer.
 */
export async function retypeColumn(
  core: StoreCore,
  reader: ChunkReader,
  tid: number,
  retyping: Retyping,
): Promise<void> {
  const { record: old, state } = core.catalog.table(retyping.database, retyping.table)
  const { record: database } = core.catalog.database(retyping.database)
  const record = withColumnRetyped(old, retyping.column, retyping.type, database)
  const place = old.columns.indexOf(columnNamed(old, retyping.column))
  const chunks = [...state.chunks.values()].filter(chunk => (chunk.newest?.rows ?? 0) > 0)
  const changes: ChunkChange[] = []
  try {
    for (const chunk of chunks) core.lock(state, chunk, tid)
    for (const chunk of chunks) {
      const version = versionOf(chunk.newest!.cid, chunk.newest!.segments)
      const columns = await reader.readForJoining({ table: old, state, chunk, version })
      const changed = columns.map((column, i) => (i === place ? converted(column, retyping) : column))
      const staged = await core.segments.stage(
        record.id,
        chunk.number,
        segmentColumns(record, changed),
        segmentOptions(record),
      )
      changes.push({ state, chunk, replace: true, segments: [staged] })
    }
    await core.segments.settle(changes.flatMap(({ segments }) => segments))
    await core.gate.alone(() => publishRetyped(core, old, record, changes))
  } catch (error) {
    for (const staged of changes.flatMap(({ segments }) => segments)) core.segments.drop(staged)
    throw error
  } finally {
    for (const chunk of chunks) if (chunk.lockedBy === tid) chunk.lockedBy = null
    core.sweepLater()
  }
}

function converted(column: Vector, { type, convert }: Retyping): Vector {
  const vector = convert(column)
  if (vector.type !== type || vector.length !== column.length) {
    throw new StorageError(
      'invalid',
      `The conversion gave ${vector.length} values of ${vector.type} instead of ${type}`,
    )
  }
  return vector
}

async function publishRetyped(
  core: StoreCore,
  old: TableRecord,
  record: TableRecord,
  changes: readonly ChunkChange[],
): Promise<void> {
  core.checkOpen()
  const { record: newest, state } = core.catalog.table(old.database, old.name)
  const written = [...state.chunks.values()].filter(chunk => (chunk.newest?.rows ?? 0) > 0)
  if (newest !== old || written.some(chunk => changes.every(change => change.chunk !== chunk))) {
    throw new StorageError('conflict', `The table ${old.name} was changed while a column's type was`)
  }
  const cid = ++core.counters.cid
  const plans = changes.map(change => planCommit(change, cid))
  await core.kv.commit([
    { key: tableKey(record.id), value: toBytes(tableToJson(record)) },
    ...plans.flatMap(plan => plan.writes(core)),
    core.countersChange(),
  ])
  core.catalog = core.catalog.withTable({ record, state })
  state.redefine(record, cid)
  for (const plan of plans) plan.publish(core)
  core.published = Math.max(core.published, cid)
}
