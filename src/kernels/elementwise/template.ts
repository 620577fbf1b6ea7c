// The one place where elementwise loops are made. Every combination of operation, storages, operand shapes and null
// mode gets a function of its own, generated when first asked for and kept, so that V8 sees monomorphic loops only.
import { compile, nullLiteral } from '../loop-source.ts'
import type { Arguments } from '../parallel/job.ts'
import { overRows } from '../parallel/parallel.ts'
import type { Data, ScalarStorage } from '../storage.ts'
import { loopSource, scalarSource } from './template-source.ts'

/** What a loop computes in: int32 numbers, 64-bit bigints, or doubles. */
export type Domain = 'int' | 'long' | 'float'

/** One operand: where it lies, and whether it is a vector or one scalar for all elements. */
export interface Input {
  readonly storage: ScalarStorage
  readonly vector: boolean
}

/**
 * How elements become a result, in JavaScript over x, y, z: the operands' elements, loaded into the domain. In null
 * mode `flags` also over xn, yn, zn: 1 where the operand is null, else 0. In the domain `long` also over xh and xl, yh
 * and yl: an operand's high half (signed) and low half (unsigned), as numbers. U is an array of two elements like
 * `out`, to choose from without a branch.
 */
export interface Rule {
  /** An expression. In the domain `long` its value is taken modulo 2⁶⁴; all steps on the way are the rule's affair. */
  readonly value: string
  /** Statements before the value. They may not declare r, w, h, k, no, none or hit. */
  readonly first?: string
  /** An expression, 0, 1 or boolean: the result is null although no operand is. */
  readonly bad?: string
  /** The second operand divides the first: zero gives null. The rule calls them u and d instead of x and y. */
  readonly divides?: boolean
  /** The value is a number although the domain is long, as of comparisons. */
  readonly numeric?: boolean
  /**
   * Whether the value may turn out null by itself: `never`; `sentinel`, where it may be equal to the null of `out`
   * (wrapping does that); or `nan`, where NaN stands for null.
   */
  readonly mayBeNull: 'never' | 'sentinel' | 'nan'
}

/**
 * What to do about null operands: `ignore` them (there are none, or their sentinels will do as values), give null for
 * them (`propagate`), or let the rule decide (`flags`).
 */
export type NullMode = 'ignore' | 'propagate' | 'flags'

export interface Loop {
  readonly inputs: readonly Input[]
  readonly out: ScalarStorage
  readonly domain: Domain
  readonly nulls: NullMode
  readonly rule: Rule
}

/** Shapes of two operands: v for a vector, s for a scalar. */
export type Shape = 'vv' | 'vs' | 'sv'
/** Scalars of i64 are bigints, all others numbers. */
export type Scalar = number | bigint

/** Writes n results to `out`, which may be the array of an operand of the same storage. Returns whether any is null. */
export type Unary = (a: Data, out: Data, n: number) => boolean
export type Binary = (a: Data | Scalar, b: Data | Scalar, out: Data, n: number) => boolean
/** The same rule for one element. */
export type ScalarUnary = (a: Scalar) => Scalar
export type ScalarBinary = (a: Scalar, b: Scalar) => Scalar

/** The domain in which operands of these storages meet. */
export function meet(a: ScalarStorage, b: ScalarStorage): Domain {
  if (a === 'f32' || a === 'f64' || b === 'f32' || b === 'f64') return 'float'
  return a === 'i64' || b === 'i64' ? 'long' : 'int'
}

export function domainOf(storage: ScalarStorage): Domain {
  return meet(storage, storage)
}

/** A loop over two operands. */
export function pair(a: ScalarStorage, b: ScalarStorage, shape: Shape, rest: Omit<Loop, 'inputs'>): Loop {
  const inputs = [
    { storage: a, vector: shape[0] === 'v' },
    { storage: b, vector: shape[1] === 'v' },
  ]
  return { inputs, ...rest }
}

/** A loop over one vector. */
export function single(a: ScalarStorage, rest: Omit<Loop, 'inputs'>): Loop {
  return { inputs: [{ storage: a, vector: true }], ...rest }
}

const twoElements: Readonly<Record<ScalarStorage, string>> = {
  i8: 'new Int8Array(2)',
  i16: 'new Int16Array(2)',
  i32: 'new Int32Array(2)',
  i64: 'new BigInt64Array(2)',
  f32: 'new Float32Array(2)',
  f64: 'new Float64Array(2)',
  sym: 'new Int32Array(2)',
}

// T holds a value and the null, to choose from by a flag; D scalars.
function make<F extends Unary | Binary | ScalarUnary | ScalarBinary>(
  name: string,
  source: string,
  out: ScalarStorage,
): F {
  const two = twoElements[out]
  const text = `((T, U, D) => { T[1] = ${nullLiteral(out)}; return ${source} })(${two}, ${two}, new Float64Array(2))`
  return compile<F>(`each ${name}`, text)
}

// biome-ignore lint/complexity/noBannedTypes: holds functions of several signatures
const made = new Map<string, Function>()

/** The function that runs a loop over vectors. The same name must always mean the same loop. */
export function vectorKernel<F extends Unary | Binary>(name: string, describe: () => Loop): F {
  const known = made.get(name)
  if (known !== undefined) return known as unknown as F
  const loop = describe()
  const kernel = make<F>(name, loopSource(loop), loop.out)
  const divided = (...args: Arguments) => overRows(kernel, args)
  made.set(name, divided)
  return divided as unknown as F
}

/** The function that applies a loop's rule to scalars. The name must differ from those of loops over vectors. */
export function scalarKernel<F extends ScalarUnary | ScalarBinary>(name: string, describe: () => Loop): F {
  const known = made.get(name)
  if (known !== undefined) return known as unknown as F
  const loop = describe()
  const kernel = make<F>(name, scalarSource(loop), loop.out)
  made.set(name, kernel)
  return kernel
}
