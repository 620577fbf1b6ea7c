import { ANY, INT, RESOURCE, STRING, UUID } from '../values/data-type.ts'
import { Dictionary } from '../values/forms/dictionary.ts'
import { ForeignObject } from '../values/forms/foreign.ts'
import { Scalar } from '../values/forms/scalar.ts'
import type { Value } from '../values/value.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import { StringVector } from '../values/vectors/string-vector.ts'
import type { Reading, WireReader } from './wire-reader.ts'

// Forms that clients may send and no script of ours makes: each is read as what it holds.

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
