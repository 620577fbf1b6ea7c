import {
  type ArithmeticOp,
  arithmetic,
  arithmeticOfScalars,
} from '../../../kernels/elementwise/arithmetic.ts'
import { finerTemporal, isPlainNumber } from '../../../values/cast/promote.ts'
import {
  BOOL,
  CHAR,
  COMPLEX,
  type DataType,
  DOUBLE,
  DURATION,
  FLOAT,
  INT,
  isLiteral,
  isTemporal,
  LONG,
  VOID,
} from '../../../values/data-type.ts'
import { isTimeOfDay, unitsPerDay } from '../../../values/elements/temporal-convert.ts'
import { Scalar } from '../../../values/forms/scalar.ts'
import { nullOf } from '../../../values/null.ts'
import type { FixedVector } from '../../../values/vectors/fixed-vector.ts'
import type { BinaryPlan, BinaryResolver } from '../binary-operation.ts'
import { complexPlan } from './complex-arithmetic.ts'
import { concatenation } from './concatenation.ts'
import { casting } from './convert.ts'
import { decimalPlan } from './decimal-arithmetic.ts'
import { durationPlan } from './duration-arithmetic.ts'
import { convertingPlan, kernelPlan, kernelStorage } from './kernel-plan.ts'

/** What `op` does with two element types: numbers, decimals, temporals, complex numbers, and text for `add`. */
export function arithmeticResolver(op: ArithmeticOp): BinaryResolver {
  return (x, y) => {
    if (x === VOID || y === VOID) return null
    if (isPlainNumber(x) && isPlainNumber(y)) return numberPlan(op, x, y, resultType(op, x, y))
    if (op === 'add' && (isLiteral(x) || isLiteral(y))) return concatenation(x, y)
    if (x === DURATION || y === DURATION) return durationPlan(op, x, y)
    if (x.category === 'DECIMAL' || y.category === 'DECIMAL') return decimalOrFloat(op, x, y)
    if (isTemporal(x) || isTemporal(y)) return temporalPlan(op, x, y)
    if (x === COMPLEX || y === COMPLEX) return complexPlan(op, x, y)
    return null
  }
}

/** The kernel for two types and a result type that both fit into. */
export function numberPlan(op: ArithmeticOp, x: DataType, y: DataType, result: DataType): BinaryPlan {
  const [a, b, out] = [kernelStorage(x)!, kernelStorage(y)!, kernelStorage(result)!]
  return kernelPlan(result, arithmeticOfScalars(op, a, b, out), (shape, nulls) =>
    arithmetic(op, a, b, out, shape, nulls),
  )
}

/** Integers narrower than INT are computed as INT, two truths as CHAR; `ratio` of integers is DOUBLE. */
function resultType(op: ArithmeticOp, x: DataType, y: DataType): DataType {
  if (x === DOUBLE || y === DOUBLE) return DOUBLE
  if (x === FLOAT || y === FLOAT) return op === 'ratio' && x !== y ? DOUBLE : FLOAT
  if (op === 'ratio') return DOUBLE
  if (x === BOOL && y === BOOL && (op === 'add' || op === 'sub' || op === 'mul')) return CHAR
  return x === LONG || y === LONG ? LONG : INT
}

function decimalOrFloat(op: ArithmeticOp, x: DataType, y: DataType): BinaryPlan | null {
  const floating = op === 'ratio' || x.category === 'FLOATING' || y.category === 'FLOATING'
  if (!floating) return decimalPlan(op, x, y)
  const number = (type: DataType) => (type.category === 'DECIMAL' ? DOUBLE : type)
  if (!isPlainNumber(number(x)) || !isPlainNumber(number(y))) return null
  return convertingPlan(
    numberPlan(op, number(x), number(y), DOUBLE),
    casting(x, number(x)),
    casting(y, number(y)),
  )
}

const countType = (type: DataType) => (type.storage === 'i64' ? LONG : INT)

// A moment moved by an integer stays one; the distance of two, and their sum, is an integer in units of the finer;
// whatever else is done to temporals happens to the integers they are.
function temporalPlan(op: ArithmeticOp, x: DataType, y: DataType): BinaryPlan | null {
  if (isTemporal(x) && isTemporal(y)) {
    const finer = op === 'sub' || op === 'add' ? finerTemporal(x, y) : null
    if (!finer) return null
    return convertingPlan(
      numberPlan(op, finer, finer, countType(finer)),
      casting(x, finer),
      casting(y, finer),
    )
  }
  const [temporal, other] = isTemporal(x) ? [x, y] : [y, x]
  if (!isPlainNumber(other)) return null
  if ((op === 'add' || (op === 'sub' && temporal === x)) && other.category !== 'FLOATING') {
    const plan = numberPlan(op, x, y, temporal)
    return isTimeOfDay(temporal) ? roundMidnight(plan, temporal) : plan
  }
  const plain = (type: DataType) => (isTemporal(type) ? countType(type) : type)
  return numberPlan(op, x, y, resultType(op, plain(x), plain(y)))
}

/** Times of day go round at midnight: 23:59m + 10 is 00:09m. */
function roundMidnight(plan: BinaryPlan, type: DataType): BinaryPlan {
  const long = type.storage === 'i64'
  const day = unitsPerDay(type)
  const bigDay = BigInt(day)
  const wrapped = (raw: number | bigint): number | bigint =>
    typeof raw === 'bigint' ? ((raw % bigDay) + bigDay) % bigDay : ((raw % day) + day) % day
  return {
    scalar: (x, y) => {
      const moved = plan.scalar(x, y)
      return moved.isNull ? moved : new Scalar(type, wrapped(moved.raw as number | bigint))
    },
    column: (x, y, length) => {
      const moved = plan.column(x, y, length) as FixedVector
      const { data } = moved
      const missing = nullOf(type) as number | bigint
      const within = long ? bigDay : day
      for (let i = 0; i < data.length; i++) {
        const raw = data[i]!
        if (raw !== missing && (raw < 0 || raw >= within)) data[i] = wrapped(raw) as never
      }
      return moved
    },
  }
}
