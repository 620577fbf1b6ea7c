import {
  Table as ArrowTable,
  type DataType as ArrowType,
  type Vector as ArrowVector,
  Binary,
  Bool,
  type Data,
  DateDay,
  Decimal,
  Dictionary,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Time,
  Timestamp,
  TimeUnit,
  Utf8,
  vectorFromArray,
} from 'apache-arrow'
import { BLOB, BOOL } from '../values/data-type.ts'
import { daysOfMonth } from '../values/elements/civil-date.ts'
import { display } from '../values/format/format.ts'
import type { Table } from '../values/forms/table.ts'
import { ArrayVector } from '../values/vectors/array-vector.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import { StringVector } from '../values/vectors/string-vector.ts'
import { SymbolVector } from '../values/vectors/symbol-vector.ts'
import type { Vector } from '../values/vectors/vector.ts'

/**
 * A table as Arrow has it: sentinels become nulls, SYMBOL a dictionary, moments Arrow's own. What Arrow lacks becomes
 * what is nearest: MONTH its first day, MINUTE seconds, DATEHOUR a timestamp, UUID, IPADDR, INT128 and IOTANY their text,
 * COMPLEX and POINT lists of two. Columns that Arrow has in the same bytes are not copied.
 */
export function arrowTable(table: Table): ArrowTable {
  const columns = table.columns.map(arrowData)
  const fields = columns.map((data, i) => new Field(table.names[i]!, data.type, true))
  const schema = new Schema(fields)
  const rows = makeData({ type: new Struct(fields), length: table.rows, nullCount: 0, children: columns })
  return new ArrowTable(schema, new RecordBatch(schema, rows as never))
}

const same: Readonly<Record<string, () => ArrowType>> = {
  CHAR: () => new Int8(),
  SHORT: () => new Int16(),
  INT: () => new Int32(),
  LONG: () => new Int64(),
  FLOAT: () => new Float32(),
  DOUBLE: () => new Float64(),
  DATE: () => new DateDay(),
  TIME: () => new Time(TimeUnit.MILLISECOND, 32),
  SECOND: () => new Time(TimeUnit.SECOND, 32),
  NANOTIME: () => new Time(TimeUnit.NANOSECOND, 64),
  TIMESTAMP: () => new Timestamp(TimeUnit.MILLISECOND),
  NANOTIMESTAMP: () => new Timestamp(TimeUnit.NANOSECOND),
}

/** Types whose elements another integer tells. */
const converted: Readonly<
  Record<string, { type: () => ArrowType; of: (n: number) => number; wide: boolean }>
> = {
  MONTH: { type: () => new DateDay(), of: daysOfMonth, wide: false },
  MINUTE: { type: () => new Time(TimeUnit.SECOND, 32), of: n => 60 * n, wide: false },
  DATETIME: { type: () => new Timestamp(TimeUnit.SECOND), of: n => n, wide: true },
  DATEHOUR: { type: () => new Timestamp(TimeUnit.SECOND), of: n => 3600 * n, wide: true },
}

function arrowData(column: Vector): Data {
  const { type } = column
  if (column instanceof StringVector) return texts(column)
  if (column instanceof SymbolVector) return symbols(column)
  if (column instanceof ArrayVector) return rowsOf(column)
  if (column instanceof FixedVector) {
    if (type === BOOL) return bools(column)
    if (same[type.name]) return fixed(column, same[type.name]!(), column.data)
    if (converted[type.name]) return integers(column, converted[type.name]!)
    if (type.category === 'DECIMAL') return decimals(column)
    if (type.storage === 'f64x2') return lanes(column)
  }
  return shownTexts(column)
}

interface Validity {
  readonly nullCount: number
  readonly nullBitmap: Uint8Array | undefined
}

function validity(column: Vector): Validity {
  if (!column.mayHoldNulls) return { nullCount: 0, nullBitmap: undefined }
  const bits = new Uint8Array((column.length + 7) >> 3)
  let nullCount = 0
  for (let i = 0; i < column.length; i++) {
    if (column.isNullAt(i)) nullCount++
    else bits[i >> 3]! |= 1 << (i & 7)
  }
  return nullCount === 0 ? { nullCount, nullBitmap: undefined } : { nullCount, nullBitmap: bits }
}

function fixed(column: Vector, type: ArrowType, data: unknown): Data {
  return makeData({ type, length: column.length, ...validity(column), data } as never)
}

function bools(column: FixedVector): Data {
  const bits = new Uint8Array((column.length + 7) >> 3)
  for (let i = 0; i < column.length; i++) if (column.data[i] === 1) bits[i >> 3]! |= 1 << (i & 7)
  return fixed(column, new Bool(), bits)
}

function integers(column: FixedVector, to: (typeof converted)[string]): Data {
  const from = column.data as Int32Array
  if (!to.wide) return fixed(column, to.type(), from.map(to.of))
  return fixed(
    column,
    to.type(),
    BigInt64Array.from(from, n => BigInt(to.of(n))),
  )
}

// As 128-bit integers, little endian.
function decimals(column: FixedVector): Data {
  const words = new BigInt64Array(2 * column.length)
  for (let i = 0; i < column.length; i++) {
    const raw = BigInt(column.raw(i) as number | bigint)
    words[2 * i] = BigInt.asIntN(64, raw)
    words[2 * i + 1] = BigInt.asIntN(64, raw >> 64n)
  }
  return fixed(column, new Decimal(column.type.scale, 38, 128), new Uint32Array(words.buffer))
}

function lanes(column: FixedVector): Data {
  const child = makeData({
    type: new Float64(),
    length: 2 * column.length,
    data: column.data as Float64Array,
  })
  const type = new FixedSizeList(2, new Field('lane', new Float64(), false))
  return makeData({ type, length: column.length, ...validity(column), child } as never)
}

function texts(column: StringVector): Data {
  const { bytes, offsets } = column.utf8()
  const type = column.type === BLOB ? new Binary() : new Utf8()
  const start = offsets[0]!
  const valueOffsets = start === 0 ? offsets : offsets.map(offset => offset - start)
  const data = bytes.subarray(start, offsets[column.length]!)
  return makeData({ type, length: column.length, ...validity(column), valueOffsets, data } as never)
}

function symbols(column: SymbolVector): Data {
  const dictionary = vectorFromArray(column.base.strings, new Utf8()) as ArrowVector<Utf8>
  const type = new Dictionary(new Utf8(), new Int32())
  return makeData({ type, length: column.length, ...validity(column), data: column.codes, dictionary })
}

function rowsOf(column: ArrayVector): Data {
  const start = column.offsets[0]!
  const child = arrowData(column.flat.view(start, column.offsets[column.length]!))
  const type = new List(new Field('item', child.type, true))
  const valueOffsets = column.offsets.map(offset => offset - start)
  return makeData({ type, length: column.length, nullCount: 0, valueOffsets, child } as never)
}

function shownTexts(column: Vector): Data {
  const shown = Array.from({ length: column.length }, (_, i) =>
    column.isNullAt(i) ? '' : display(column.get(i)),
  )
  return texts(StringVector.of(shown))
}
