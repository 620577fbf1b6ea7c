import type {
  Binary,
  ScalarBinary,
  ScalarUnary,
  Shape,
  Unary,
} from '../../../kernels/elementwise/template.ts'
import type { Storage as KernelStorage, ScalarStorage } from '../../../kernels/storage.ts'
import type { DataType } from '../../../values/data-type.ts'
import { Scalar } from '../../../values/forms/scalar.ts'
import type { Raw } from '../../../values/null.ts'
import { FixedVector } from '../../../values/vectors/fixed-vector.ts'
import { SymbolVector } from '../../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../../values/vectors/vector.ts'
import type { BinaryPlan, Operand } from '../binary-operation.ts'
import { buildColumn, rawReader } from './elements.ts'

/** What kernels call a type's storage, if its values are single array elements; else null. */
export function kernelStorage(type: DataType): ScalarStorage | null {
  switch (type.storage) {
    case 'i8':
    case 'i16':
    case 'i32':
    case 'i64':
    case 'f32':
    case 'f64':
      return type.storage
    case 'symbol':
      return 'sym'
    default:
      return null
  }
}

/** As kernelStorage, with the storages of two lanes. */
export function wideKernelStorage(type: DataType): KernelStorage | null {
  if (type.storage === 'f64x2') return 'f64x2'
  if (type.storage === 'i128') return type.category === 'DECIMAL' ? 'i128' : 'u128'
  return kernelStorage(type)
}

/** The memory of a column whose type has a kernel storage. */
export const dataOf = (column: Vector) =>
  column instanceof SymbolVector ? column.codes : (column as FixedVector).data

/** Room for the results of an elementwise function: the one place where they are allocated. */
export const allocateResult = (type: DataType, length: number) => FixedVector.zeros(type, length)

/** A plan that runs a kernel. `vector` gives the loop for a shape, able to meet nulls if told so. */
export function kernelPlan(
  result: DataType,
  scalar: ScalarBinary,
  vector: (shape: Shape, nulls: boolean) => Binary,
): BinaryPlan {
  return {
    scalar: (x, y) => new Scalar(result, scalar(x.raw as number, y.raw as number)),
    column: (x, y, length) => {
      const shape: Shape = x instanceof Scalar ? 'sv' : y instanceof Scalar ? 'vs' : 'vv'
      const out = allocateResult(result, length)
      const kernel = vector(shape, mayBeNull(x) || mayBeNull(y))
      out.mayHoldNulls = kernel(argument(x), argument(y), out.data, length)
      return out
    },
  }
}

const mayBeNull = (operand: Operand) => (operand instanceof Scalar ? operand.isNull : operand.mayHoldNulls)

const argument = (operand: Operand) => (operand instanceof Scalar ? (operand.raw as number) : dataOf(operand))

/** A plan that works on one pair of raws at a time, for types without kernels. `apply` gets nulls too. */
export function elementPlan(result: DataType, apply: (x: Raw, y: Raw) => Raw): BinaryPlan {
  return {
    scalar: (x, y) => new Scalar(result, apply(x.raw, y.raw)),
    column: (x, y, length) => {
      const [readX, readY] = [rawReader(x), rawReader(y)]
      return buildColumn(result, length, i => apply(readX(i), readY(i)))
    },
  }
}

/** The same plan behind a conversion of its operands. */
export function convertingPlan(
  plan: BinaryPlan,
  convertX: <O extends Operand>(x: O) => O,
  convertY: <O extends Operand>(y: O) => O,
): BinaryPlan {
  return {
    scalar: (x, y) => plan.scalar(convertX(x), convertY(y)),
    column: (x, y, length) => plan.column(convertX(x), convertY(y), length),
  }
}

/** How an elementwise function of one argument works on one element type. */
export interface UnaryPlan {
  readonly scalar: (x: Scalar) => Scalar
  readonly column: (x: Vector) => Vector
}

/** A unary plan that runs a kernel. */
export function unaryKernelPlan(
  result: DataType,
  scalar: ScalarUnary,
  vector: (nulls: boolean) => Unary,
): UnaryPlan {
  return {
    scalar: x => new Scalar(result, scalar(x.raw as number)),
    column: x => {
      const out = allocateResult(result, x.length)
      out.mayHoldNulls = vector(x.mayHoldNulls)(dataOf(x), out.data, x.length)
      return out
    },
  }
}

/** A unary plan that works on one raw at a time. `apply` gets nulls too. */
export function unaryElementPlan(result: DataType, apply: (x: Raw) => Raw): UnaryPlan {
  return {
    scalar: x => new Scalar(result, apply(x.raw)),
    column: x => {
      const read = rawReader(x)
      return buildColumn(result, x.length, i => apply(read(i)))
    },
  }
}
