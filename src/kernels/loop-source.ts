import { nullOf } from './null.ts'
import { type Arrays, type Data, type ScalarStorage, scratch } from './storage.ts'

// Loops are written as text and compiled once per combination of storages, because V8 makes a loop fast only as long
// as it has met one kind of array: the same source shared by six kinds is three to ten times slower.

type Kernel = (...args: never[]) => unknown

/** A kernel as text, which can be sent to another thread. */
export interface KernelSource {
  readonly name: string
  /** An expression whose value is the kernel. */
  readonly text: string
  /** Arguments of a call that warms it up; none if it needn't be. */
  readonly warmUp: readonly unknown[] | null
}

const compiled = new Map<string, Kernel>()
const sources = new WeakMap<Kernel, () => KernelSource>()

// V8 begins to take notes with the eighth call.
const WARM_UP_CALLS = 12

/**
 * The function with these parameters whose body `body()` gives, compiled on first use of `name`. The name also
 * appears in stack traces and profiles.
 *
 * `warmUp` calls it on a few rows (see `sample`), so that every statement has run before the first long run: V8
 * replaces a running loop by code optimised from what it saw so far, and leaves that code, each time anew, where it
 * meets a statement after the loop that it had never seen.
 */
export function compileOnce<F extends Kernel>(
  name: string,
  parameters: string,
  body: () => string,
  warmUp?: (kernel: F) => void,
): F {
  return (compiled.get(name) as F) ?? compile(name, `function (${parameters}) {\n${body()}\n}`, warmUp)
}

/** The kernel compiled under that name. */
export const compiledAs = <F extends Kernel>(name: string): F | undefined =>
  compiled.get(name) as F | undefined

/** The kernel that is the value of an expression. Each name is to be compiled once. */
export function compile<F extends Kernel>(name: string, text: string, warmUp?: (kernel: F) => void): F {
  const kernel = new Function(`'use strict'\nreturn ${text}\n//# sourceURL=kernel:${name}`)() as F
  compiled.set(name, kernel)
  sources.set(kernel, () => ({ name, text, warmUp: warmUp ? argumentsOf(warmUp) : null }))
  if (warmUp) for (let call = 0; call < WARM_UP_CALLS; call++) warmUp(kernel)
  return kernel
}

function argumentsOf<F extends Kernel>(call: (kernel: F) => void): unknown[] {
  let taken: unknown[] = []
  call(((...args: unknown[]) => {
    taken = args
  }) as unknown as F)
  return taken
}

/** What a kernel was made of. */
export function sourceOf(kernel: Kernel): KernelSource {
  const source = sources.get(kernel)
  if (!source) throw new Error('Only kernels made of text can be sent to other threads')
  return source()
}

/** The kernel made of a source that was sent from another thread. */
export function kernelFrom({ name, text, warmUp }: KernelSource): Kernel {
  const warm = warmUp && ((kernel: Kernel) => kernel(...(warmUp as never[])))
  return compiled.get(name) ?? compile(name, text, warm ?? undefined)
}

// Large and small values, nulls, repetitions, both signs.
const sampleRows = [7, 2e9, 0, Number.NaN, -2e9, 7, 1.5, Number.NaN, 3, 3, -1, 2, 1e9]

/** Rows in a sample. */
export const SAMPLE_ROWS = sampleRows.length

/** A few rows of a storage to warm a kernel up with; the same each time, for reading only. */
export function sample<S extends ScalarStorage>(storage: S): Arrays[S] {
  let rows = samples.get(storage)
  if (!rows) {
    rows = scratch(storage, SAMPLE_ROWS)
    for (let i = 0; i < SAMPLE_ROWS; i++) {
      const value = sampleRows[i]!
      if (Number.isNaN(value)) rows[i] = nullOf[storage]
      else rows[i] = storage === 'i64' ? BigInt(Math.round(value)) : value
    }
    samples.set(storage, rows)
  }
  return rows as Arrays[S]
}

const samples = new Map<ScalarStorage, Data>()

/** The null of a storage as a literal. */
export function nullLiteral(storage: ScalarStorage): string {
  const value = nullOf[storage]
  return typeof value === 'bigint' ? `${value}n` : `${value}`
}

/** How the text of a loop reads a column. */
export interface Reader {
  /** Statement before the loop. */
  readonly setup: string
  /** Statements that read element `i` into the variable. */
  readonly read: string
  /** Expression: what was read is null. */
  readonly isNull: string
}

/**
 * Reads `array[index]` into `variable`: as it is, or (`asNumber`) a LONG as the nearest number, which by 32-bit
 * halves takes a twentieth of what Number(bigint) takes.
 */
export function reader(
  storage: ScalarStorage,
  array: string,
  index: string,
  variable: string,
  asNumber: boolean,
): Reader {
  if (storage !== 'i64') {
    const isNull = `${variable} === ${nullLiteral(storage)}`
    return { setup: '', read: `const ${variable} = ${array}[${index}]`, isNull }
  }
  // Comparing with the constant −2⁶³ is slow: nulls are told by the halves in any case.
  const halves = `const ${variable}l = ${array}w[2 * (${index})], ${variable}h = ${array}w[2 * (${index}) + 1]`
  const value = asNumber ? `${variable}h * 4294967296 + (${variable}l >>> 0)` : `${array}[${index}]`
  return {
    setup: `const ${array}w = new Int32Array(${array}.buffer, ${array}.byteOffset, 2 * ${array}.length)`,
    read: `${halves}\nconst ${variable} = ${value}`,
    isNull: `${variable}h === -2147483648 && ${variable}l === 0`,
  }
}

/** Replaces whole identifiers. */
export function rename(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/[A-Za-z_]\w*/g, word => names.get(word) ?? word)
}
