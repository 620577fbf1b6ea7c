import { nullF64, nullI32 } from '../kernels/null.ts'
import type { Frame } from './frame.ts'
import { fresh, type Js, rawBool, rawDouble, rawDoubleOrNull, rawInt, rawIntOrNull } from './js.ts'

const isNumber = (js: Js) => js.type.kind === 'int' || js.type.kind === 'double'

/** A plain number's code that may stand twice, and what has to be done before. */
interface Reusable {
  readonly code: string
  readonly setup: string
}

// V8 is kind to small expressions and less so to small functions, so tests for null are written out.
function reusable(js: Js, frame: Frame): Reusable {
  if (js.simple) return { code: js.code, setup: js.code }
  const temp = frame.temp()
  return { code: temp, setup: `(${temp} = ${js.code})` }
}

/** `missing` if one of the operands is that, else what `combine` makes of them. */
function unlessNull(
  left: Js,
  right: Js,
  missing: number,
  combine: (a: string, b: string) => string,
  frame: Frame,
): string {
  if (!left.type.nullable && !right.type.nullable) return combine(left.code, right.code)
  const [a, b] = [reusable(left, frame), reusable(right, frame)]
  // The left one first, even if only the right one may be null.
  const before = left.type.nullable || left.simple ? '' : `${a.setup}, `
  const tests = [
    left.type.nullable && `${a.setup} === ${missing}`,
    right.type.nullable && `${b.setup} === ${missing}`,
  ]
  const late = right.type.nullable ? b.code : right.code
  return `(${before}${tests.filter(Boolean).join(' || ')} ? ${missing} : ${combine(a.code, late)})`
}

/** A plain number as a double. Without a null in sight INT and DOUBLE are the same in JavaScript. */
export function asDouble(js: Js, frame: Frame): Js {
  if (js.type.kind === 'double') return js
  if (!js.type.nullable) return { ...js, type: rawDouble }
  const { code, setup } = reusable(js, frame)
  return fresh(`(${setup} === ${nullI32} ? ${nullF64} : ${code})`, rawDoubleOrNull)
}

// A constant greater than zero; a negative one has parentheses around it.
const isPositiveConstant = (js: Js) => js.constant !== null && Number(js.code) > 0

const intOperators: Readonly<Record<string, (a: string, b: string) => string>> = {
  add: (a, b) => `(${a} + ${b} | 0)`,
  sub: (a, b) => `(${a} - ${b} | 0)`,
  mul: (a, b) => `Math.imul(${a}, ${b})`,
}
const doubleOperators: Readonly<Record<string, (a: string, b: string) => string>> = {
  add: (a, b) => `(${a} + ${b})`,
  sub: (a, b) => `(${a} - ${b})`,
  mul: (a, b) => `(${a} * ${b})`,
}
const intDivisions = { div: 'divInt', mod: 'modInt' } as const
const doubleDivisions = { div: 'divDouble', ratio: 'divDouble', mod: 'modDouble' } as const

/** Arithmetic of two plain numbers, or null where it isn't. */
export function rawArithmetic(name: string, left: Js, right: Js, frame: Frame): Js | null {
  if (!isNumber(left) || !isNumber(right)) return null
  const bothInt = left.type.kind === 'int' && right.type.kind === 'int'
  if (bothInt && name !== 'ratio') return intArithmetic(name, left, right, frame)
  const [a, b] = [asDouble(left, frame), asDouble(right, frame)]
  const type = a.type.nullable || b.type.nullable ? rawDoubleOrNull : rawDouble
  const combine = doubleOperators[name]
  if (combine) return fresh(unlessNull(a, b, nullF64, combine, frame), type)
  if (!(name in doubleDivisions)) return null
  if (name !== 'mod' && isPositiveConstant(right)) {
    return fresh(
      unlessNull(a, b, nullF64, (x, y) => `(${x} / ${y})`, frame),
      type,
    )
  }
  const helper = frame.unit.use(doubleDivisions[name as keyof typeof doubleDivisions])
  return fresh(`${helper}(${a.code}, ${b.code})`, rawDoubleOrNull)
}

function intArithmetic(name: string, left: Js, right: Js, frame: Frame): Js | null {
  const combine = intOperators[name]
  // The result may wrap around to the null even if neither operand is it.
  if (combine) return fresh(unlessNull(left, right, nullI32, combine, frame), rawIntOrNull)
  if (!(name in intDivisions)) return null
  if (isPositiveConstant(right)) {
    const value = reusable(left, frame)
    const [x, d] = [value.code, right.code]
    const result =
      name === 'div' ? `Math.floor(${x} / ${d})` : `${x} - Math.imul(Math.floor(${x} / ${d}), ${d}) | 0`
    if (left.type.nullable)
      return fresh(`(${value.setup} === ${nullI32} ? ${nullI32} : ${result})`, rawIntOrNull)
    return fresh(left.simple ? `(${result})` : `(${value.setup}, ${result})`, rawInt)
  }
  const helper = frame.unit.use(intDivisions[name as keyof typeof intDivisions])
  return fresh(`${helper}(${left.code}, ${right.code})`, rawIntOrNull)
}

const comparisons: Readonly<Record<string, string>> = {
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  eq: '===',
  ne: '!==',
}

/** Comparison of two plain numbers, or logic of two plain truths; null where it is neither. */
export function rawComparison(name: string, left: Js, right: Js, frame: Frame): Js | null {
  if (left.type.kind === 'bool' && right.type.kind === 'bool') {
    if (name === 'and') return fresh(`(${left.code} && ${right.code})`, rawBool)
    if (name === 'or') return fresh(`(${left.code} || ${right.code})`, rawBool)
    if (name !== 'eq' && name !== 'ne') return null
    return fresh(`(${left.code} ${comparisons[name]} ${right.code})`, rawBool)
  }
  const operator = comparisons[name]
  if (operator === undefined || !isNumber(left) || !isNumber(right)) return null
  const bothInt = left.type.kind === 'int' && right.type.kind === 'int'
  // A null is the smallest number, being its type's sentinel.
  const [a, b] = bothInt ? [left, right] : [asDouble(left, frame), asDouble(right, frame)]
  return fresh(`(${a.code} ${operator} ${b.code})`, rawBool)
}

/** An element of a vector of plain numbers; null outside. `vector` is a variable. */
export function rawElement(vector: string, element: 'int' | 'double', place: Js, frame: Frame): Js {
  const { code, setup } = reusable(place, frame)
  const missing = element === 'int' ? nullI32 : nullF64
  // Negative places become large ones.
  const inside = `${setup} >>> 0 < ${vector}.length`
  return fresh(
    `(${inside} ? ${vector}.data[${code}] : ${missing})`,
    element === 'int' ? rawIntOrNull : rawDoubleOrNull,
  )
}
