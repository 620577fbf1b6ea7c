import type { NullComparison } from '../kernels/compare.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { ArrayVector } from '../values/array-vector.ts'
import { vectorOf } from '../values/build.ts'
import { convert } from '../values/cast.ts'
import { castVector } from '../values/cast-vector.ts'
import { ANY, BOOL, type DataType, isLiteral, isTemporal, STRING, VOID } from '../values/data-type.ts'
import { Dictionary } from '../values/dictionary.ts'
import { FixedVector } from '../values/fixed-vector.ts'
import { Matrix } from '../values/matrix.ts'
import { Pair } from '../values/pair.ts'
import { finerTemporal } from '../values/promote.ts'
import { bool, Scalar } from '../values/scalar.ts'
import { keyOf, SetValue } from '../values/set.ts'
import { SymbolVector } from '../values/symbol-vector.ts'
import { Table } from '../values/table.ts'
import { Tuple } from '../values/tuple.ts'
import type { Value } from '../values/value.ts'
import { Vector } from '../values/vector.ts'
import { wrongArgument } from './argument.ts'
import { compareValues } from './comparison.ts'
import { define } from './define.ts'
import { rowIndexOf } from './key-index.ts'
import { rebasedOffsets } from './lift/binary-forms.ts'
import { rawReader } from './lift/elements.ts'
import { allocateResult } from './lift/kernel-plan.ts'
import { withData } from './lift/unary.ts'
import { and, opposite } from './logic.ts'

/** What is looked up in: a type, and the keys of its raws. */
interface Members {
  readonly type: DataType
  has(key: unknown): boolean
  keys(): Iterable<unknown>
}

function membersOf(y: Value): Members {
  if (y instanceof SetValue)
    return { type: y.type, has: key => y.items.has(key as number), keys: () => y.items.keys() }
  if (y instanceof Dictionary)
    return { type: y.keyType, has: key => y.entries.has(key as number), keys: () => y.entries.keys() }
  if (y instanceof Table && y.columns.length === 1) return membersOf(y.columns[0]!)
  if (y instanceof Pair) return membersOf(vectorOf([y.get(0), y.get(1)]))
  if (y instanceof Matrix) return membersOf(y.data)
  if (!(y instanceof Vector) || y instanceof ArrayVector || (y instanceof Tuple && y.type === ANY)) {
    throw wrongArgument('in(X, Y)', 'Y', 'a scalar, vector, set, dictionary or table of one column', y)
  }
  const keys = new Set<unknown>()
  if (y instanceof SymbolVector) {
    for (const code of new Set(y.codes)) keys.add(y.base.strings[code]!)
  } else {
    const read = rawReader(y)
    for (let i = 0; i < y.length; i++) keys.add(keyOf(read(i)))
  }
  return { type: y.type, has: key => keys.has(key), keys: () => keys }
}

/** The type in which elements of `x` are looked up among members of `y`: that of the members, but for moments. */
function lookupType(x: DataType, y: DataType): DataType {
  if (isLiteral(y)) return isLiteral(x) ? STRING : y
  const finer = isTemporal(x) && isTemporal(y) && x !== y ? finerTemporal(x, y) : null
  return finer ?? y
}

/** `X in Y`: see its declaration. */
export function isIn(x: Value, y: Value): Value {
  if (y instanceof Table && y.keyColumns.length > 0) return keysIn(x, y)
  if (y instanceof Tuple && y.type === VOID) return falseLike(x)
  if (y instanceof Tuple && y.type === ANY) return isIn(x, vectorOf([...y.items]))
  if (y instanceof Scalar) {
    if (y.type === VOID) return falseLike(x)
    return compareValues('eq', x, y)
  }
  return lookUp(x, membersOf(y), y)
}

function lookUp(x: Value, members: Members, y: Value): Value {
  if (x instanceof Scalar) return bool((lookUp(vectorOf([x]), members, y) as FixedVector).data[0] === 1)
  if (x instanceof Matrix) return withData(x, lookUp(x.data, members, y) as Vector)
  if (x instanceof ArrayVector) {
    const flat = x.flat.view(x.offsets[0]!, x.offsets[x.length]!)
    return new ArrayVector(rebasedOffsets(x), lookUp(flat, members, y) as Vector)
  }
  if (x instanceof Tuple && x.type === ANY) return vectorOf(x.items.map(item => lookUp(item, members, y)))
  if (x instanceof Pair) return lookUp(vectorOf([x.get(0), x.get(1)]), members, y)
  if (x instanceof Table && x.columns.length === 1) return lookUp(x.columns[0]!, members, y)
  if (x instanceof SetValue)
    return lookUp(vectorOf([...x.items.values()].map(raw => new Scalar(x.type, raw))), members, y)
  if (!(x instanceof Vector)) throw wrongArgument('in(X, Y)', 'X', 'a scalar or vector', x)
  const type = lookupType(x.type, members.type)
  if (type !== members.type && !isLiteral(type)) return lookUp(x, membersOf(convert(y, type)), y)
  return lookUpColumn(x, type, members)
}

