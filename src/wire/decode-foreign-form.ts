import { ANY, INT, LONG, RESOURCE, STRING, typeOfCode, UUID } from '../values/data-type.ts'
import { Dictionary } from '../values/dictionary.ts'
import { FixedVector } from '../values/fixed-vector.ts'
import { ForeignObject } from '../values/foreign.ts'
import { NULL, Scalar } from '../values/scalar.ts'
import { StringVector } from '../values/string-vector.ts'
import { Tuple } from '../values/tuple.ts'
import type { Value } from '../values/value.ts'
import type { Vector } from '../values/vector.ts'
import { WireError } from './wire-error.ts'
import type { Reading, WireReader } from './wire-reader.ts'

// Forms that clients may send and no script of ours makes: each is read as what it holds.

// As deep as objects may nest: each dimension becomes a tuple of those within.
const MOST_DIMENSIONS = 32

/** A tensor of numbers: a vector for one dimension, tuples of them for more, whatever its strides are. @throws WireError */
export function* readTensor(reader: WireReader, code: number): Reading<Value> {
  const type = typeOfCode(code)
  if (!type || type.width === 0 || type.storage === 'symbol')
    throw new WireError(`Tensors of type ${type ?? code} aren't understood.`)
  yield* reader.take(6) // the kind of tensor, the device, flags
  const dimensions = yield* reader.i32()
  if (dimensions < 1 || dimensions > MOST_DIMENSIONS)
    throw new WireError(`A tensor has 1 to ${MOST_DIMENSIONS} dimensions, not ${dimensions}.`)
  const shape = yield* lengths(reader, dimensions)
  const strides = yield* lengths(reader, dimensions)
  yield* reader.take(8) // reserved
  const [count] = (yield* lengths(reader, 1)) as [number]
  reader.checkSize(count, type.width)
  checkShape(reader, shape, strides, count)
  const flat = FixedVector.zeros(type, count)
  yield* reader.fill(new Uint8Array(flat.data.buffer, flat.data.byteOffset, flat.data.byteLength), type.width)
  flat.mayHoldNulls = true
  return part(flat, shape, strides, 0, 0)
}

function* lengths(reader: WireReader, n: number): Reading<number[]> {
  const longs = FixedVector.zeros(LONG, n)
  const { data } = longs
  yield* reader.fill(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 8)
  return Array.from(data as BigInt64Array, Number)
}

// What a tensor becomes is no larger than what came, and lies within it.
function checkShape(reader: WireReader, shape: number[], strides: number[], count: number): void {
  const elements = shape.reduce((product, size) => product * size, 1)
  const last = shape.reduce((place, size, i) => place + Math.max(0, size - 1) * strides[i]!, 0)
  const isEmpty = elements === 0
  if (Math.min(...shape, ...strides) < 0 || elements > count || (!isEmpty && last >= count))
    throw new WireError(`A tensor of ${shape.join(' × ')} doesn't lie within ${count} elements.`)
  if (isEmpty) reader.checkVoid(shape.reduce((product, size) => product * Math.max(1, size), 1))
}

function part(flat: FixedVector, shape: number[], strides: number[], depth: number, start: number): Vector {
  const size = shape[depth]!
  const places = Array.from({ length: size }, (_, i) => start + i * strides[depth]!)
  if (depth + 1 === shape.length) return flat.gather(Int32Array.from(places))
  return new Tuple(places.map(place => part(flat, shape, strides, depth + 1, place)))
}

/** A column of mixed types, stored by type: which of `objects` vectors and which place in it, element by element. */
export function* readMixedColumn(objects: number, read: () => Reading<Value>): Reading<Vector> {
  const index = objects > 0 ? yield* read() : null
  if (!(index instanceof FixedVector) || index.type !== INT || index.length < 2)
    throw new WireError('A column of type IOTANY begins with its index.')
  const places = index.data as Int32Array
  const rows = places[0]!
  if (places.length !== 2 + 2 * rows) throw new WireError("A column of type IOTANY doesn't fit its index.")
  const byType = new Map<number, Vector>()
  for (let i = 1; i < objects; i++) {
    const vector = yield* read()
    if (vector.form !== 'vector') throw new WireError('A vector is expected.')
    byType.set(vector.type.code, vector)
  }
  const items: Value[] = []
  for (let i = 0; i < rows; i++) items.push(element(byType, places[2 + rows + i]!, places[2 + i]!))
  return new Tuple(items)
}

function element(byType: ReadonlyMap<number, Vector>, type: number, place: number): Value {
  if (type === 0) return NULL
  const vector = byType.get(type)
  if (!vector || place < 0 || place >= vector.length)
    throw new WireError(`A column of type IOTANY has no element ${place} of type ${type}.`)
  return vector.get(place)
}

/** An object of a plug-in (an instrument, market data): its bytes are its own, so it can be shown and nothing else. */
export function* readPluginObject(reader: WireReader, code: number): Reading<Value> {
  yield* reader.take(4)
  let left = (yield* reader.i32()) & 0xffffff
  for (; left > 0; left -= Math.min(left, PIECE)) yield* reader.take(Math.min(left, PIECE))
  return new ForeignObject(RESOURCE, `${pluginTypes[code] ?? `Object of type ${code}`}<detail invisible>`)
}

const PIECE = 1 << 16
const pluginTypes: Readonly<Record<number, string>> = { 42: 'Instrument', 43: 'MktData' }

/** What a controller tells of a chunk, as a dictionary of `path`, `id`, `version`, `size`, `flag` and `sites`. */
export function* readChunk(reader: WireReader): Reading<Value> {
  yield* reader.take(2)
  const chunk = new Dictionary(STRING, ANY, true)
  chunk.set('path', new Scalar(STRING, yield* reader.zeroTerminated()))
  const id = FixedVector.zeros(UUID, 1)
  yield* reader.fill(new Uint8Array(id.data.buffer, id.data.byteOffset, id.data.byteLength), 16)
  chunk.set('id', id.get(0))
  chunk.set('version', new Scalar(INT, yield* reader.i32()))
  chunk.set('size', new Scalar(INT, yield* reader.i32()))
  chunk.set('flag', new Scalar(INT, yield* reader.u8()))
  const copies = yield* reader.u8()
  const sites: string[] = []
  for (let i = 0; i < copies; i++) sites.push(yield* reader.zeroTerminated())
  chunk.set('sites', StringVector.of(sites, STRING))
  return chunk
}
