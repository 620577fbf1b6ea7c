import { Lru } from '../../base/lru.ts'
import type { DataType } from '../../values/data-type.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { type SymbolBase, SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { type ColumnRecord, columnNamed, type TableRecord } from '../catalog/table-record.ts'
import type { Chunk, ChunkVersion } from '../chunk.ts'
import { hasDictionary } from '../segments/column-layout.ts'
import type { Segment } from '../segments/segment.ts'
import type { StoreCore } from '../store-core.ts'
import type { TableState } from '../table-state.ts'
import { arrangedOrder } from '../tsdb/arrange-rows.ts'
import { BlockFilter, type Bound } from './block-filter.ts'
import { type ColumnBlock, type ColumnLoader, loadColumn } from './column-loader.ts'
import { emptyColumn, nullColumn } from './empty-column.ts'
import { asNow, heldAs } from './held-column.ts'
import { joinColumns } from './join-columns.ts'
import { ReadPlan } from './read-plan.ts'

const DEFAULT_CACHE_BYTES = 1 << 30
// Reading picked blocks is for small parts of a chunk; from here on all of it is read, and kept.
const WHOLE_FROM = 0.5

/** A column of a chunk in memory, with what it was put together from. */
interface CachedColumn {
  readonly segments: readonly Segment[]
  readonly vector: Vector
}

/** A chunk as some reader sees it. */
export interface ChunkView {
  readonly table: TableRecord
  readonly state: TableState
  readonly chunk: Chunk
  readonly version: ChunkVersion
}

/** Blocks of a segment; null: all. */
interface Picks {
  readonly segment: Segment
  readonly blocks: readonly number[] | null
}

/** Those rows of a chunk that may meet some bounds. */
export interface PickedRows {
  readonly picks: readonly Picks[]
  /** Whether there may be rows among them of which only one counts. */
  readonly duplicates: boolean
}

/** Columns of chunks, from memory or from the disk. */
export class ChunkReader {
  readonly #core: StoreCore
  readonly #cache: Lru<CachedColumn>
  // Which rows count, where duplicates are not kept.
  readonly #orders: Lru<{ readonly segments: readonly Segment[]; readonly order: Int32Array | null }>

  constructor(core: StoreCore) {
    this.#core = core
    const most = core.options.cacheBytes ?? DEFAULT_CACHE_BYTES
    this.#cache = new Lru(most, ({ vector }) => vector.byteSize() + 64)
    this.#orders = new Lru(most >> 3, ({ order }) => (order?.byteLength ?? 0) + 64)
  }

  /** Bytes of columns in memory. */
  get cachedBytes(): number {
    return this.#cache.weight + this.#orders.weight
  }

  clear(): void {
    this.#cache.clear()
    this.#orders.clear()
  }

  /**
   * Columns of all rows, in the order given; with bounds, rows that can't meet them may be left out. The columns share memory
   * with others who read: they are not to be changed. @throws StorageError
   */
  async read(
    view: ChunkView,
    columns: readonly ColumnRecord[],
    bounds: readonly Bound[] = [],
  ): Promise<Vector[]> {
    return this.readPicked(view, columns, await this.pick(view, columns, bounds))
  }

  /**
   * Columns of the rows that were picked; null: of all. Whatever columns are asked for, and when, these are the same rows in the
   * same order. @throws StorageError
   */
  async readPicked(
    view: ChunkView,
    columns: readonly ColumnRecord[],
    picked: PickedRows | null,
  ): Promise<Vector[]> {
    if (view.version.rows === 0) return columns.map(({ type }) => emptyColumn(type))
    if (picked) return this.#blocks(view, columns, picked)
    const order = await this.#order(view)
    if (!order) return this.#whole(view, columns)
    return this.#ordered(view, columns, order)
  }

  /** Columns in memory stay good when some of their segments were joined, row by row, into another. */
  joined(state: TableState, chunk: Chunk, old: readonly Segment[], segment: Segment): void {
    for (const { id } of state.record.columns) {
      const key = `${state.id}/${chunk.number}/${id}`
      const known = this.#cache.get(key)
      const start = known?.segments.indexOf(old[0]!) ?? -1
      if (!known || start < 0 || !old.every((each, i) => known.segments[start + i] === each)) continue
      const segments = [
        ...known.segments.slice(0, start),
        segment,
        ...known.segments.slice(start + old.length),
      ]
      this.#cache.set(key, { segments, vector: known.vector })
    }
  }

  /** All stored rows, duplicates too, to be put into another segment; nothing is kept in memory. */
  readForJoining(view: ChunkView): Promise<Vector[]> {
    return this.#load(view, view.version.segments, view.table.columns)
  }

