import {
  BOOL,
  CHAR,
  type DataType,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  SHORT,
  STRING,
  SYMBOL,
} from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import { nullOf } from '../../values/null.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'

/**
 * A column of IOTANY in a segment is a struct of four fields, of which a row has the code of its type and one more; the others
 * are null. (Not a union of Arrow's: Polars, among others, opens no file that has one.)
 */
export const unionFields: readonly (readonly [name: string, type: DataType])[] = [
  ['type', CHAR],
  ['integer', LONG],
  ['real', DOUBLE],
  ['text', STRING],
]

// Codes of the types lie below.
const CODES = 64

const integers = [BOOL, CHAR, SHORT, INT]

export function fieldsOfUnion(union: UnionVector): Vector[] {
  const { codes, places, parts } = union
  const types = FixedVector.filled(CHAR, codes.length, nullOf(CHAR))
  const longs = FixedVector.filled(LONG, codes.length, nullOf(LONG))
  const reals = FixedVector.filled(DOUBLE, codes.length, nullOf(DOUBLE))
  const texts = new Array<string>(codes.length).fill('')
  const put: ((row: number, place: number) => void)[] = []
  for (const [code, part] of parts) put[code] = writerOf(part, longs.data as BigInt64Array, reals.data, texts)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!
    if (code === 0) continue
    types.data[row] = code
    put[code]!(row, places[row]!)
  }
  return [types, longs, reals, StringVector.of(texts)]
}

function writerOf(part: Vector, longs: BigInt64Array, reals: FixedVector['data'], texts: string[]) {
  if (part instanceof SymbolVector)
    return (row: number, place: number) => {
      texts[row] = part.text(place)
    }
  if (part instanceof StringVector) {
    const own = part.texts()
    return (row: number, place: number) => {
      texts[row] = own[place]!
    }
  }
  const { data, type } = part as FixedVector
  const target = type === DOUBLE || type === FLOAT ? reals : type === LONG ? longs : null
  if (target)
    return (row: number, place: number) => {
      target[row] = data[place]! as never
    }
  const words = new Int32Array(longs.buffer, longs.byteOffset, 2 * longs.length)
  return (row: number, place: number) => {
    const value = data[place] as number
    words[2 * row] = value
    words[2 * row + 1] = value >> 31
  }
}

/** The column that fields, as `fieldsOfUnion` gives them, were made of. */
export function unionOfFields([types, longs, reals, texts]: readonly Vector[]): UnionVector {
  const source = (types as FixedVector).data as Int8Array
  const codes = allocate('i8', source.length)
  const places = allocate('i32', source.length)
  const counts = new Int32Array(CODES)
  for (let row = 0; row < source.length; row++) {
    const code = source[row]!
    if (code <= 0) continue
    codes[row] = code
    places[row] = counts[code]!++
  }
  const rows = Array.from(counts, count => new Int32Array(count))
  for (let row = 0; row < codes.length; row++) if (codes[row] !== 0) rows[codes[row]!]![places[row]!] = row
  const fields = { longs: longs as FixedVector, reals: reals as FixedVector, texts: texts as StringVector }
  const parts = rows.flatMap((own, code) =>
    own.length > 0 ? [[code, partOf(code, own, fields)] as const] : [],
  )
  return new UnionVector(codes, places, new Map(parts))
}

interface Fields {
  readonly longs: FixedVector
  readonly reals: FixedVector
  readonly texts: StringVector
}

function partOf(code: number, rows: Int32Array, { longs, reals, texts }: Fields): Vector {
  if (code === STRING.code) return texts.gather(rows)
  if (code === SYMBOL.code) return SymbolVector.of((texts.gather(rows) as StringVector).texts())
  if (code === LONG.code) return longs.gather(rows)
  if (code === DOUBLE.code) return reals.gather(rows)
  const type = integers.find(each => each.code === code) ?? FLOAT
  const part = FixedVector.zeros(type, rows.length)
  if (type === FLOAT) {
    for (let i = 0; i < rows.length; i++) part.data[i] = reals.data[rows[i]!] as never
    return part
  }
  // Their lower words are all of them.
  const { halves } = longs
  for (let i = 0; i < rows.length; i++) part.data[i] = halves[2 * rows[i]!] as never
  return part
}
