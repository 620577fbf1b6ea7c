import { crc32 } from 'node:zlib'
import { MetadataVersion } from 'apache-arrow/enum'
import { CompressionType } from 'apache-arrow/fb/compression-type'
import { FileBlock, Footer } from 'apache-arrow/ipc/metadata/file'
import {
  BodyCompression,
  BufferRegion,
  DictionaryBatch,
  FieldNode,
  Message,
  RecordBatch,
} from 'apache-arrow/ipc/metadata/message'
import type { Schema } from 'apache-arrow/schema'
import type { DataType } from '../../values/data-type.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { arrowSchema, type FieldSource, INDEX_KEY } from './arrow-schema.ts'
import { type ColumnEncoder, type Dictionary, encoderOf } from './column-encode.ts'
import { bytesOf } from './column-layout.ts'
import { compress } from './segment-compression.ts'
import { type BlockEntry, type BufferPlace, type DictionaryEntry, encodeIndex } from './segment-index.ts'
import type { SegmentSink } from './segment-sink.ts'

/** A column to be written. */
export interface SegmentColumn extends FieldSource {
  readonly vector: Vector
  /** With ZSTD, where that makes it smaller. */
  readonly compress: boolean
}

export interface SegmentOptions {
  readonly blockRows: number
  /** Whether the codes of SYMBOLs shall be in the order of their texts. */
  readonly sortedSymbols: boolean
}

/** What the catalog keeps of a segment that was written. */
export interface SegmentSummary {
  readonly rows: number
  readonly bytes: number
  readonly index: { readonly offset: number; readonly length: number; readonly crc: number }
  /** By column: nulls and bounds over all blocks. */
  readonly columns: ReadonlyMap<number, Pick<BlockEntry, 'nulls' | 'least' | 'most'>>
}

const MAGIC = new TextEncoder().encode('ARROW1')
const NOTHING = new Uint8Array(0)
// Buffers begin at multiples of this, as Arrow recommends.
const ALIGNMENT = 64
// Texts of a block: Arrow counts them with 31 bits.
const MOST_TEXT = 1 << 28

const paddingAt = (position: number) => -position & (ALIGNMENT - 1)
const zeros = new Uint8Array(ALIGNMENT)

/**
 * Writes columns of one length as an Arrow IPC file. The columns' memory must not change until it resolves, and what was
 * written is not durable before the sink says so.
 */
export async function writeSegment(
  columns: readonly SegmentColumn[],
  options: SegmentOptions,
  sink: SegmentSink,
): Promise<SegmentSummary> {
  return new SegmentWriter(columns, options, sink).write()
}

interface Batch {
  readonly length: number
  readonly nodes: readonly (readonly [length: number, nulls: number])[]
  readonly buffers: readonly Uint8Array[]
  readonly compressed: boolean
  /** Buffers that a compressed batch must not leave as they are. */
  readonly firm: ReadonlySet<Uint8Array>
  /** Undefined: a batch of rows. */
  readonly dictionaryOf: number | undefined
}

class SegmentWriter {
  readonly #columns: readonly SegmentColumn[]
  readonly #encoders: readonly ColumnEncoder[]
  readonly #starts: readonly number[]
  readonly #compresses: boolean
  readonly #sink: SegmentSink
  readonly #dictionaries: FileBlock[] = []
  readonly #batches: FileBlock[] = []
  #position = 0

  constructor(columns: readonly SegmentColumn[], options: SegmentOptions, sink: SegmentSink) {
    this.#columns = columns
    this.#encoders = columns.map(({ vector }) => encoderOf(vector, options.sortedSymbols))
    this.#starts = blockStarts(columns[0]!.vector.length, options.blockRows, this.#encoders)
    this.#compresses = columns.some(column => column.compress)
    this.#sink = sink
  }

