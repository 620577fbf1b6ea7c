import { compileOnce } from '../loop-source.ts'
import type { Data } from '../storage.ts'
import type { Comparison, NullComparison } from './compare.ts'
import type { Shape } from './template.ts'

export type WideStorage = 'i128' | 'u128' | 'f64x2'

/** As Binary, but a scalar is an array that begins with its two lanes. */
export type WideComparison = (a: Data, b: Data, out: Int8Array, n: number) => boolean

// Whether x compares so with y, of 128 bits in four words each, x0 the lowest: the first word from the top in which
// they differ decides. Only the top word of an i128 has a sign.
function wordsText(op: Comparison, signed: boolean): string {
  const equal = '(x0 ^ y0 | x1 ^ y1 | x2 ^ y2 | x3 ^ y3) === 0'
  if (op === 'eq') return `+(${equal})`
  if (op === 'ne') return `+!(${equal})`
  const word = (k: number) => (k === 3 && signed ? [`x${k}`, `y${k}`] : [`x${k} >>> 0`, `y${k} >>> 0`])
  const sign = op[0] === 'l' ? '<' : '>'
  const decide = (k: number): string => {
    const [x, y] = word(k)
    if (k === 0) return `(${x}) ${sign}${op[1] === 'e' ? '=' : ''} (${y})`
    return `x${k} !== y${k} ? (${x}) ${sign} (${y}) : ${decide(k - 1)}`
  }
  return `+(${decide(3)})`
}

function nullText(storage: WideStorage, x: string): string {
  if (storage === 'f64x2') return `${x}0 === -1.7976931348623157e308`
  const top = storage === 'i128' ? `${x}3 ^ -2147483648` : `${x}3`
  return `(${x}0 | ${x}1 | ${x}2 | ${top}) === 0`
}

/**
 * The loop that compares values of two lanes, giving 0 and 1 (and null where nulls are `unknown`) as i8. UUID, IPADDR
 * and INT128 are in order as unsigned numbers, so that their null is the smallest as well; `f64x2` has no order but is
 * equal or not.
 */
export function wideComparison(
  op: Comparison,
  storage: WideStorage,
  shape: Shape,
  nulls: NullComparison | 'none',
): WideComparison {
  if (storage === 'f64x2' && op !== 'eq' && op !== 'ne') throw new Error(`${storage} has no order for ${op}`)
  const unknown = nulls === 'unknown'
  return compileOnce<WideComparison>(`wide ${op} ${storage} ${shape} ${unknown}`, 'a, b, out, n', () => {
    const words = storage === 'f64x2' ? 2 : 4
    const view = (name: string) =>
      words === 4 ? `new Int32Array(${name}.buffer, ${name}.byteOffset, 2 * ${name}.length)` : name
    const load = (x: string, array: string, vector: boolean) =>
      Array.from({ length: words }, (_, k) => `${x}${k} = ${array}[${vector ? `${words} * i + ` : ''}${k}]`)
    const before = [`const A = ${view('a')}, B = ${view('b')}`]
    const body: string[] = []
    ;(shape[0] === 'v' ? body : before).push(`const ${load('x', 'A', shape[0] === 'v').join(', ')}`)
    ;(shape[1] === 'v' ? body : before).push(`const ${load('y', 'B', shape[1] === 'v').join(', ')}`)
    const both = op === 'eq' ? '+(x0 === y0 && x1 === y1)' : '+(x0 !== y0 || x1 !== y1)'
    const compared = storage === 'f64x2' ? both : wordsText(op, storage === 'i128')
    if (unknown) {
      body.push(`const no = +(${nullText(storage, 'x')} || ${nullText(storage, 'y')})`)
      body.push(`out[i] = no !== 0 ? -128 : ${compared}`, 'hit |= no')
    } else body.push(`out[i] = ${compared}`)
    return `${before.join('\n')}
      let hit = 0
      for (let i = 0; i < n; i++) { ${body.join('\n')} }
      return hit !== 0`
  })
}
