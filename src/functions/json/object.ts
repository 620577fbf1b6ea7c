import { ScriptError } from '../../runtime/script-error.ts'
import { castVector } from '../../values/cast/vector.ts'
import { ANY, CHAR, type DataType, IOTANY, typeOfName, VOID } from '../../values/data-type.ts'
import { textOf } from '../../values/format/text.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { NULL, Scalar, string } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import { nullOf, type Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { arrayVectorOf, emptyVector, vectorOfScalars } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { text, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { convertOrFail } from '../types/cast.ts'
import { type Json, type JsonObject, readJson } from './text.ts'

// Values as JSON objects that tell form, type, size and value, and back.

const LONGEST = 300_000
const MOST_ROWS = 100_000

const isBare = (type: DataType) =>
  (type.category === 'INTEGRAL' || type.category === 'FLOATING' || type.category === 'DECIMAL') &&
  type.storage !== 'any'

function elementJson(type: DataType, raw: Raw): string {
  const value = new Scalar(type, raw)
  if (value.isNull) return 'null'
  if (type.category === 'LOGICAL') return raw === 0 ? 'false' : 'true'
  if (type.category === 'DECIMAL') return textOf(type, raw)
  return isBare(type) && Number.isFinite(Number(raw)) ? String(raw) : JSON.stringify(textOf(type, raw))
}

function head(name: string, form: string, type: DataType | null, size: number | null): string {
  const parts = [`"name":${JSON.stringify(name)}`, `"form":"${form}"`]
  if (type) parts.push(`"type":"${type.toString().toLowerCase()}"`)
  if (size !== null) parts.push(`"size":"${size}"`)
  return parts.join(',')
}

function vectorJson(name: string, form: string, vector: Vector, most = LONGEST): string {
  const size = Math.min(vector.length, most)
  const items = Array.from({ length: size }, (_, i) => {
    const item = vector.get(i)
    if (vector instanceof Tuple || vector instanceof ArrayVector) return describedJson('', item)
    return elementJson(vector.type, (item as Scalar).raw)
  })
  return `{${head(name, form, vector.type, size)},"value":[${items.join(',')}]}`
}

function scalarJson(name: string, { type, raw, isNull }: Scalar): string {
  const plain = isBare(type) && type.category !== 'DECIMAL'
  const shown = isNull ? '' : plain ? String(raw) : textOf(type, raw)
  return `{${head(name, 'scalar', type, null)},"value":${JSON.stringify(shown)}}`
}

function describedJson(name: string, value: Value): string {
  if (value instanceof Scalar) return scalarJson(name, value)
  if (value instanceof Vector) return vectorJson(name, 'vector', value)
  if (value instanceof Pair) {
    return vectorJson(name, 'pair', vectorOfScalars(value.type, [value.get(0), value.get(1)]))
  }
  if (value instanceof SetValue) {
    const raws = [...value.items.values()].map(raw => new Scalar(value.type, raw))
    return vectorJson(name, 'set', vectorOfScalars(value.type, raws))
  }
  if (value instanceof Matrix) return matrixJson(name, value)
  if (value instanceof Table) {
    const columns = value.names.map((column, i) => vectorJson(column, 'vector', value.columns[i]!, MOST_ROWS))
    const rows = Math.min(value.rows, MOST_ROWS)
    return `{${head(name, 'table', null, rows)},"value":[${columns.join(',')}]}`
  }
  if (value instanceof Dictionary) return dictionaryJson(name, value)
  throw wrongArgument('toJson(X)', 'X', 'data', value)
}

function matrixJson(name: string, matrix: Matrix): string {
  const number = (label: string, count: number) =>
    `{"name":"${label}","form":"scalar","type":"int","value":"${count}"}`
  const labels = (vector: Vector | null) => (vector ? vectorJson('', 'vector', vector) : scalarJson('', NULL))
  const parts = [
    vectorJson('', 'vector', matrix.data),
    number('row', matrix.rows),
    number('col', matrix.columns),
    labels(matrix.rowLabels),
    labels(matrix.columnLabels),
  ]
  return `{${head(name, 'matrix', matrix.type, matrix.rows)},"value":[${parts.join(',')}]}`
}

function dictionaryJson(name: string, dictionary: Dictionary): string {
  const entries = [...dictionary.entries.values()].slice(0, LONGEST)
  const keys = vectorOfScalars(
    dictionary.keyType,
    entries.map(({ key }) => new Scalar(dictionary.keyType, key)),
  )
  const values = entries.map(({ value }) => value)
  const simple = dictionary.valueType.category !== 'MIXED' && values.every(value => value instanceof Scalar)
  const column = simple ? vectorOfScalars(dictionary.valueType, values as Scalar[]) : new Tuple(values)
  const parts = [vectorJson('key', 'vector', keys), vectorJson('value', 'vector', column)]
  return `{${head(name, 'dictionary', dictionary.valueType, entries.length)},"value":[${parts.join(',')}]}`
}

