import type { Host } from '../../host/host.ts'
import type { KeyValueStore } from '../../host/kv.ts'
import { Catalog } from '../catalog/catalog.ts'
import { databaseFromJson } from '../catalog/database-record.ts'
import {
  COUNTERS_KEY,
  everyKey,
  FORMAT_KEY,
  numberOfFile,
  numberOfKey,
  segmentFile,
  segmentFolder,
  segmentKey,
  toBytes,
  toText,
} from '../catalog/keys.ts'
import type { SchemaCatalog } from '../catalog/schema-catalog.ts'
import { tableFromJson } from '../catalog/table-record.ts'
import type { StagedSegment } from '../segments/segment-store.ts'
import { Volumes } from '../segments/volumes.ts'
import { StorageError } from '../storage-error.ts'
import { type Counters, StoreCore, type StoreOptions } from '../store-core.ts'
import { TableState } from '../table-state.ts'
import type { ChunkChange, PreparedRecord } from './commit.ts'

const FORMAT = 1

/** What a store was when it was left, whether closed or crashed. */
export interface Recovered {
  readonly core: StoreCore
  /** Transactions whose outcome the store doesn't know, by their id. */
  readonly prepared: ReadonlyMap<number, readonly ChunkChange[]>
}

/** Reads the catalog, and removes what a crash left behind. */
export async function recover(
  host: Host,
  kv: KeyValueStore,
  folder: string,
  options: StoreOptions,
): Promise<Recovered> {
  const counters = await readCounters(kv)
  const volumes = await Volumes.open(host, kv, folder, options.volumes ?? [])
  const core = new StoreCore(host, kv, folder, options, { counters, volumes })
  let catalog = new Catalog()
  for (const { value } of kv.range(...everyKey('database'))) {
    catalog = catalog.withDatabase(databaseFromJson(toText(value)))
  }
  const schemas = new Map<string, SchemaCatalog>()
  for (const { value } of kv.range(...everyKey('catalog'))) {
    const found: SchemaCatalog = JSON.parse(toText(value))
    schemas.set(found.name, found)
  }
  catalog = catalog.withSchemas(schemas)
  for (const { value } of kv.range(...everyKey('table'))) {
    const record = tableFromJson(toText(value))
    const state = new TableState(record, kv, core.segments)
    core.tables.set(record.id, state)
    catalog = catalog.withTable({ record, state })
  }
  core.catalog = catalog
  const prepared = restorePrepared(core)
  await removeLeftovers(core, prepared)
  return { core, prepared }
}

async function readCounters(kv: KeyValueStore): Promise<Counters> {
  const format = kv.get(FORMAT_KEY)
  if (!format) {
    await kv.commit([{ key: FORMAT_KEY, value: toBytes(String(FORMAT)) }])
    return { cid: 0, tid: 1, table: 1, segment: 1 }
  }
  if (toText(format) !== String(FORMAT)) {
    throw new StorageError('invalid', `This store has format ${toText(format)}; this version reads ${FORMAT}`)
  }
  const counters = kv.get(COUNTERS_KEY)
  return counters ? JSON.parse(toText(counters)) : { cid: 0, tid: 1, table: 1, segment: 1 }
}

function restorePrepared(core: StoreCore): Map<number, readonly ChunkChange[]> {
  const restored = new Map<number, readonly ChunkChange[]>()
  for (const { key, value } of core.kv.range(...everyKey('prepared'))) {
    const record: PreparedRecord = JSON.parse(toText(value))
    const changes = record.changes.flatMap(({ table, chunk, replace, segments }): ChunkChange[] => {
      const state = core.tables.get(table)
      // The table was dropped meanwhile, and its rows with it.
      if (!state) return []
      const staged = segments.map(
        ({ number, record }): StagedSegment => ({
          segment: core.segments.known(table, number, record, state.typeOf),
          tableId: table,
          synced: Promise.resolve(),
          inlineBytes: null,
        }),
      )
      const restored = state.restore(chunk.id, chunk.number, chunk.path)
      return [{ state, chunk: restored, replace, id: chunk.id, segments: staged }]
    })
    restored.set(numberOfKey(key), changes)
  }
  return restored
}

// Files and inline bytes that no record names: of transactions that did not commit, and of segments that were replaced.
async function removeLeftovers(core: StoreCore, prepared: Recovered['prepared']): Promise<void> {
  const { kv, volumes } = core
  const awaited = new Set(
    [...prepared.values()].flat().flatMap(({ segments }) => segments.map(({ segment }) => segment.number)),
  )
  const known = (table: number, number: number) =>
    awaited.has(number) || kv.get(segmentKey(table, number)) !== undefined
  for (const volume of volumes.present) await removeFiles(core, volume.folder, known)
  const inline = [...kv.keys(...everyKey('inline'))].filter(key => {
    const table = Number(key.split('/')[1])
    return !known(table, numberOfKey(key))
  })
  if (inline.length > 0) await kv.commit(inline.map(key => ({ key, value: undefined })))
}

async function removeFiles(
  { host: { disk }, tables }: StoreCore,
  folder: string,
  known: (table: number, number: number) => boolean,
): Promise<void> {
  for (const name of await disk.list(`${folder}/segments`)) {
    const table = Number(name)
    for (const file of await disk.list(`${folder}/${segmentFolder(table)}`)) {
      const number = numberOfFile(file)
      if (Number.isNaN(number) || known(table, number)) continue
      await disk.remove(`${folder}/${segmentFolder(table)}/${segmentFile(number)}`)
    }
    if (!tables.has(table)) await disk.removeFolder(`${folder}/${segmentFolder(table)}`).catch(() => {})
  }
}