  /** Columns of all rows of some segments of a table; nothing is kept in memory. */
  readSegments(
    state: TableState,
    segments: readonly Segment[],
    columns: readonly ColumnRecord[],
  ): Promise<Vector[]> {
    return this.#load({ state }, segments, columns)
  }

  // With the duplicates left out. Columns are kept in that form only.
  async #ordered(view: ChunkView, columns: readonly ColumnRecord[], order: Int32Array): Promise<Vector[]> {
    const key = ({ id }: ColumnRecord) => `${cacheKey(view, id)}/ordered`
    const { segments } = view.version
    const known = columns.map(column => this.#cache.get(key(column)))
    const missing = columns.filter((_, i) => !same(known[i]?.segments, segments))
    const raw = await this.#load(view, segments, missing)
    const fresh = new Map(missing.map((column, i) => [column.id, raw[i]!.gather(order)]))
    for (const column of missing) this.#cache.set(key(column), { segments, vector: fresh.get(column.id)! })
    return columns.map((column, i) => handedOut(fresh.get(column.id) ?? known[i]!.vector, order.length))
  }

  // Where several segments may hold rows that agree in their sort columns: which of them count. Null: all rows.
  async #order(view: ChunkView): Promise<Int32Array | null> {
    const { table, version } = view
    if (table.keepDuplicates === 'ALL' || version.segments.length < 2) return null
    const key = cacheKey(view, -1)
    const known = this.#orders.get(key)
    if (known && same(known.segments, version.segments)) return known.order
    const columns = table.sortColumns.map(name => columnNamed(table, name))
    const loaded = await this.#load(view, version.segments, columns)
    const order = arrangedOrder(
      table,
      table.columns.map(column => loaded[columns.indexOf(column)]),
      this.#core.options.mapSortKey,
    )
    this.#orders.set(key, { segments: version.segments, order })
    return order
  }

  async #whole(view: ChunkView, columns: readonly ColumnRecord[]): Promise<Vector[]> {
    const { segments, rows } = view.version
    const known = columns.map(({ id }) => this.#cache.get(cacheKey(view, id)))
    // Columns are read from where their rows in memory end: mostly from the beginning, or only what was added since.
    const groups = new Map<number, ColumnRecord[]>()
    columns.forEach((column, i) => {
      const from = sharedStart(known[i]?.segments, segments)
      if (from < segments.length) groups.set(from, [...(groups.get(from) ?? []), column])
    })
    const loaded = new Map<number, Vector>()
    for (const [from, group] of groups) {
      const vectors = await this.#load(view, segments.slice(from), group)
      group.forEach((column, i) => {
        loaded.set(column.id, vectors[i]!)
      })
    }
    return columns.map((column, i) => {
      const more = loaded.get(column.id)
      const before = known[i]?.vector
      if (!more) return handedOut(before!, rows)
      const vector = more.length === rows ? more : extended(before!, rows - more.length, more)
      this.#cache.set(cacheKey(view, column.id), { segments, vector })
      return handedOut(vector, rows)
    })
  }

  /** Rows to read where not all can meet the bounds; null: all of them. @throws StorageError */
  async pick(
    view: ChunkView,
    columns: readonly ColumnRecord[],
    bounds: readonly Bound[],
  ): Promise<PickedRows | null> {
    const { table, version } = view
    if (bounds.length === 0 || version.rows === 0) return null
    const duplicates = table.keepDuplicates !== 'ALL' && version.segments.length > 1
    if (columns.every(({ id }) => same(this.#cache.get(cacheKey(view, id))?.segments, version.segments)))
      return null
    // A newer duplicate may not meet a bound that an older one meets, unless they agree in the bound's column.
    const usable = duplicates ? bounds.filter(({ column }) => table.sortColumns.includes(column)) : bounds
    if (usable.length === 0) return null
    const filter = new BlockFilter(table, usable)
    const picks: Picks[] = []
    let rows = 0
    for (const segment of version.segments) {
      if (!filter.admits(segment)) continue
      const index = await segment.index(view.state.typeOf)
      const blocks = await filter.blocks(segment, index)
      for (const block of blocks) rows += index.starts[block + 1]! - index.starts[block]!
      if (blocks.length > 0) picks.push({ segment, blocks })
    }
    if (rows > version.rows * WHOLE_FROM) return null
    return { picks, duplicates }
  }

  async #blocks(
    view: ChunkView,
    columns: readonly ColumnRecord[],
    { picks, duplicates }: PickedRows,
  ): Promise<Vector[]> {
    if (!duplicates) return this.#loadBlocks(view, picks, columns)
    const { table } = view
    const sorting = table.sortColumns.map(name => columnNamed(table, name))
    const needed = [...new Set([...columns, ...sorting])]
    const loaded = await this.#loadBlocks(view, picks, needed)
    const byColumn = table.columns.map(column =>
      sorting.includes(column) ? loaded[needed.indexOf(column)] : undefined,
    )
    const order = arrangedOrder(table, byColumn, this.#core.options.mapSortKey)
    const wanted = columns.map(column => loaded[needed.indexOf(column)]!)
    return order ? wanted.map(vector => vector.gather(order)) : wanted
  }

  #load(
    view: Pick<ChunkView, 'state'>,
    segments: readonly Segment[],
    columns: readonly ColumnRecord[],
  ): Promise<Vector[]> {
    const picks = segments.map(segment => ({ segment, blocks: null }))
    return this.#loadBlocks(view, picks, columns)
  }

  /** Blocks of segments as columns; null: all of a segment's blocks. */
  async #loadBlocks(
    { state }: Pick<ChunkView, 'state'>,
    picks: readonly Picks[],
    columns: readonly ColumnRecord[],
  ): Promise<Vector[]> {
    if (columns.length === 0) return []
    const indexes = await Promise.all(picks.map(({ segment }) => segment.index(state.typeOf)))
    const plan = new ReadPlan()
    const finishes: (() => Vector)[] = []
    for (const column of columns) {
      const { id, type } = column
      const base = hasDictionary(type) ? this.#core.symbolBase(state.id, id) : null
      // Segments that have the column under one id, in stretches; between them those that are older than it.
      const parts: (ColumnLoader | Vector)[] = []
      let stretch: ColumnBlock[] = []
      let held: number | null = id
      const close = () => {
        if (stretch.length > 0) parts.push(loadHeld(state, column, held!, stretch, base, plan))
        stretch = []
      }
      for (const [i, { segment, blocks }] of picks.entries()) {
        const index = indexes[i]!
        const chosen = blocks ?? Array.from({ length: index.blocks }, (_, block) => block)
        const rows = (block: number) => index.starts[block + 1]! - index.starts[block]!
        const now = heldAs(column, index)
        if (now !== held) close()
        held = now
        if (held === null) {
          const count = chosen.reduce((sum, block) => sum + rows(block), 0)
          parts.push(nullColumn(type, count, base ?? undefined))
          continue
        }
        const heldType = held === id ? type : state.typeOf(held)!
        const recode = base ? await segment.recode(id, index, base) : null
        for (const block of chosen) {
          stretch.push({
            source: segment.source,
            entry: index.entry(held, heldType, block),
            rows: rows(block),
            recode,
          })
        }
      }
      close()
      finishes.push(() => joinParts(type, parts))
    }
    await plan.run()
    return finishes.map(finish => finish())
  }
}

