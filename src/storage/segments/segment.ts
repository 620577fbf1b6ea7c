import { crc32 } from 'node:zlib'
import type { DataType } from '../../values/data-type.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import type { SymbolBase } from '../../values/vectors/symbol-vector.ts'
import type { Commits } from '../catalog/segment-record.ts'
import { ReadPlan } from '../reading/read-plan.ts'
import { damaged, type SegmentSource } from '../reading/segment-source.ts'
import { bytesOf } from './column-layout.ts'
import { SegmentIndex } from './segment-index.ts'
import type { SegmentSummary } from './segment-writer.ts'

/** What a segment holds of one column. Of SYMBOL, bounds are codes of the segment's own dictionary. */
export interface ColumnBounds {
  readonly nulls: number
  readonly least: number | bigint | null
  readonly most: number | bigint | null
}

/** Rows of one chunk that were written together. Immutable, as is its file. */
export class Segment {
  /** Unique on this node, increasing. */
  readonly number: number
  /** Whether its bytes are in the key-value store instead of a file. */
  readonly inline: boolean
  readonly summary: SegmentSummary
  readonly source: SegmentSource
  /** Where its file is. */
  readonly volume: number
  /** First and last of the commits whose rows it holds; null before its own. */
  commits: Commits | null
  /** Versions and readers that need it: at 0 its bytes are removed. */
  holders = 0
  #index: Promise<SegmentIndex> | null = null
  // What each SYMBOL column's codes become in a base.
  readonly #recodes = new Map<number, { base: SymbolBase; table: Promise<Int32Array | null> }>()

  constructor(
    number: number,
    inline: boolean,
    summary: SegmentSummary,
    source: SegmentSource,
    commits: Commits | null = null,
    volume = 0,
  ) {
    this.volume = volume
    this.commits = commits
    this.number = number
    this.inline = inline
    this.summary = summary
    this.source = source
  }

  get rows(): number {
    return this.summary.rows
  }

  /** Undefined: the column came later. */
  bounds(column: number): ColumnBounds | undefined {
    return this.summary.columns.get(column)
  }

  /** `typeOf`: of all columns the table ever had. @throws StorageError `damaged` */
  index(typeOf: (id: number) => DataType | undefined): Promise<SegmentIndex> {
    this.#index ??= this.#readIndex(typeOf).catch(error => {
      this.#index = null
      throw error
    })
    return this.#index
  }

  async #readIndex(typeOf: (id: number) => DataType | undefined): Promise<SegmentIndex> {
    const { offset, length, crc } = this.summary.index
    const bytes = new Uint8Array(length)
    await this.source.read([bytes], offset)
    if (crc32(bytes) !== crc) throw damaged(this.source.name, 'its index is not what was written.')
    return new SegmentIndex(bytes, typeOf)
  }

  /** What the column's codes become in `base`, which takes in texts it lacks; null if they stay the same. */
  recode(column: number, index: SegmentIndex, base: SymbolBase): Promise<Int32Array | null> {
    const known = this.#recodes.get(column)
    if (known?.base === base) return known.table
    const table = this.texts(column, index).then(texts => recodeTable(texts, base))
    this.#recodes.set(column, { base, table })
    table.catch(() => this.#recodes.delete(column))
    return table
  }

  /** The texts of a SYMBOL column by code. */
  async texts(column: number, index: SegmentIndex): Promise<readonly string[]> {
    const { size, buffers } = index.dictionary(column)!
    const offsets = new Int32Array(new SharedArrayBuffer(4 * (size + 1)))
    const bytes = new Uint8Array(new SharedArrayBuffer(buffers[1]!.raw))
    const plan = new ReadPlan()
    plan.add(this.source, buffers[0]!, bytesOf(offsets))
    plan.add(this.source, buffers[1]!, bytes)
    await plan.run()
    return StringVector.ofUtf8({ bytes, offsets }).texts()
  }
}

function recodeTable(texts: readonly string[], base: SymbolBase): Int32Array | null {
  const table = Int32Array.from(texts, text => base.encode(text))
  return table.every((code, i) => code === i) ? null : table
}
