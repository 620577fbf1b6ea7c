import { nullF64 } from '../../kernels/null.ts'
import type { Frame } from '../frames/frame.ts'
import { fresh, isRaw, type Js, rawBool, rawDoubleOrNull, rawInt, rawIntOrNull } from '../js.ts'
import { nullOfPlain } from './plain-value.ts'
import { asDouble, asLong } from './raw-operator.ts'

// Built-ins that always give one INT.
const counting: ReadonlySet<string> = new Set(['cols', 'rows', 'size'])

/** Whether a built-in's result is a plain number whatever its arguments are. */
export const givesCount = (name: string): boolean => counting.has(name)

/** Takes the number out of what a counting built-in gives. */
export const plainCount = (code: string, frame: Frame): Js =>
  fresh(`${frame.unit.use('rawOf')}(${code})`, rawInt)

// Functions of JavaScript that the built-ins use themselves.
const doubleFunctions: Readonly<Record<string, string>> = {
  acos: 'Math.acos',
  asin: 'Math.asin',
  atan: 'Math.atan',
  cos: 'Math.cos',
  exp: 'Math.exp',
  sin: 'Math.sin',
  tan: 'Math.tan',
}

/** A built-in called with plain numbers only, where JavaScript has the same; null elsewhere. */
export function emitPlainBuiltin(name: string, args: readonly Js[], frame: Frame): Js | null {
  if (!args.every(arg => isRaw(arg.type))) return null
  const [x] = args
  if (args.length !== 1 || !x || x.type.kind === 'bool') return null
  if (name === 'isNull') {
    if (!x.type.nullable) return null
    return fresh(`(${x.code} === ${nullOfPlain(x.type)})`, rawBool)
  }
  if (name === 'long' && x.type.kind !== 'double') return asLong(x, frame)
  if (name === 'abs' && x.type.kind === 'int') return fresh(`(Math.abs(${x.code}) | 0)`, rawIntOrNull)
  if (name === 'abs' && x.type.kind === 'double') return guarded(x, code => `Math.abs(${code})`, frame)
  const math = doubleFunctions[name]
  return math ? guarded(asDouble(x, frame), code => `${math}(${code})`, frame) : null
}

function guarded(x: Js, apply: (code: string) => string, frame: Frame): Js {
  if (!x.type.nullable) return fresh(apply(x.code), rawDoubleOrNull)
  const code = x.simple ? x.code : frame.temp()
  const setup = x.simple ? x.code : `(${code} = ${x.code})`
  return fresh(`(${setup} === ${nullF64} ? ${nullF64} : ${apply(code)})`, rawDoubleOrNull)
}