function lookUpColumn(x: Vector, type: DataType, members: Members): FixedVector {
  const out = allocateResult(BOOL, x.length)
  const data = out.data as Int8Array
  if (x instanceof SymbolVector && isLiteral(type)) {
    const known = x.base.strings.map(text => (members.has(text) ? 1 : 0))
    for (let i = 0; i < data.length; i++) data[i] = known[x.codes[i]!]!
    return out
  }
  const column = castVector(x, type)
  if (column instanceof FixedVector && column.type.storage !== 'i128' && column.type.storage !== 'f64x2') {
    lookUpNumbers(column.data, members, data)
    return out
  }
  const read = rawReader(column)
  for (let i = 0; i < data.length; i++) data[i] = members.has(keyOf(read(i))) ? 1 : 0
  return out
}

// Values within so much of each other are looked up in a table.
const TABLE_SPAN = 1 << 20

function lookUpNumbers(source: FixedVector['data'], members: Members, out: Int8Array): void {
  const table = source instanceof Int32Array || source instanceof Int16Array || source instanceof Int8Array
  const span = table ? spanOf(members) : null
  if (span === null || source instanceof BigInt64Array) {
    for (let i = 0; i < out.length; i++) out[i] = members.has(source[i]) ? 1 : 0
    return
  }
  const present = new Uint8Array(span.high - span.low + 1)
  for (const key of members.keys()) present[(key as number) - span.low] = 1
  const { low } = span
  const last = present.length - 1
  for (let i = 0; i < out.length; i++) {
    const at = (source[i] as number) - low
    out[i] = at >= 0 && at <= last ? present[at]! : 0
  }
}

function spanOf(members: Members): { low: number; high: number } | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const key of members.keys()) {
    if ((key as number) < low) low = key as number
    if ((key as number) > high) high = key as number
  }
  return low <= high && high - low < TABLE_SPAN ? { low, high } : null
}

function falseLike(x: Value): Value {
  if (x instanceof Vector) return allocateResult(BOOL, x.length)
  if (x instanceof Matrix) return withData(x, allocateResult(BOOL, x.data.length))
  return bool(false)
}

// X has a column, or an element, for each key column.
function keysIn(x: Value, table: Table): Value {
  const count = table.keyColumns.length
  const items: Value[] =
    count === 1 ? [x] : x instanceof Vector ? Array.from({ length: x.length }, (_, i) => x.get(i)) : [x]
  if (items.length !== count)
    throw new ScriptError(`in: the table has ${count} key columns, but X has ${items.length} elements.`)
  const columns = items.map((item, i) => {
    const type = table.column(table.keyColumns[i]!)!.type
    return castVector(item instanceof Vector ? item : vectorOf([item]), type)
  })
  const found = Array.from(rowIndexOf(table).find(columns), row => bool(row >= 0))
  return items.some(item => item instanceof Vector) ? vectorOf(found) : found[0]!
}

export const elementOf = define({
  name: 'in',
  signature: 'in(X, Y)',
  kind: 'elementwise',
  doc: 'Whether each element of X is among Y: the elements of a vector or set, the keys of a dictionary or keyed table, the only column of a table. X is converted to the type of Y.',
  examples: [
    ['3 3 5 2 in 2 3', '[true,true,false,true]'],
    ['1 in 1.1 1.2', 'false'],
    ['10 in NULL', 'false'],
  ],
  run: (_, x, y) => isIn(x!, y!),
})

export const notIn = define({
  name: 'notIn',
  signature: 'notIn(X, Y)',
  kind: 'elementwise',
  doc: 'Whether each element of X is not among Y: the opposite of in.',
  examples: [['notIn(3 3 5 2, 2 3)', '[false,false,true,false]']],
  run: (_, x, y) => opposite(isIn(x!, y!)),
})

/** `between(X, Y)`: both bounds included. */
export function isBetween(
  context: Parameters<typeof and.definition.run>[0],
  x: Value,
  y: Value,
  nulls: NullComparison = 'smallest',
): Value {
  if (!(y instanceof Pair || (y instanceof Vector && y.length === 2))) {
    throw wrongArgument('between(X, Y)', 'Y', 'a pair', y)
  }
  const low = compareValues('ge', x, y.get(0), nulls)
  return and.definition.run(context, low, compareValues('le', x, y.get(1), nulls))
}

export const between = define({
  name: 'between',
  signature: 'between(X, Y)',
  kind: 'elementwise',
  doc: 'Whether X lies between the two ends of the pair Y, both included, element by element.',
  examples: [
    ['between([1, 5.5, 6, 8], 1:6)', '[true,true,true,false]'],
    ['10 between (:10)', 'true'],
  ],
  run: (context, x, y) => isBetween(context, x!, y!),
})
