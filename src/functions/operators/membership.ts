import type { NullComparison } from '../../kernels/elementwise/compare.ts'
import { isAmong } from '../../kernels/order/find.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { commonType, finerTemporal } from '../../values/cast/promote.ts'
import { castVector, together } from '../../values/cast/vector.ts'
import {
  ANY,
  BOOL,
  type DataType,
  isIntegral,
  isLiteral,
  isTemporal,
  STRING,
  VOID,
} from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { bool, FALSE, Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { nullVector, vectorOf, vectorOfRaws } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { rebasedOffsets } from '../lift/binary-forms.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { testUnion } from '../lift/test-union.ts'
import { withData } from '../lift/unary.ts'
import { groupingColumn } from '../tables/key-column.ts'
import { rowIndexOf } from '../tables/key-index.ts'
import { compareValues } from './comparison.ts'
import { and, opposite } from './logic.ts'

/** What is looked up in, as a column. */
function membersOf(y: Value): Vector {
  if (y instanceof SetValue) return vectorOfRaws(y.type, [...y.items.values()])
  if (y instanceof Dictionary)
    return vectorOfRaws(
      y.keyType,
      Array.from(y.entries.values(), ({ key }) => key),
    )
  if (y instanceof Table && y.columns.length === 1) return membersOf(y.columns[0]!)
  if (y instanceof Pair) return vectorOfRaws(y.type, [y.first, y.second])
  if (y instanceof Matrix) return y.data
  if (y instanceof Vector && !(y instanceof ArrayVector || y instanceof Tuple)) return y
  throw wrongArgument('in(X, Y)', 'Y', 'a scalar, vector, set, dictionary or table of one column', y)
}

/** The type in which elements of `x` are looked up among members of `y`: that of the members, but for integers and moments. */
function lookupType(x: DataType, y: DataType): DataType {
  if (isLiteral(y)) return isLiteral(x) ? STRING : y
  // Not the narrower one, to which 300 is 44. (Documented: 1.1 is among 1..9.)
  if (isIntegral(x) && isIntegral(y)) return commonType(x, y) ?? y
  const finer = isTemporal(x) && isTemporal(y) && x !== y ? finerTemporal(x, y) : null
  return finer ?? y
}

/** `X in Y`: see its declaration. */
export function isIn(x: Value, y: Value): Value {
  if (y instanceof Table && y.keyColumns.length > 0) return keysIn(x, y)
  if (y instanceof UnionVector) return inUnion(x, y)
  if (y instanceof Tuple && y.type === VOID) return falseLike(x)
  if (y instanceof Tuple && y.type === ANY) {
    const members = vectorOf([...y.items])
    return members.type === ANY ? inMixed(x, y) : isIn(x, members)
  }
  if (y instanceof Scalar) {
    if (y.type === VOID) return falseLike(x)
    return compareValues('eq', x, y)
  }
  return lookUp(x, membersOf(y))
}

// Among members that have no type in common: those that are texts, or those that aren't, as X's elements are.
function inMixed(x: Value, y: Tuple): Value {
  if (x instanceof UnionVector) return testUnion(x, part => (part instanceof Vector ? isIn(part, y) : FALSE))
  const text = isLiteral((x as { type?: DataType }).type ?? VOID)
  const alike = y.items.filter(item => item instanceof Scalar && isLiteral(item.type) === text)
  if (alike.length === y.length) throw new ScriptError('in(X, Y): the elements of Y have no type in common.')
  return isIn(x, new Tuple(alike))
}

// Among the texts, or the numbers.
function inUnion(x: Value, y: UnionVector): Value {
  const text = isLiteral((x as { type?: DataType }).type ?? VOID)
  const alike = [...y.compacted().parts.values()].filter(part => isLiteral(part.type) === text)
  return alike.length === 0 ? falseLike(x) : isIn(x, together(alike))
}

function lookUp(x: Value, members: Vector): Value {
  if (x instanceof Scalar) return bool((lookUp(vectorOf([x]), members) as FixedVector).data[0] === 1)
  if (x instanceof Matrix) return withData(x, lookUp(x.data, members) as Vector)
  if (x instanceof ArrayVector) {
    const flat = x.flat.view(x.offsets[0]!, x.offsets[x.length]!)
    return new ArrayVector(rebasedOffsets(x), lookUp(flat, members) as Vector)
  }
  if (x instanceof UnionVector) {
    const text = isLiteral(members.type)
    return testUnion(x, part =>
      part instanceof Vector && isLiteral(part.type) === text ? lookUp(part, members) : FALSE,
    )
  }
  if (x instanceof Tuple && x.type === ANY) return vectorOf(x.items.map(item => lookUp(item, members)))
  if (x instanceof Tuple) return lookUp(nullVector(members.type, x.length), members)
  if (x instanceof Pair) return lookUp(vectorOf([x.get(0), x.get(1)]), members)
  if (x instanceof Table && x.columns.length === 1) return lookUp(x.columns[0]!, members)
  if (x instanceof SetValue) return lookUp(membersOf(x), members)
  if (!(x instanceof Vector)) throw wrongArgument('in(X, Y)', 'X', 'a scalar or vector', x)
  const type = lookupType(x.type, members.type)
  return lookUpColumn(x, castVector(members, type), type)
}

function lookUpColumn(x: Vector, members: Vector, type: DataType): FixedVector {
  const out = allocateResult(BOOL, x.length)
  const data = out.data as Int8Array
  if (x instanceof SymbolVector && isLiteral(type)) {
    // Every text of the base is looked up once.
    const known = lookUpColumn(StringVector.of([...x.base.strings]), members, type).data as Int8Array
    for (let i = 0; i < data.length; i++) data[i] = known[x.codes[i]!]!
    return out
  }
  if (members.length > 0) isAmong(groupingColumn(castVector(x, type)), groupingColumn(members), data)
  return out
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
  doc: 'Whether each element of X is among Y: the elements of a vector or set, the keys of a dictionary or keyed table, the only column of a table. X is converted to the type of Y, an integer to the wider type of both.',
  examples: [
    ['3 3 5 2 in 2 3', '[true,true,false,true]'],
    ['1 in 1.1 1.2', 'false'],
    ['300 44 in [44c]', '[false,true]'],
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

export const notBetween = define({
  name: 'notBetween',
  signature: 'notBetween(X, Y)',
  kind: 'elementwise',
  doc: 'Whether X lies outside of the pair Y, element by element: the opposite of between.',
  examples: [['notBetween([1, 5.5, 6, 8], 1:6)', '[false,false,false,true]']],
  run: (context, x, y) => opposite(isBetween(context, x!, y!)),
})