  async write(): Promise<SegmentSummary> {
    this.#put(MAGIC)
    this.#put(zeros.subarray(0, 2))
    const schema = arrowSchema(this.#columns)
    this.#putMessage(Message.encode(Message.from(schema)))
    const dictionaries: (DictionaryEntry | null)[] = []
    for (const i of this.#columns.keys()) dictionaries.push(await this.#writeDictionary(i))
    const entries: BlockEntry[][] = this.#columns.map(() => [])
    for (let block = 0; block + 1 < this.#starts.length; block++) {
      await this.#writeBlock(this.#starts[block]!, this.#starts[block + 1]!, entries)
    }
    this.#put(bytesOf(Int32Array.of(-1, 0)))
    this.#pad()
    const indexed = this.#columns.map(({ id, type }, i) => ({
      id,
      type,
      dictionary: dictionaries[i]!,
      blocks: entries[i]!,
    }))
    const index = encodeIndex(this.#starts, indexed)
    const place = { offset: this.#position, length: index.length, crc: crc32(index) }
    this.#put(index)
    this.#putFooter(arrowSchema(this.#columns, new Map([[INDEX_KEY, JSON.stringify(place)]])))
    await this.#sink.finish()
    return {
      rows: this.#starts.at(-1)!,
      bytes: this.#position,
      index: place,
      columns: new Map(this.#columns.map(({ id }, i) => [id, overall(entries[i]!)])),
    }
  }

  async #writeDictionary(column: number): Promise<DictionaryEntry | null> {
    const { dictionary } = this.#encoders[column]!
    if (!dictionary) return null
    const size = dictionary.texts.length
    const places = await this.#writeBatch({
      length: size,
      nodes: [[size, 0]],
      buffers: [NOTHING, ...textBuffers(dictionary)],
      compressed: this.#columns[column]!.compress,
      firm: new Set(),
      dictionaryOf: this.#columns[column]!.id,
    })
    return { size, sorted: dictionary.sorted, buffers: places.slice(1) }
  }

  async #writeBlock(start: number, end: number, entries: BlockEntry[][]): Promise<void> {
    const blocks = this.#encoders.map(encoder => encoder.encode(start, end))
    const places = await this.#writeBatch({
      length: end - start,
      nodes: blocks.flatMap(block => block.nodes),
      buffers: blocks.flatMap(block => block.buffers),
      compressed: this.#compresses,
      firm: new Set(blocks.flatMap(({ buffers }, i) => (wide(this.#columns[i]!.type) ? buffers : []))),
      dictionaryOf: undefined,
    })
    let first = 0
    blocks.forEach(({ nulls, elements, least, most, kept, buffers }, i) => {
      const own = kept.map(place => places[first + place]!)
      entries[i]!.push({ nulls, elements, least, most, buffers: own })
      first += buffers.length
    })
  }

  /** Writes a batch; tells where each buffer lies. */
  async #writeBatch({
    length,
    nodes,
    buffers,
    compressed,
    firm,
    dictionaryOf,
  }: Batch): Promise<BufferPlace[]> {
    const stored = compressed
      ? await Promise.all(buffers.map(buffer => compress(buffer, firm.has(buffer))))
      : buffers.map(buffer => ({ prefix: NOTHING, bytes: buffer, packed: false }))
    const regions: BufferRegion[] = []
    let bodyLength = 0
    for (const { prefix, bytes } of stored) {
      // The bytes are aligned, not what precedes them: readers look at those that aren't compressed where they lie.
      const offset = bodyLength + paddingAt(bodyLength + prefix.length)
      regions.push(new BufferRegion(offset, prefix.length + bytes.length))
      bodyLength = offset + prefix.length + bytes.length
    }
    bodyLength += paddingAt(bodyLength)
    const batch = new RecordBatch(
      length,
      nodes.map(([count, nulls]) => new FieldNode(count, nulls)),
      regions,
      compressed ? new BodyCompression(CompressionType.ZSTD) : null,
    )
    const header = dictionaryOf === undefined ? batch : new DictionaryBatch(batch, dictionaryOf)
    const offset = this.#position
    this.#putMessage(Message.encode(Message.from(header as RecordBatch, bodyLength)))
    const block = new FileBlock(this.#position - offset, bodyLength, offset)
    if (dictionaryOf === undefined) this.#batches.push(block)
    else this.#dictionaries.push(block)
    const places = stored.map(({ prefix, bytes, packed }, i) => {
      this.#pad(prefix.length)
      this.#put(prefix)
      const place = {
        offset: this.#position,
        stored: bytes.length,
        raw: buffers[i]!.length,
        crc: bytes.length === 0 ? 0 : crc32(bytes),
        packed,
      }
      this.#put(bytes)
      return place
    })
    this.#pad()
    await this.#sink.ready()
    return places
  }

  #putFooter(schema: Schema): void {
    // The constructor's declared types are narrower than what it takes.
    const footer = new Footer(schema as never, MetadataVersion.V5, this.#batches, this.#dictionaries)
    const bytes = Footer.encode(footer)
    this.#put(bytes)
    this.#put(bytesOf(Int32Array.of(bytes.length)))
    this.#put(MAGIC)
  }

  // A message's metadata, padded so that its body is aligned.
  #putMessage(metadata: Uint8Array): void {
    const padding = paddingAt(this.#position + 8 + metadata.length)
    this.#put(bytesOf(Int32Array.of(-1, metadata.length + padding)))
    this.#put(metadata)
    this.#put(zeros.subarray(0, padding))
  }

  #put(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#sink.put(bytes)
    this.#position += bytes.length
  }

  // So that what comes after the next `before` bytes is aligned.
  #pad(before = 0): void {
    this.#put(zeros.subarray(0, paddingAt(this.#position + before)))
  }
}

// Polars takes 16-byte numbers only where they are aligned, which 8 bytes after a prefix they are not.
const wide = (type: DataType) => (type.element ?? type).name === 'DECIMAL128'

function blockStarts(rows: number, blockRows: number, encoders: readonly ColumnEncoder[]): number[] {
  const starts = [0]
  const texts = (row: number) =>
    encoders.reduce((most, encoder) => Math.max(most, encoder.textBytesBefore(row)), 0)
  while (starts.at(-1)! < rows) {
    const start = starts.at(-1)!
    let count = Math.min(blockRows, rows - start)
    while (count > 1 && texts(start + count) - texts(start) > MOST_TEXT) count >>= 1
    starts.push(start + count)
  }
  return starts
}

function textBuffers(dictionary: Dictionary): Uint8Array[] {
  const { bytes, offsets } = StringVector.of([...dictionary.texts]).utf8()
  return [bytesOf(offsets), bytes]
}

function overall(blocks: readonly BlockEntry[]): Pick<BlockEntry, 'nulls' | 'least' | 'most'> {
  let nulls = 0
  let least: number | bigint | null = null
  let most: number | bigint | null = null
  for (const block of blocks) {
    nulls += block.nulls
    if (block.least !== null && (least === null || block.least < least)) least = block.least
    if (block.most !== null && (most === null || block.most > most)) most = block.most
  }
  return { nulls, least, most }
}
