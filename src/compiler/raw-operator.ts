import { fresh, type Js, rawBool, rawDouble, rawDoubleOrNull, rawInt, rawIntOrNull } from './js.ts'
import type { Unit } from './unit.ts'

const isNumber = (js: Js) => js.type.kind === 'int' || js.type.kind === 'double'

/** A plain number as a double. Without a null in sight INT and DOUBLE are the same in JavaScript. */
export function asDouble(js: Js, unit: Unit): Js {
  if (js.type.kind === 'double') return js
  if (!js.type.nullable) return { ...js, type: rawDouble }
  return fresh(`${unit.use('intToDouble')}(${js.code})`, rawDoubleOrNull)
}

// A constant greater than zero; a negative one has parentheses around it.
const isPositiveConstant = (js: Js) => js.constant !== null && Number(js.code) > 0

const intOperators = {
  add: { plain: (a: string, b: string) => `(${a} + ${b} | 0)`, helper: 'addInt' },
  sub: { plain: (a: string, b: string) => `(${a} - ${b} | 0)`, helper: 'subInt' },
  mul: { plain: (a: string, b: string) => `Math.imul(${a}, ${b})`, helper: 'mulInt' },
  div: { plain: null, helper: 'divInt' },
  mod: { plain: null, helper: 'modInt' },
} as const

const doubleOperators = {
  add: { plain: (a: string, b: string) => `(${a} + ${b})`, helper: 'addDouble' },
  sub: { plain: (a: string, b: string) => `(${a} - ${b})`, helper: 'subDouble' },
  mul: { plain: (a: string, b: string) => `(${a} * ${b})`, helper: 'mulDouble' },
  div: { plain: null, helper: 'divDouble' },
  mod: { plain: null, helper: 'modDouble' },
  ratio: { plain: null, helper: 'divDouble' },
} as const

/** Arithmetic of two plain numbers, or null where it isn't. */
export function rawArithmetic(name: string, left: Js, right: Js, unit: Unit): Js | null {
  if (!isNumber(left) || !isNumber(right)) return null
  if (left.type.kind === 'int' && right.type.kind === 'int' && name in intOperators) {
    const { plain, helper } = intOperators[name as keyof typeof intOperators]
    if (plain && !left.type.nullable && !right.type.nullable) {
      return fresh(plain(left.code, right.code), rawIntOrNull)
    }
    if (!left.type.nullable && isPositiveConstant(right)) {
      if (name === 'div') return fresh(`Math.floor(${left.code} / ${right.code})`, rawInt)
      // V8 makes more of this than of a remainder that is put right afterwards.
      if (name === 'mod' && left.simple) {
        return fresh(
          `(${left.code} - Math.imul(Math.floor(${left.code} / ${right.code}), ${right.code}))`,
          rawInt,
        )
      }
    }
    return fresh(`${unit.use(helper)}(${left.code}, ${right.code})`, rawIntOrNull)
  }
  if (!(name in doubleOperators)) return null
  const { plain, helper } = doubleOperators[name as keyof typeof doubleOperators]
  const [a, b] = [asDouble(left, unit), asDouble(right, unit)]
  if (!a.type.nullable && !b.type.nullable) {
    if (plain) return fresh(plain(a.code, b.code), rawDouble)
    if (name !== 'mod' && isPositiveConstant(right)) return fresh(`(${a.code} / ${b.code})`, rawDouble)
  }
  return fresh(`${unit.use(helper)}(${a.code}, ${b.code})`, rawDoubleOrNull)
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
export function rawComparison(name: string, left: Js, right: Js, unit: Unit): Js | null {
  if (left.type.kind === 'bool' && right.type.kind === 'bool') {
    if (name === 'and') return fresh(`(${left.code} && ${right.code})`, rawBool)
    if (name === 'or') return fresh(`(${left.code} || ${right.code})`, rawBool)
    if (name === 'eq' || name === 'ne')
      return fresh(`(${left.code} ${comparisons[name]} ${right.code})`, rawBool)
    return null
  }
  const operator = comparisons[name]
  if (operator === undefined || !isNumber(left) || !isNumber(right)) return null
  if (left.type.kind === 'int' && right.type.kind === 'int') {
    return fresh(`(${left.code} ${operator} ${right.code})`, rawBool)
  }
  const [a, b] = [asDouble(left, unit), asDouble(right, unit)]
  return fresh(`(${a.code} ${operator} ${b.code})`, rawBool)
}
