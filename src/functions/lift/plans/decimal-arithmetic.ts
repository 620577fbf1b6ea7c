import { floorDivide } from '../../../base/floor-divide.ts'
import type { ArithmeticOp } from '../../../kernels/elementwise/arithmetic.ts'
import { ScriptError } from '../../../runtime/script-error.ts'
import { isPlainNumber } from '../../../values/cast/promote.ts'
import { type DataType, decimal32, decimal64, decimal128 } from '../../../values/data-type.ts'
import { decimalRaw, powerOfTen, precisionOf, unscaledOf } from '../../../values/elements/decimal.ts'
import { Scalar } from '../../../values/forms/scalar.ts'
import { isNullRaw, nullOf, type Raw } from '../../../values/null.ts'
import type { BinaryPlan } from '../binary-operation.ts'
import { buildColumn, rawReader } from './elements.ts'

const widths = [decimal32, decimal64, decimal128]
const mostPlaces = [9, 18, 38]

const overflow = () => new ScriptError('Decimal math overflow')

/** The narrowest decimal from the width of code `code` up that can have this scale. @throws ScriptError beyond all. */
function decimalOf(code: number, scale: number): DataType {
  for (let width = code - 37; width < 3; width++) {
    if (scale <= mostPlaces[width]!) return widths[width]!(scale)
  }
  throw new ScriptError(`Scale out of bound (valid range: [0, 38], but get: ${scale})`)
}

/** The next wider decimal, or null. */
const widened = (type: DataType) => (type.code === 39 ? null : widths[type.code - 36]!(type.scale))

interface Rule {
  readonly scale: number
  /** On unscaled integers; null is the null. */
  readonly apply: (x: bigint, y: bigint) => bigint | null
}

function ruleOf(op: ArithmeticOp, x: DataType, y: DataType): Rule {
  const [sx, sy] = [x.scale, y.scale]
  const scale = Math.max(sx, sy)
  const [fx, fy] = [powerOfTen(scale - sx), powerOfTen(scale - sy)]
  switch (op) {
    case 'add':
      return { scale, apply: (a, b) => a * fx + b * fy }
    case 'sub':
      return { scale, apply: (a, b) => a * fx - b * fy }
    case 'mul':
      return { scale: sx + sy, apply: (a, b) => a * b }
    case 'mod':
      return { scale, apply: (a, b) => (b === 0n ? null : a * fx - floorDivide(a * fx, b * fy) * (b * fy)) }
    default: {
      const factor = powerOfTen(sy)
      return { scale: sx, apply: (a, b) => (b === 0n ? null : (a * factor) / b) }
    }
  }
}

/**
 * Arithmetic of decimals, or of a decimal and an integer (which counts as one without decimal places). Sums have the
 * larger scale, products the sum of the scales, quotients the dividend's. What doesn't fit makes the result wider.
 * `places`: decimal places to keep of the result, fewer than it would have; the rest is cut off.
 */
export function decimalPlan(op: ArithmeticOp, x: DataType, y: DataType, places?: number): BinaryPlan | null {
  if ([x, y].some(type => type.category !== 'DECIMAL' && !isPlainNumber(type))) return null
  const code = Math.max(...[x, y].map(type => (type.category === 'DECIMAL' ? type.code : 37)))
  const { scale, apply } = ruleOf(op, x, y)
  const narrowest = decimalOf(code, places ?? scale)
  const cut = powerOfTen(scale - (places ?? scale))
  const toRaw = (unscaled: bigint | null, type: DataType): Raw =>
    unscaled === null ? nullOf(type) : decimalRaw(unscaled / cut, type)!
  const combine = (a: Raw, b: Raw) =>
    isNullRaw(x, a) || isNullRaw(y, b) ? null : apply(unscaledOf(a), unscaledOf(b))
  return {
    scalar: (a, b) => {
      const unscaled = combine(a.raw, b.raw)
      const type = unscaled === null ? narrowest : widthFor(narrowest, unscaled < 0n ? -unscaled : unscaled)
      return new Scalar(type, toRaw(unscaled, type))
    },
    column: (a, b, length) => {
      const [readA, readB] = [rawReader(a), rawReader(b)]
      const results: (bigint | null)[] = []
      let largest = 0n
      for (let i = 0; i < length; i++) {
        const unscaled = combine(readA(i), readB(i))
        results.push(unscaled)
        if (unscaled === null) continue
        if (unscaled > largest) largest = unscaled
        else if (-unscaled > largest) largest = -unscaled
      }
      const type = widthFor(narrowest, largest)
      return buildColumn(type, length, i => toRaw(results[i]!, type))
    },
  }
}

function widthFor(narrowest: DataType, largest: bigint): DataType {
  let type: DataType | null = narrowest
  while (type && largest >= powerOfTen(precisionOf(type))) type = widened(type)
  if (!type) throw overflow()
  return type
}
