import { TimeUnit } from 'apache-arrow/enum'
import { Field, Schema } from 'apache-arrow/schema'
import {
  type DataType as ArrowType,
  Binary,
  DateDay,
  Decimal,
  Dictionary,
  FixedSizeBinary,
  FixedSizeList,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  Int64,
  List,
  Struct,
  Time,
  Timestamp,
  Utf8,
} from 'apache-arrow/type'
import type { DataType } from '../../values/data-type.ts'
import { unionFields } from './union-fields.ts'

/** Under this key a field's metadata holds the type as users write it, and a schema's the place of the index. */
export const TYPE_KEY = 'porpoise.type'
export const COLUMN_KEY = 'porpoise.column'
export const INDEX_KEY = 'porpoise.index'

/** A column as its field shows it. */
export interface FieldSource {
  readonly id: number
  readonly name: string
  readonly type: DataType
}

// Types that Arrow has too, with the same values in the same bytes. The others go by their storage.
const sameInArrow: Readonly<Record<string, () => ArrowType>> = {
  DATE: () => new DateDay(),
  SECOND: () => new Time(TimeUnit.SECOND, 32),
  TIME: () => new Time(TimeUnit.MILLISECOND, 32),
  NANOTIME: () => new Time(TimeUnit.NANOSECOND, 64),
  TIMESTAMP: () => new Timestamp(TimeUnit.MILLISECOND),
  NANOTIMESTAMP: () => new Timestamp(TimeUnit.NANOSECOND),
  BLOB: () => new Binary(),
}

const byStorage: Readonly<Record<string, () => ArrowType>> = {
  i8: () => new Int8(),
  i16: () => new Int16(),
  i32: () => new Int32(),
  i64: () => new Int64(),
  f32: () => new Float32(),
  f64: () => new Float64(),
  i128: () => new FixedSizeBinary(16),
  f64x2: () => new FixedSizeList(2, new Field('lane', new Float64(), false)),
  string: () => new Utf8(),
}

function arrowType(type: DataType, dictionaryId: number): ArrowType {
  if (type.storage === 'array') {
    return new List(new Field('item', arrowType(type.element!, dictionaryId), true))
  }
  if (type.storage === 'union') {
    return new Struct(
      unionFields.map(([name, field]) => new Field(name, arrowType(field, dictionaryId), true)),
    )
  }
  if (type.storage === 'symbol') return new Dictionary(new Utf8(), new Int32(), dictionaryId)
  if (type.name === 'DECIMAL128') return new Decimal(type.scale, 38, 128)
  return (sameInArrow[type.name] ?? byStorage[type.storage]!)()
}

/** The Arrow schema of a segment. A SYMBOL's dictionary has the number of its column. */
export function arrowSchema(columns: readonly FieldSource[], metadata?: ReadonlyMap<string, string>): Schema {
  const fields = columns.map(
    ({ id, name, type }) =>
      new Field(
        name,
        arrowType(type, id),
        true,
        new Map([
          [TYPE_KEY, String(type)],
          [COLUMN_KEY, String(id)],
        ]),
      ),
  )
  return new Schema(fields, new Map(metadata))
}