const toJsonDoc =
  'X as a JSON object with name, form, type, size and value. At most 300000 elements, or 100000 rows of a table, are told.'

export const toJson = define({
  name: 'toJson',
  signature: 'toJson(X)',
  kind: 'system',
  doc: toJsonDoc,
  examples: [
    ['x = 1 NULL 3; toJson(x)', '{"name":"x","form":"vector","type":"int","size":"3","value":[1,null,3]}'],
    ['fromJson(toJson(table(1 2 as id, `a`b as s)))[`s]', '["a","b"]'],
  ],
  run: (_, x) => string(describedJson('', x!)),
  runNamed: (_, names, [x]) => string(describedJson(names[0] ?? '', x!)),
})

const malformed = (what: string) => new ScriptError(`fromJson: ${what}.`)

function described(json: Json): JsonObject {
  if (json instanceof Map) return json
  throw malformed('an object with form, type and value is needed')
}

/** A member that is a text, if it is there. */
function textIn(object: JsonObject, key: string): string | undefined {
  const found = object.get(key)
  return typeof found === 'string' ? found : undefined
}

function scalarOf(type: DataType, json: Json): Scalar {
  if (json === null || json === '') return new Scalar(type, nullOf(type))
  if (type === VOID) return NULL
  if (typeof json === 'object') throw malformed(`an array or object is no ${type}`)
  const shown = String(json)
  // Characters are told by their codes.
  if (type === CHAR && /^-?\d+$/.test(shown)) return new Scalar(type, Number(shown))
  return convertOrFail(string(shown), type) as Scalar
}

function typeNamed(name: string | undefined): DataType {
  const type = name === undefined ? undefined : typeOfName(name)
  if (type) return type
  throw malformed(`${name ?? 'nothing'} is no type`)
}

function listOf(json: Json | undefined): readonly Json[] {
  if (Array.isArray(json)) return json
  throw malformed('value should be an array')
}

function vectorFrom(type: DataType, json: Json | undefined): Vector {
  const items = listOf(json)
  if (type.element) {
    const rows = items.map(item => valueFrom(described(item)))
    if (rows.length === 0) return emptyVector(type)
    return arrayVectorOf(type.element, rows as Vector[])
  }
  if (type === ANY) return new Tuple(items.map(item => valueFrom(described(item))))
  if (type === IOTANY) return castVector(new Tuple(items.map(item => valueFrom(described(item)))), type)
  return vectorOfScalars(
    type,
    items.map(item => scalarOf(type, item)),
  )
}

function valueFrom(object: JsonObject): Value {
  const form = textIn(object, 'form')
  const value = object.get('value')
  if (form === 'table') {
    const columns = listOf(value).map(described)
    return new Table(
      columns.map((column, i) => textIn(column, 'name') ?? `col${i}`),
      columns.map(column => valueFrom(column) as Vector),
    )
  }
  const type = typeNamed(textIn(object, 'type'))
  switch (form) {
    case 'scalar':
      return scalarOf(type, value ?? null)
    case 'vector':
      return vectorFrom(type, value)
    case 'pair': {
      const [first, second] = listOf(value).map(item => scalarOf(type, item))
      if (!first || !second) throw malformed('a pair has two values')
      return new Pair(type, first.raw, second.raw)
    }
    case 'set':
      return new SetValue(
        type,
        listOf(value).map(item => scalarOf(type, item).raw),
      )
    case 'matrix': {
      const [data, rows, columns, ...labels] = listOf(value).map(item => valueFrom(described(item)))
      const [rowLabels, columnLabels] = labels.map(label => (label instanceof Vector ? label : null))
      const count = (size: Value | undefined) => Number((size as Scalar).raw)
      return new Matrix(data as Vector, count(rows), count(columns), rowLabels ?? null, columnLabels ?? null)
    }
    case 'dictionary': {
      const [keys, values] = listOf(value).map(item => valueFrom(described(item)) as Vector)
      if (!keys || !values) throw malformed('a dictionary has keys and values')
      const made = new Dictionary(keys.type, type)
      for (let i = 0; i < keys.length; i++) made.set((keys.get(i) as Scalar).raw, values.get(i))
      return made
    }
    default:
      throw malformed(`${form ?? 'nothing'} is no form`)
  }
}

export const fromJson = define({
  name: 'fromJson',
  signature: 'fromJson(X)',
  kind: 'system',
  doc: 'The value that a JSON object with form, type and value tells: see toJson.',
  examples: [
    ['fromJson(\'{"form":"vector","type":"date","value":["2012.06.13",null]}\')', '[2012.06.13,]'],
    ['fromJson(toJson(1:2))', '1 : 2'],
  ],
  run: (_, x) => valueFrom(described(readJson('fromJson', text(x, 'fromJson(X)', 'X')))),
})
