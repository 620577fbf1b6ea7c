import { ANY, INT, RESOURCE, STRING, UUID } from '../values/data-type.ts'
import { Dictionary } from '../values/forms/dictionary.ts'
import { ForeignObject } from '../values/forms/foreign.ts'
import { NULL, Scalar } from '../values/forms/scalar.ts'
import type { Value } from '../values/value.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import { StringVector } from '../values/vectors/string-vector.ts'
import { Tuple } from '../values/vectors/tuple.ts'
import type { Vector } from '../values/vectors/vector.ts'
import { WireError } from './wire-error.ts'
import type { Reading, WireReader } from './wire-reader.ts'

// Forms that clients may send and no script of ours makes: each is read as what it holds.

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
