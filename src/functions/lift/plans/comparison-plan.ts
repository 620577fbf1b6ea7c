import {
  type Comparison,
  comparison,
  comparisonOfScalars,
  mirrored,
  type NullComparison,
} from '../../../kernels/elementwise/compare.ts'
import { finerTemporal, isPlainNumber } from '../../../values/cast/promote.ts'
import {
  BOOL,
  CHAR,
  COMPLEX,
  type DataType,
  DOUBLE,
  DURATION,
  isLiteral,
  isTemporal,
  POINT,
  STRING,
  SYMBOL,
  VOID,
} from '../../../values/data-type.ts'
import { powerOfTen, unscaledOf } from '../../../values/elements/decimal.ts'
import { bool, Scalar } from '../../../values/forms/scalar.ts'
import { isNullRaw, type Lanes, type Raw } from '../../../values/null.ts'
import type { FixedVector } from '../../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../../values/vectors/symbol-vector.ts'
import type { BinaryPlan, BinaryResolver, Operand } from '../binary-operation.ts'
import { casting } from './convert.ts'
import { allocateResult, convertingPlan, elementPlan, kernelPlan, kernelStorage } from './kernel-plan.ts'

type Ordered = number | bigint | string

const tests: Record<Comparison, (x: Ordered, y: Ordered) => boolean> = {
  eq: (x, y) => x === y,
  ne: (x, y) => x !== y,
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
}

/** What a comparison does with two element types. Nulls are the smallest value, or make the result null. */
export function comparisonResolver(op: Comparison, nulls: NullComparison): BinaryResolver {
  return (x, y) => {
    if (x === VOID || y === VOID) return null
    if (x === SYMBOL || y === SYMBOL) return isText(x) && isText(y) ? symbolPlan(op, x, y, nulls) : null
    if (isLiteral(x) || isLiteral(y)) return isText(x) && isText(y) ? textPlan(op, x, y, nulls) : null
    if (x.category === 'DECIMAL' || y.category === 'DECIMAL') return decimalPlan(op, x, y, nulls)
    if (isNumberLike(x) && isNumberLike(y)) return numberPlan(op, x, y, nulls)
    if (x === y && x !== DURATION)
      return x === COMPLEX || x === POINT ? lanesPlan(op, x) : rawPlan(op, x, nulls)
    return null
  }
}

const isText = (type: DataType) => isLiteral(type) || type === CHAR
const isNumberLike = (type: DataType) => isPlainNumber(type) || isTemporal(type)

const unknown = new Scalar(BOOL, -128)

function numberPlan(op: Comparison, x: DataType, y: DataType, nulls: NullComparison): BinaryPlan | null {
  if (isTemporal(x) && isTemporal(y) && x !== y) {
    const finer = finerTemporal(x, y)
    return finer && convertingPlan(numberPlan(op, finer, finer, nulls)!, casting(x, finer), casting(y, finer))
  }
  const [a, b] = [kernelStorage(x)!, kernelStorage(y)!]
  const plan = kernelPlan(BOOL, comparisonOfScalars(op, a, b, nulls), (shape, mayBeNull) =>
    comparison(op, a, b, shape, mayBeNull ? nulls : 'none'),
  )
  const scalar = comparisonOfScalars(op, a, b, nulls)
  return {
    scalar: (p, q) => {
      const result = scalar(p.raw as number, q.raw as number) as number
      return result === -128 ? unknown : bool(result !== 0)
    },
    column: plan.column,
  }
}

/** Compares raws after `order` made them comparable. */
function orderedPlan(
  op: Comparison,
  x: DataType,
  y: DataType,
  nulls: NullComparison,
  orderX: (raw: Raw) => Ordered,
  orderY: (raw: Raw) => Ordered,
): BinaryPlan {
  const test = tests[op]
  return elementPlan(BOOL, (a, b) => {
    if (nulls === 'unknown' && (isNullRaw(x, a) || isNullRaw(y, b))) return -128
    return test(orderX(a), orderY(b)) ? 1 : 0
  })
}

const rawPlan = (op: Comparison, type: DataType, nulls: NullComparison) =>
  orderedPlan(
    op,
    type,
    type,
    nulls,
    raw => raw as Ordered,
    raw => raw as Ordered,
  )

const asText = (type: DataType) =>
  type === CHAR
    ? (raw: Raw) => (raw === -128 ? '' : String.fromCharCode(raw as number))
    : (raw: Raw) => raw as string

function textPlan(op: Comparison, x: DataType, y: DataType, nulls: NullComparison): BinaryPlan {
  const plan = orderedPlan(op, x, y, nulls, asText(x), asText(y))
  if (nulls === 'unknown') return plan
  return {
    scalar: plan.scalar,
    column: (a, b, length) => {
      if (a instanceof StringVector && b instanceof Scalar && isLiteral(b.type)) {
        return compareTexts(op, a.texts(), b.raw as string)
      }
      if (b instanceof StringVector && a instanceof Scalar && isLiteral(a.type)) {
        return compareTexts(mirrored(op), b.texts(), a.raw as string)
      }
      return plan.column(a, b, length)
    },
  }
}

