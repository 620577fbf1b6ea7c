import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castRaw } from '../../values/cast/scalar.ts'
import { castVector } from '../../values/cast/vector.ts'
import {
  BOOL,
  type DataType,
  DOUBLE,
  INT,
  isLiteral,
  isTemporal,
  LONG,
  STRING,
  typeOfName,
} from '../../values/data-type.ts'
import { Scalar, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { nullOf, type Raw } from '../../values/null.ts'
import { parseRaw } from '../../values/parse-scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { texts, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { temporalParse } from '../temporal/text.ts'
import { type Json, type JsonObject, readJsonSequence } from './text.ts'

interface Column {
  readonly name: string
  readonly type: DataType
  /** Of temporal columns; empty where the types' own forms are read. */
  readonly format: string
}

// How many objects tell what columns there are, as documented.
const LOOKED_AT = 10

const usage = 'parseJsonTable(json, [schema], [keyCaseSensitive=true])'

function columnsGiven(schema: Value): Column[] {
  const column = (name: string) => (schema instanceof Table ? schema.column(name) : undefined)
  const [names, types, formats] = [column('name'), column('type'), column('format')]
  if (!names || !types) throw wrongArgument(usage, 'schema', 'a table with columns name and type', schema)
  const textAt = (vector: Vector, row: number) => {
    const item = vector.get(row)
    return item instanceof Scalar && typeof item.raw === 'string' ? item.raw : ''
  }
  return Array.from({ length: names.length }, (_, row) => {
    const [name, typeName] = [textAt(names, row), textAt(types, row)]
    const type = typeOfName(typeName.toUpperCase())
    if (type) return { name, type, format: formats ? textAt(formats, row) : '' }
    throw new ScriptError(
      `Usage: ${usage}. The schema says that ${name} is of type ${typeName}, which is no type.`,
    )
  })
}

function columnsSeen(objects: readonly JsonObject[]): Column[] {
  const seen = new Map<string, DataType>()
  for (const object of objects.slice(0, LOOKED_AT)) {
    for (const [key, json] of object) {
      const [known, type] = [seen.get(key), typeOfJson(json)]
      if (type !== null) seen.set(key, known && known !== type ? wider(known, type) : type)
      else if (!known) seen.set(key, STRING)
    }
  }
  return [...seen].map(([name, type]) => ({ name, type, format: '' }))
}

function typeOfJson(json: Json): DataType | null {
  if (json === null) return null
  if (typeof json === 'boolean') return BOOL
  if (typeof json === 'bigint') return LONG
  if (typeof json !== 'number') return STRING
  if (!Number.isInteger(json)) return DOUBLE
  return castRaw(json, DOUBLE, INT) === json ? INT : LONG
}

function wider(a: DataType, b: DataType): DataType {
  const numbers: readonly DataType[] = [INT, LONG, DOUBLE]
  const place = Math.max(numbers.indexOf(a), numbers.indexOf(b))
  return numbers.includes(a) && numbers.includes(b) ? numbers[place]! : STRING
}

function rawOf(json: Json | undefined, type: DataType, name: string): Raw {
  if (json === undefined || json === null) return nullOf(type)
  if (typeof json === 'object') {
    throw new ScriptError(
      `parseJsonTable: ${name} holds an array or an object, but should hold plain values.`,
    )
  }
  if (typeof json === 'string') return isLiteral(type) ? json : parseRaw(json, type)
  if (isLiteral(type)) return String(json)
  if (typeof json === 'bigint') return castRaw(json, LONG, type)
  return typeof json === 'boolean' ? castRaw(Number(json), BOOL, type) : castRaw(json, DOUBLE, type)
}

function filled(context: Context, column: Column, cells: readonly (Json | undefined)[]): Vector {
  const { name, type, format } = column
  if (format === '' || !isTemporal(type)) {
    return vectorOfRaws(
      type,
      cells.map(cell => rawOf(cell, type, name)),
    )
  }
  const written = StringVector.of(cells.map(cell => rawOf(cell, STRING, name) as string))
  return castVector(temporalParse.invoke(context, [written, string(format)]) as Vector, type)
}

export const parseJsonTable = define({
  name: 'parseJsonTable',
  signature: usage,
  kind: 'table',
  doc: 'A table of JSON objects, a row each: of several in one text, or of one in each text of a vector. Columns are those that a schema (a table with columns name, type, and if wanted format) or the first ten objects name; what an object lacks is null.',
  examples: [
    ['parseJsonTable(\'{"ID":1, "NAME":"cc"}{"NAME":"dd"}\')', 'ID NAME\n-- ----\n1  cc\n   dd'],
    [
      'parseJsonTable(\'{"at":"20190522150407"}\', table(["at"] as name, ["DATETIME"] as type, ["yyyyMMddHHmmss"] as format))',
      'at\n-------------------\n2019.05.22T15:04:07',
    ],
  ],
  run: (context, json, schema, keyCaseSensitive) => {
    const exact = truth(keyCaseSensitive, usage, 'keyCaseSensitive', true)
    const keyOf = (name: string) => (exact ? name : name.toLowerCase())
    const objects = texts(json, usage, 'json').flatMap(source => {
      return readJsonSequence('parseJsonTable', source).map(value => {
        if (value instanceof Map) return exact ? value : new Map([...value].map(([k, v]) => [keyOf(k), v]))
        throw new ScriptError('parseJsonTable: json should hold objects, {"name": value, …}.')
      })
    })
    const isLeftOut = schema === undefined || (schema instanceof Scalar && schema.isNull)
    const columns = isLeftOut ? columnsSeen(objects) : columnsGiven(schema)
    if (columns.length === 0) throw new ScriptError('parseJsonTable: json names no columns.')
    return new Table(
      columns.map(({ name }) => name),
      columns.map(column => {
        const key = keyOf(column.name)
        return filled(
          context,
          column,
          objects.map(object => object.get(key)),
        )
      }),
    )
  },
})
