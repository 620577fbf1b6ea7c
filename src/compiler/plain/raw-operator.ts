import { nullF64, nullI32 } from '../../kernels/null.ts'
import type { Frame } from '../frames/frame.ts'
import {
  fresh,
  type Js,
  type PlainElement,
  rawBool,
  rawDouble,
  rawDoubleOrNull,
  rawInt,
  rawIntOrNull,
  rawLong,
} from '../js.ts'
import { nullOfPlain } from './plain-value.ts'
import { largestLong, nullLong } from './raw-long.ts'

const isInteger = (js: Js) => js.type.kind === 'int' || js.type.kind === 'long'
const isNumber = (js: Js) => isInteger(js) || js.type.kind === 'double'

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
  if (js.type.kind === 'long') return fresh(`${frame.unit.use('longToDouble')}(${js.code})`, rawDoubleOrNull)
  if (!js.type.nullable) return { ...js, type: rawDouble }
  const { code, setup } = reusable(js, frame)
  return fresh(`(${setup} === ${nullI32} ? ${nullF64} : ${code})`, rawDoubleOrNull)
}

/** A plain integer as a LONG. */
export function asLong(js: Js, frame: Frame): Js {
  if (js.type.kind === 'long') return js
  if (!js.type.nullable) return { ...js, constant: null, type: rawLong }
  const { code, setup } = reusable(js, frame)
  return fresh(`(${setup} === ${nullI32} ? ${nullLong} : ${code})`, rawLong)
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
  if (isInteger(left) && isInteger(right) && name !== 'ratio') return longArithmetic(name, left, right, frame)
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

const longOperators: Readonly<
  Record<string, readonly [symbol: string, helper: 'addLong' | 'subLong' | 'mulLong']>
> = {
  add: ['+', 'addLong'],
  sub: ['-', 'subLong'],
  mul: ['*', 'mulLong'],
}
const longDivisions = { div: 'divLong', mod: 'modLong' } as const

// Whatever is surely a number needs no test.
const isSmall = (js: Js) => js.constant !== null || (js.type.kind === 'int' && !js.type.nullable)

/** On numbers, as long as operands and result are exact ones; else the long way. A null makes a result that is none. */
function longArithmetic(name: string, left: Js, right: Js, frame: Frame): Js | null {
  const sides = [left, right].map(js => {
    const long = asLong(js, frame)
    const { code, setup } = reusable(long, frame)
    return {
      code,
      setup: long.simple ? [] : [setup],
      test: isSmall(js) ? [] : [`typeof ${code} === 'number'`],
    }
  })
  const [a, b] = sides as [(typeof sides)[0], (typeof sides)[0]]
  const before = sides.flatMap(({ setup }) => setup)
  const written = (test: string, quick: string, helper: Parameters<typeof frame.unit.use>[0]) => {
    const slow = `${frame.unit.use(helper)}(${a.code}, ${b.code})`
    const tests = [...sides.flatMap(side => side.test), test].join(' && ')
    const choice = `${tests} ? ${quick} : ${slow}`
    return fresh(`(${[...before, choice].join(', ')})`, rawLong)
  }
  const operator = longOperators[name]
  if (operator) {
    const [symbol, helper] = operator
    const made = frame.temp()
    const test = `(${made} = ${a.code} ${symbol} ${b.code}) <= ${largestLong} && ${made} >= -${largestLong}`
    return written(test, made, helper)
  }
  if (!(name in longDivisions)) return null
  const helper = longDivisions[name as keyof typeof longDivisions]
  if (!isPositiveConstant(right)) {
    const call = `${frame.unit.use(helper)}(${a.code}, ${b.code})`
    return fresh(`(${[...before, call].join(', ')})`, rawLong)
  }
  const quotient = `Math.floor(${a.code} / ${b.code})`
  if (name === 'div') return written(`${a.code} !== ${nullLong}`, quotient, helper)
  // Below zero the product could be one that isn't exact.
  return written(`${a.code} >= 0`, `${a.code} - ${quotient} * ${b.code}`, helper)
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
  // A null is the smallest number, being its type's sentinel.
  const [a, b] = comparable(left, right, frame)
  return fresh(`(${a.code} ${operator} ${b.code})`, rawBool)
}

function comparable(left: Js, right: Js, frame: Frame): readonly [Js, Js] {
  if (left.type.kind === 'int' && right.type.kind === 'int') return [left, right]
  const convert = isInteger(left) && isInteger(right) ? asLong : asDouble
  return [convert(left, frame), convert(right, frame)]
}

const elementTypes = { int: rawIntOrNull, long: rawLong, double: rawDoubleOrNull } as const

/** An element of a vector of plain numbers; null outside. `vector` is a variable. */
export function rawElement(vector: string, element: PlainElement, place: Js, frame: Frame): Js {
  const { code, setup } = reusable(place, frame)
  // Negative places become large ones.
  const inside = `${setup} >>> 0 < ${vector}.length`
  const { code: there, type } = elementAt(vector, element, code, frame)
  return fresh(`(${inside} ? ${there} : ${nullOfPlain(type)})`, type)
}

/** The element at a place that is surely there. */
export function elementAt(vector: string, element: PlainElement, place: string, frame: Frame): Js {
  const code =
    element === 'long'
      ? `${frame.unit.use('longAt')}(${vector}.halves, ${place})`
      : `${vector}.data[${place}]`
  return fresh(code, elementTypes[element])
}
