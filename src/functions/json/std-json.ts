import { ScriptError } from '../../runtime/script-error.ts'
import { castRaw } from '../../values/cast/scalar.ts'
import {
  ANY,
  DATE,
  DATEHOUR,
  DATETIME,
  type DataType,
  DOUBLE,
  INT,
  isLiteral,
  isTemporal,
  LONG,
  MINUTE,
  MONTH,
  NANOTIME,
  NANOTIMESTAMP,
  SECOND,
  STRING,
  TIME,
  TIMESTAMP,
} from '../../values/data-type.ts'
import { parseTemporal } from '../../values/elements/temporal-parse.ts'
import { textOf } from '../../values/format/text.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { bool, double, NULL, Scalar, string } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import { isNullRaw, nullOf, type Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { text, texts, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { applyToTexts } from '../lift/text-function.ts'
import { type Json, readJson } from './text.ts'

// Plain JSON.

/** Whether the type's elements stand without quotes, and with a space after commas. */
const isBare = (type: DataType) =>
  type.category === 'INTEGRAL' ||
  type.category === 'FLOATING' ||
  type.category === 'DECIMAL' ||
  type.category === 'LOGICAL'

function elementJson(type: DataType, raw: Raw): string {
  if (type.category === 'VOID' || (isNullRaw(type, raw) && !isLiteral(type))) return 'null'
  if (type.category === 'LOGICAL') return raw === 0 ? 'false' : 'true'
  if (type.category === 'DECIMAL') return textOf(type, raw)
  if (isBare(type)) return Number.isFinite(Number(raw)) ? String(raw) : 'null'
  const shown = textOf(type, raw)
  return JSON.stringify(isTemporal(type) ? shown.replace('T', ' ') : shown)
}

function plainJson(value: Value): string {
  if (value instanceof Scalar) return elementJson(value.type, value.raw)
  if (value instanceof Tuple) return `[${value.items.map(plainJson).join(', ')}]`
  if (value instanceof Vector && value.type.element) {
    return `[${Array.from({ length: value.length }, (_, i) => plainJson(value.get(i))).join(', ')}]`
  }
  if (value instanceof Vector) {
    const read = rawReader(value)
    const items = Array.from({ length: value.length }, (_, i) => elementJson(value.type, read(i)))
    return `[${items.join(isBare(value.type) ? ', ' : ',')}]`
  }
  if (value instanceof SetValue) {
    const items = [...value.items.values()].map(raw => elementJson(value.type, raw))
    return `[${items.join(isBare(value.type) ? ', ' : ',')}]`
  }
  if (value instanceof Dictionary) {
    const members = [...value.entries.values()].map(({ key, value: held }) =>
      memberJson(textOf(value.keyType, key), plainJson(held)),
    )
    return `{${members.join(',')}}`
  }
  if (value instanceof Table) return tableJson(value)
  throw wrongArgument('toStdJson(obj)', 'obj', 'a scalar, vector, set, dictionary or table', value)
}

const memberJson = (key: string, value: string) => `${JSON.stringify(key)}: ${value}`

function tableJson(table: Table): string {
  const cells = table.columns.map(column => {
    if (column instanceof Tuple || column.type.element) return (row: number) => plainJson(column.get(row))
    const read = rawReader(column)
    return (row: number) => elementJson(column.type, read(row))
  })
  const rows = Array.from({ length: table.rows }, (_, row) => {
    return `{${table.names.map((name, i) => memberJson(name, cells[i]!(row))).join(',')}}`
  })
  return `[${rows.join(',')}]`
}

export const toStdJson = define({
  name: 'toStdJson',
  signature: 'toStdJson(obj)',
  kind: 'system',
  doc: 'A value as JSON: vectors and sets as arrays, dictionaries as objects, tables as arrays of objects. Moments become strings with a space between date and time.',
  examples: [
    ['toStdJson(1 NULL 3)', '[1, null, 3]'],
    ['toStdJson(table(1 2 as id, `a`b as s))', '[{"id": 1,"s": "a"},{"id": 2,"s": "b"}]'],
  ],
  run: (_, x) => string(plainJson(x!)),
})

// How texts look that become moments.
const clock = '\\d{1,2}:\\d{2}:\\d{2}'
const day = '\\d{4}([.\\-/])\\d{2}\\1\\d{2}'
const looks: readonly (readonly [RegExp, DataType])[] = [
  [new RegExp(`^${day}$`), DATE],
  [new RegExp(`^${day}[T ]${clock}$`), DATETIME],
  [new RegExp(`^${day}[T ]${clock}\\.\\d{3}$`), TIMESTAMP],
  [new RegExp(`^${day}[T ]${clock}\\.\\d{6,9}$`), NANOTIMESTAMP],
  [new RegExp(`^${day}[T ]\\d{2}$`), DATEHOUR],
  [new RegExp(`^${clock}$`), SECOND],
  [new RegExp(`^${clock}\\.\\d{3}$`), TIME],
  [new RegExp(`^${clock}\\.\\d{6,9}$`), NANOTIME],
  [/^\d{1,2}:\d{2}m$/, MINUTE],
  [/^\d{4}\.\d{2}M$/, MONTH],
]