function loadHeld(
  { typeOf }: TableState,
  column: ColumnRecord,
  held: number,
  blocks: readonly ColumnBlock[],
  base: SymbolBase | null,
  plan: ReadPlan,
): ColumnLoader {
  if (held === column.id) return loadColumn(column.type, blocks, base, plan)
  const loader = loadColumn(typeOf(held)!, blocks, null, plan)
  return { finish: () => asNow(loader.finish(), column, held, typeOf) }
}

function joinParts(type: DataType, parts: readonly (ColumnLoader | Vector)[]): Vector {
  if (parts.length === 0) return emptyColumn(type)
  return joinColumns(parts.map(part => ('finish' in part ? part.finish() : part)))
}

const cacheKey = ({ state, chunk }: ChunkView, column: number) => `${state.id}/${chunk.number}/${column}`

const same = (known: readonly Segment[] | undefined, segments: readonly Segment[]) =>
  known?.length === segments.length && sharedStart(known, segments) === segments.length

// How many of the segments are in memory already. Memory may have more: a later moment was read.
function sharedStart(known: readonly Segment[] | undefined, segments: readonly Segment[]): number {
  if (!known) return 0
  const shared = Math.min(known.length, segments.length)
  for (let i = 0; i < shared; i++) if (known[i] !== segments[i]) return 0
  return shared
}

// The first `rows` rows of a column in memory and more. It grows in place where it can: others see their part of the
// memory only. It can't where another reader has made it grow meanwhile.
function extended(vector: Vector, rows: number, more: Vector): Vector {
  const growing = vector.length === rows && (vector instanceof FixedVector || vector instanceof SymbolVector)
  const alike = !(vector instanceof SymbolVector) || vector.base === (more as SymbolVector).base
  if (growing && alike) {
    vector.append(more)
    return vector
  }
  return joinColumns([vector.length === rows ? vector : vector.view(0, rows), more])
}

// What readers get of a column in memory, which may grow later.
function handedOut(vector: Vector, rows: number): Vector {
  const fixed = vector instanceof FixedVector || vector instanceof SymbolVector
  const out = fixed || vector.length > rows ? vector.view(0, rows) : vector
  out.aliased = true
  return out
}
