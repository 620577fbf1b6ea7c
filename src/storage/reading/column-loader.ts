import type { DataType } from '../../values/data-type.ts'
import { allocate, allocateBytes } from '../../values/memory.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { type SymbolBase, SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { bufferCount, bytesOf, layoutOf } from '../segments/column-layout.ts'
import type { BlockEntry } from '../segments/segment-index.ts'
import { unionFields, unionOfFields } from '../segments/union-fields.ts'
import type { ReadPlan } from './read-plan.ts'
import type { SegmentSource } from './segment-source.ts'

/** A block of one segment, as a column sees it. */
export interface ColumnBlock {
  readonly source: SegmentSource
  readonly entry: BlockEntry
  readonly rows: number
  /** Of SYMBOLs: what the segment's codes become in the base; null where they stay the same. */
  readonly recode: Int32Array | null
}

/**
 * A column put together from blocks of any number of segments: memory for all of it is taken at once, every block's bytes
 * are read straight into their place, and `finish` mends what depends on the place.
 */
export interface ColumnLoader {
  finish(): Vector
}

/** Plans the reading of all blocks. `base`: that of the column's SYMBOLs. */
export function loadColumn(
  type: DataType,
  blocks: readonly ColumnBlock[],
  base: SymbolBase | null,
  plan: ReadPlan,
): ColumnLoader {
  const rows = blocks.map(block => block.rows)
  return loadBuffers({ type, blocks, counts: rows, first: 0, base, plan })
}

// `counts`: values per block; `first`: the first of the layout's buffers in each block's entry.
interface Part {
  readonly type: DataType
  readonly blocks: readonly ColumnBlock[]
  readonly counts: readonly number[]
  readonly first: number
  readonly base: SymbolBase | null
  readonly plan: ReadPlan
}

function loadBuffers(part: Part): ColumnLoader {
  switch (layoutOf(part.type)) {
    case 'fixed':
      return loadFixed(part)
    case 'symbol':
      return loadSymbols(part)
    case 'text':
      return loadTexts(part)
    case 'array':
      return loadArrays(part)
    case 'union':
      return loadUnion(part)
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
const someNull = (part: Part) => part.blocks.some(block => block.entry.nulls > 0)

function loadFixed(part: Part): ColumnLoader {
  const vector = FixedVector.zeros(part.type, sum(part.counts))
  vector.mayHoldNulls = someNull(part)
  readInto(part, bytesOf(vector.data), part.type.width)
  return { finish: () => vector }
}

function readInto({ blocks, counts, first, plan }: Part, target: Uint8Array, width: number): void {
  let at = 0
  for (const [i, { source, entry }] of blocks.entries()) {
    const bytes = counts[i]! * width
    plan.add(source, entry.buffers[first]!, target.subarray(at, at + bytes))
    at += bytes
  }
}

function loadSymbols(part: Part): ColumnLoader {
  const codes = allocate('symbol', sum(part.counts))
  readInto(part, bytesOf(codes), 4)
  return {
    finish() {
      let at = 0
      for (const [i, { recode }] of part.blocks.entries()) {
        const end = at + part.counts[i]!
        if (recode) for (let row = at; row < end; row++) codes[row] = recode[codes[row]!]!
        at = end
      }
      return new SymbolVector(codes, part.base!, someNull(part))
    },
  }
}

function loadTexts(part: Part): ColumnLoader {
  const { blocks, counts, first, plan, type } = part
  const lengths = blocks.map(block => block.entry.buffers[first + 1]!.raw)
  const bytes = allocateBytes(sum(lengths))
  const offsets = loadOffsets(part)
  let at = 0
  for (const [i, { source, entry }] of blocks.entries()) {
    plan.add(source, entry.buffers[first + 1]!, bytes.subarray(at, at + lengths[i]!))
    at += lengths[i]!
  }
  return { finish: () => StringVector.ofUtf8({ bytes, offsets: offsets(counts, lengths) }, type) }
}

function loadArrays(part: Part): ColumnLoader {
  const elements = part.blocks.map(block => block.entry.elements)
  const offsets = loadOffsets(part)
  const flat = loadBuffers({ ...part, type: part.type.element!, counts: elements, first: part.first + 1 })
  return { finish: () => new ArrayVector(offsets(part.counts, elements), flat.finish()) }
}

function loadUnion(part: Part): ColumnLoader {
  let { first } = part
  const fields = unionFields.map(([, type]) => {
    const field = loadBuffers({ ...part, type, first })
    first += bufferCount(type)
    return field
  })
  return { finish: () => unionOfFields(fields.map(field => field.finish())) }
}

// Each block's offsets begin at 0; joined, each begins where the one before ended.
function loadOffsets({ blocks, counts, first, plan }: Part) {
  const parts = blocks.map(({ source, entry }, i) => {
    const part = new Int32Array(new SharedArrayBuffer((counts[i]! + 1) * 4))
    plan.add(source, entry.buffers[first]!, bytesOf(part))
    return part
  })
  return (rows: readonly number[], lengths: readonly number[]): Int32Array => {
    if (parts.length === 1) return parts[0]!
    const joined = allocate('i32', sum(rows) + 1)
    let at = 0
    let base = 0
    for (const [i, part] of parts.entries()) {
      for (let row = 0; row < part.length; row++) joined[at + row] = part[row]! + base
      at += rows[i]!
      base += lengths[i]!
    }
    return joined
  }
}
