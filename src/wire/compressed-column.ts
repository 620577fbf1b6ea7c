import { type DataType, STRING, typeOfCode } from '../values/data-type.ts'
import { nullOf } from '../values/null.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import { StringVector } from '../values/vectors/string-vector.ts'
import type { Vector } from '../values/vectors/vector.ts'
import { type BlockValues, deltaDecode, deltaEncode } from './delta-of-delta.ts'
import { lz4 } from './lz4.ts'
import { zeroTerminatedBlocks } from './text-blocks.ts'
import { WireError } from './wire-error.ts'
import type { Reading, WireReader } from './wire-reader.ts'

// A column of type 26: a header of 20 bytes, then blocks, each behind its length. A block is at most 64 KiB of the
// column's bytes, compressed by LZ4, or as many integers in the differences of their differences.

const LZ4 = 1
const DELTA = 2
const BLOCK = 65536
const HEADER = 20
// Smaller columns aren't worth it.
const SMALLEST = 4096

/** Where a column's header says what its blocks hold. */
export interface CompressedHeader {
  readonly bytes: number
  readonly method: number
  readonly type: number
  readonly scale: number
  /** Elements of all rows, of an array vector. */
  readonly extra: number
  readonly rows: number
}

export function* readCompressedHeader(reader: WireReader, bytes: number): Reading<CompressedHeader> {
  if (bytes < HEADER) throw new WireError('A compressed column is shorter than its header.')
  const head = yield* reader.take(HEADER)
  const view = new DataView(head.buffer, head.byteOffset, HEADER)
  const method = head[3]!
  if (method !== LZ4 && method !== DELTA) throw new WireError(`Compression ${method} isn't understood.`)
  return {
    bytes: bytes - HEADER,
    method,
    type: head[4]!,
    scale: view.getInt16(6, reader.little) & 255,
    extra: view.getInt32(8, reader.little),
    rows: view.getInt32(12, reader.little) >>> 0,
  }
}

/** Reads the blocks behind a header: `put` gets each one's bytes, as the column has them in `reader`'s byte order. */
export function* readBlocks(
  reader: WireReader,
  header: CompressedHeader,
  put: (bytes: Uint8Array) => void,
): Reading<void> {
  let left = header.bytes
  while (left > 0) {
    if (left < 4) throw new WireError('A compressed column ends within a block.')
    const length = Math.min((yield* reader.i32()) & 0x7fffffff, (left -= 4))
    if (length > 4 * BLOCK) throw new WireError(`A compressed block of ${length} bytes is too long.`)
    const block = yield* reader.take(length)
    left -= length
    put(header.method === LZ4 ? lz4Block(block) : deltaBlock(block, header, reader.little))
  }
}

function lz4Block(block: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(BLOCK)
  const end = lz4.decompressBlock(block, bytes, 0, block.length, 0)
  if (!(end <= BLOCK)) throw new WireError('A compressed block is no LZ4.')
  return bytes.subarray(0, end)
}

const writers = {
  2: {
    null: -(2n ** 15n),
    put: (view: DataView, at: number, n: bigint, little: boolean) =>
      view.setInt16(at, Number(BigInt.asIntN(16, n)), little),
  },
  4: {
    null: -(2n ** 31n),
    put: (view: DataView, at: number, n: bigint, little: boolean) =>
      view.setInt32(at, Number(BigInt.asIntN(32, n)), little),
  },
  8: {
    null: -(2n ** 63n),
    put: (view: DataView, at: number, n: bigint, little: boolean) => view.setBigInt64(at, n, little),
  },
} as const

function deltaBlock(block: Uint8Array, header: CompressedHeader, little: boolean): Uint8Array {
  const width = typeOfCode(header.type)?.width
  if (width !== 2 && width !== 4 && width !== 8)
    throw new WireError(`A column of type ${header.type} can't be compressed by differences.`)
  const bytes = new Uint8Array(BLOCK)
  const view = new DataView(bytes.buffer)
  const writer = writers[width]
  let at = 0
  deltaDecode(block, width, little, value => {
    if (at === BLOCK) throw new WireError('A compressed block holds more than 64 KiB.')
    writer.put(view, at, value ?? writer.null, little)
    at += width
    return true
  })
  return bytes.subarray(0, at)
}