function textOrMoment(whole: string): Scalar {
  const type = looks.find(([look]) => look.test(whole))?.[1]
  if (!type) return string(whole)
  const raw = parseTemporal(whole, type)
  return isNullRaw(type, raw) ? string(whole) : new Scalar(type, raw)
}

function valueTold(json: Json): Value {
  if (json === null) return NULL
  if (typeof json === 'boolean') return bool(json)
  if (typeof json === 'number' || typeof json === 'bigint') return double(Number(json))
  if (typeof json === 'string') return textOrMoment(json)
  if (Array.isArray(json)) return vectorOf(json.map(valueTold))
  const entries = [...json].map(([key, held]) => [key, valueTold(held)] as const)
  const first = entries[0]?.[1]
  const alike =
    first instanceof Scalar && entries.every(([, held]) => held instanceof Scalar && held.type === first.type)
  const made = new Dictionary(STRING, alike ? first.type : ANY)
  for (const [key, held] of entries) made.set(key, held)
  return made
}

export const fromStdJson = define({
  name: 'fromStdJson',
  signature: 'fromStdJson(X)',
  kind: 'system',
  doc: 'The value that JSON tells: objects become dictionaries, arrays vectors, numbers DOUBLE, strings moments if they look so. Of a vector: the value of each.',
  examples: [
    ['fromStdJson("[1, 2, 3]")', '[1,2,3]'],
    ['fromStdJson(\'["2012.06.13", "2012.06.14"]\')', '[2012.06.13,2012.06.14]'],
  ],
  run: (_, x) => {
    if (x instanceof Scalar) return valueTold(readJson('fromStdJson', text(x, 'fromStdJson(X)', 'X')))
    const sources = texts(x, 'fromStdJson(X)', 'X')
    return vectorOf(sources.map(source => valueTold(readJson('fromStdJson', source))))
  },
})

/** One step into arrays and objects: a key, or a place counted from 1, or from the end if negative. */
type Step = string | number

function stepsOf(location: Value | undefined, usage: string): Step[] {
  const parts =
    location instanceof Vector
      ? Array.from({ length: location.length }, (_, i) => location.get(i))
      : [location]
  return parts.map(part => {
    if (part instanceof Scalar && isLiteral(part.type)) return part.raw as string
    if (part instanceof Scalar && part.type.category === 'INTEGRAL' && Number(part.raw) !== 0) {
      return Number(part.raw)
    }
    throw wrongArgument(usage, 'location', 'keys and places other than 0', location)
  })
}

function follow(json: Json, steps: readonly Step[]): Json | undefined {
  let at: Json | undefined = json
  for (const step of steps) {
    if (at instanceof Map && typeof step === 'string') at = at.get(step)
    else if (typeof step === 'string' || !(at instanceof Map || Array.isArray(at))) return undefined
    else at = (at instanceof Map ? [...at.values()] : at).at(step > 0 ? step - 1 : step)
  }
  return at
}

const results: Readonly<Record<string, DataType>> = { int: INT, long: LONG, double: DOUBLE, string: STRING }

function rawOf(found: Json | undefined, type: DataType): Raw {
  if (type === STRING) return typeof found === 'string' ? found : ''
  if (typeof found === 'bigint') return castRaw(String(found), STRING, type)
  if (typeof found !== 'number') return nullOf(type)
  return type === DOUBLE ? found : castRaw(Math.trunc(found), DOUBLE, type)
}

export const jsonExtract = define({
  name: 'jsonExtract',
  signature: 'jsonExtract(json, location, type)',
  kind: 'elementwise',
  doc: 'The element of each JSON text at a location, which keys and places (from 1, or from the end if negative) lead to, as int, long, double or string; null where there is none of that type.',
  examples: [
    ['jsonExtract(\'{"a": "x", "b": [-100, 200.5]}\', ["b", 2], "int")', '200'],
    ['jsonExtract([\'{"a": 1}\', \'{"b": 1}\', ""], "a", "double")', '[1,,]'],
  ],
  run: (_, x, location, type) => {
    const usage = 'jsonExtract(json, location, type)'
    const steps = stepsOf(location, usage)
    const named = text(type, usage, 'type').toLowerCase()
    const result = results[named]
    if (!result)
      throw new ScriptError(`jsonExtract: type should be int, long, double or string, not ${named}.`)
    const of = (source: string): Raw => {
      if (source === '') return nullOf(result)
      return rawOf(follow(readJson('jsonExtract', source), steps), result)
    }
    return applyToTexts({ name: 'jsonExtract', result, of }, x!)
  },
})