// A loop for each comparison, so that none has to ask which it is.
const textLoops: Record<Comparison, (texts: readonly string[], other: string, out: Int8Array) => void> = {
  eq: (texts, other, out) => {
    for (let i = 0; i < out.length; i++) out[i] = texts[i] === other ? 1 : 0
  },
  ne: (texts, other, out) => {
    for (let i = 0; i < out.length; i++) out[i] = texts[i] !== other ? 1 : 0
  },
  lt: (texts, other, out) => {
    for (let i = 0; i < out.length; i++) out[i] = texts[i]! < other ? 1 : 0
  },
  le: (texts, other, out) => {
    for (let i = 0; i < out.length; i++) out[i] = texts[i]! <= other ? 1 : 0
  },
  gt: (texts, other, out) => {
    for (let i = 0; i < out.length; i++) out[i] = texts[i]! > other ? 1 : 0
  },
  ge: (texts, other, out) => {
    for (let i = 0; i < out.length; i++) out[i] = texts[i]! >= other ? 1 : 0
  },
}

function compareTexts(op: Comparison, texts: readonly string[], other: string): FixedVector {
  const out = allocateResult(BOOL, texts.length)
  textLoops[op](texts, other, out.data as Int8Array)
  return out
}

function lanesPlan(op: Comparison, type: DataType): BinaryPlan | null {
  if (op !== 'eq' && op !== 'ne') return null
  const same = (a: Lanes, b: Lanes) => a.x === b.x && a.y === b.y
  return elementPlan(BOOL, (a, b) => {
    const equal = (isNullRaw(type, a) && isNullRaw(type, b)) || same(a as Lanes, b as Lanes)
    return equal === (op === 'eq') ? 1 : 0
  })
}

function decimalPlan(op: Comparison, x: DataType, y: DataType, nulls: NullComparison): BinaryPlan | null {
  const isDecimal = (type: DataType) => type.category === 'DECIMAL'
  if (![x, y].every(type => isDecimal(type) || isPlainNumber(type))) return null
  if (x.category === 'FLOATING' || y.category === 'FLOATING') {
    const number = (type: DataType) => (isDecimal(type) ? DOUBLE : type)
    return convertingPlan(
      numberPlan(op, number(x), number(y), nulls)!,
      casting(x, number(x)),
      casting(y, number(y)),
    )
  }
  const scale = Math.max(x.scale, y.scale)
  const order = (type: DataType) => (raw: Raw) =>
    isNullRaw(type, raw) ? -(2n ** 200n) : unscaledOf(raw) * powerOfTen(scale - type.scale)
  return orderedPlan(op, x, y, nulls, order(x), order(y))
}

// A symbol column is compared by its distinct texts, and each of its rows by code.
function symbolPlan(op: Comparison, x: DataType, y: DataType, nulls: NullComparison): BinaryPlan {
  const byText = textPlan(op, x === SYMBOL ? STRING : x, y === SYMBOL ? STRING : y, nulls)
  const equality = op === 'eq' || op === 'ne'
  const column = (a: Operand, b: Operand, length: number) => {
    if (
      equality &&
      nulls !== 'unknown' &&
      a instanceof SymbolVector &&
      b instanceof Scalar &&
      isLiteral(b.type)
    ) {
      // A text that the base lacks has no code, −1.
      const out = allocateResult(BOOL, length)
      const code = a.base.find(b.raw as string)
      comparison(op, 'sym', 'sym', 'vs', 'none')(a.codes, code, out.data, length)
      return out
    }
    if (a instanceof SymbolVector && b instanceof Scalar) return byDistinct(byText, a, b)
    if (a instanceof Scalar && b instanceof SymbolVector) {
      return byDistinct(textPlan(mirrored(op), y, x, nulls), b, a)
    }
    const sameBase = a instanceof SymbolVector && b instanceof SymbolVector && a.base === b.base
    if (!sameBase || nulls === 'unknown' || !equality) return byText.column(a, b, length)
    const out = allocateResult(BOOL, length)
    comparison(op, 'sym', 'sym', 'vv', 'none')(a.codes, b.codes, out.data, length)
    return out
  }
  return { scalar: byText.scalar, column }
}

function byDistinct(plan: BinaryPlan, column: SymbolVector, value: Scalar): FixedVector {
  const out = allocateResult(BOOL, column.length)
  const { strings } = column.base
  const { codes, length } = column
  // -1: not compared yet. A small base is worth one pass ahead; of a large one few texts may occur.
  const results = new Int8Array(strings.length).fill(-1)
  const data = out.data as Int8Array
  for (let i = 0; i < length; i++) {
    const code = codes[i]!
    let result = results[code]!
    if (result === -1) {
      result = plan.scalar(new Scalar(STRING, strings[code]!), value).raw as number
      results[code] = result
    }
    data[i] = result
  }
  out.mayHoldNulls = results.includes(-128)
  return out
}