/** The compressed column behind its type and form, or null where it goes better as it is. */
export function compressColumn(column: Vector): Uint8Array[] | null {
  const byDifferences = column.type.category === 'TEMPORAL' && column instanceof FixedVector
  const compressed = (byDifferences && deltaBlocks(column)) || lz4Blocks(column)
  if (!compressed) return null
  const bytes = compressed.blocks.reduce((sum, block) => sum + 4 + block.length, HEADER)
  const parts = [header(column, bytes, compressed.method)]
  for (const block of compressed.blocks) {
    const length = new Uint8Array(4)
    new DataView(length.buffer).setInt32(0, block.length, true)
    parts.push(length, block)
  }
  return parts
}

interface Blocks {
  readonly method: number
  readonly blocks: Uint8Array[]
}

function header(column: Vector, bytes: number, method: number): Uint8Array {
  const head = new Uint8Array(8 + HEADER)
  const view = new DataView(head.buffer)
  view.setUint32(0, bytes, true)
  view.setUint32(4, 1, true)
  head.set([0, 1, 255, method, column.type.code, column.type.width], 8)
  view.setInt32(16, -1, true)
  view.setInt32(20, column.length, true)
  view.setInt32(24, -1, true)
  return head
}

// Decimals, symbols and array vectors go as they are.
function piecesOf(column: Vector): Iterable<Uint8Array> | null {
  if (column instanceof StringVector && column.type === STRING)
    return zeroTerminatedBlocks(column.utf8(), BLOCK)
  if (!(column instanceof FixedVector) || column.type.category === 'DECIMAL') return null
  if (column.data.byteLength < SMALLEST) return null
  return slices(new Uint8Array(column.data.buffer, column.data.byteOffset, column.data.byteLength))
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += BLOCK) yield bytes.subarray(at, at + BLOCK)
}

function lz4Blocks(column: Vector): Blocks | null {
  const pieces = piecesOf(column)
  if (!pieces) return null
  const table = new Uint32Array(BLOCK)
  const draft = new Uint8Array(lz4.compressBound(BLOCK))
  const blocks: Uint8Array[] = []
  for (const piece of pieces) {
    table.fill(0)
    const length = lz4.compressBlock(piece, draft, 0, piece.length, table)
    blocks.push(length === 0 ? literals(piece) : draft.slice(0, length))
  }
  return { method: LZ4, blocks }
}

// A block in which nothing repeats: its length, then itself.
function literals(piece: Uint8Array): Uint8Array {
  const head: number[] = []
  let length = piece.length
  head.push(Math.min(length, 15) << 4)
  for (length -= 15; length >= 0; length -= 255) head.push(Math.min(length, 255))
  const block = new Uint8Array(head.length + piece.length)
  block.set(head)
  block.set(piece, head.length)
  return block
}

function deltaBlocks(column: FixedVector): Blocks | null {
  const { data, type } = column
  if (data.byteLength < SMALLEST) return null
  const width = type.width as 4 | 8
  const blocks: Uint8Array[] = []
  for (let at = 0; at < data.length; at += BLOCK / width) {
    const block = deltaEncode(blockValues(column, at, Math.min(BLOCK / width, data.length - at)), width)
    if (!block) return null
    blocks.push(block)
  }
  return { method: DELTA, blocks }
}

function blockValues(column: FixedVector, start: number, length: number): BlockValues {
  const { data, type } = column
  const nothing = nullOf(type as DataType)
  if (!(data instanceof BigInt64Array)) {
    return { length, at: i => (data[start + i] === nothing ? null : (data[start + i] as number)) }
  }
  return { length, at: i => (data[start + i] === nothing ? null : Number(data[start + i])) }
}
