// The text of elementwise loops. What was measured, and shapes the code below (Node 24, nanoseconds an element):
// - A result chosen by a branch costs 2–4 times as much on mixed data as one taken from a two-element array, and
//   `x < y ? 1 : 0` four times as much as `+(x < y)`. So there is not a branch in the loops.
// - Arithmetic on BigInt64Arrays runs at memory speed as long as every step is in BigInt.asIntN(64, …). But V8 does
//   not count −2⁶³ among the 64-bit bigints: a comparison, division or ~ that has met it once is slow for good (15–50
//   instead of 1.5). So what may be null is compared by its 32-bit halves, and made 0 before it is divided.
// - i64 to double by halves takes 1.5, by Number(…) 27.
import { nullLiteral } from '../loop-source.ts'
import type { ScalarStorage } from '../storage.ts'
import type { Domain, Loop, Rule } from './template.ts'

const arrays = ['a', 'b', 'c']
const halves = ['A', 'B', 'C']
const values = ['x', 'y', 'z']

function loadVector(k: number, storage: ScalarStorage, domain: Domain): string {
  const element = `${arrays[k]}[i]`
  if (storage !== 'i64') return domain === 'long' ? `BigInt(${element})` : element
  if (domain === 'long') return element
  if (domain === 'int') return `${halves[k]}[2 * i]`
  return `${halves[k]}[2 * i + 1] * 4294967296 + (${halves[k]}[2 * i] >>> 0)`
}

function loadScalar(k: number, storage: ScalarStorage, domain: Domain): string {
  const scalar = arrays[k]!
  if (storage !== 'i64') return domain === 'long' ? `BigInt(${scalar})` : scalar
  if (domain === 'long') return scalar
  return domain === 'int' ? `Number(BigInt.asIntN(32, ${scalar}))` : `Number(${scalar})`
}

// Read back from an array, a scalar is a double for V8 even if it is a whole number: some loops are three times faster.
function loopScalar(k: number, storage: ScalarStorage, domain: Domain): string {
  const scalar = loadScalar(k, storage, domain)
  return domain === 'float' ? `(D[${k}] = ${scalar}, D[${k}])` : scalar
}

function vectorIsNull(k: number, storage: ScalarStorage): string {
  return storage === 'i64' ? longIsNull(halves[k]!) : `+(${arrays[k]}[i] === ${nullLiteral(storage)})`
}

function longIsNull(halves: string): string {
  return `(+(${halves}[2 * i + 1] === -2147483648) & +(${halves}[2 * i] === 0))`
}

function scalarIsNull(k: number, storage: ScalarStorage): string {
  return `+(${arrays[k]} === ${nullLiteral(storage)})`
}

function vectorIsZero(k: number, storage: ScalarStorage): string {
  const h = halves[k]
  return storage === 'i64' ? `+((${h}[2 * i] | ${h}[2 * i + 1]) === 0)` : `+(${arrays[k]}[i] === 0)`
}

// A number as an array of this storage would keep it.
function wrapped(out: ScalarStorage, value: string): string {
  if (out === 'i8') return `(${value}) << 24 >> 24`
  if (out === 'i16') return `(${value}) << 16 >> 16`
  if (out === 'f32') return `Math.fround(${value})`
  return out === 'f64' ? value : `(${value}) | 0`
}

// The domain of the rule's value.
const valueDomain = (loop: Loop): Domain => (loop.rule.numeric ? 'int' : loop.domain)

// Tests on the value r. A double that an integer storage cannot hold becomes null; within int32, narrow integers
// wrap as they do when cast from INT.
function valueTests(loop: Loop): string[] {
  const tests: string[] = []
  if (loop.rule.mayBeNull === 'nan') tests.push('+(r !== r)')
  if (valueDomain(loop) !== 'float') return tests
  if (loop.out === 'i64') tests.push('(1 ^ (+(r >= -9223372036854775808) & +(r < 9223372036854775808)))')
  else if (loop.out !== 'f32' && loop.out !== 'f64')
    tests.push('(1 ^ (+(r >= -2147483648) & +(r < 2147483648)))')
  return tests
}

/** The source of a function over vectors: operands, `out`, n. */
export function loopSource(loop: Loop): string {
  const { inputs, out, domain, nulls, rule } = loop
  const before: string[] = []
  const body: string[] = []
  const tests: string[] = []
  const allNull = `{ out.fill(${nullLiteral(out)}, 0, n); return n > 0 }`
  inputs.forEach(({ storage, vector }, k) => {
    const isNull = vector ? vectorIsNull(k, storage) : scalarIsNull(k, storage)
    const load = vector ? loadVector(k, storage, domain) : loopScalar(k, storage, domain)
    const place = vector ? body : before
    if (nulls === 'flags') place.push(`const ${values[k]}n = ${isNull}`)
    if (nulls === 'propagate' && vector) tests.push(isNull)
    if (nulls === 'propagate' && !vector) before.push(`if (${isNull}) ${allNull}`)
    place.push(`const ${values[k]} = ${load}`)
    if (usesHalves(rule, k)) place.push(loadHalves(k, storage, vector))
  })
  if (rule.bad !== undefined) tests.push(`+(${rule.bad})`)
  if (rule.divides) {
    if (inputs[1]!.vector) tests.push(vectorIsZero(1, inputs[1]!.storage))
    else before.push(`if (y == 0) ${allNull}`)
  }
  const tested = tests.length > 0
  if (tested) body.push(`const no = ${tests.join(' | ')}`)
  if (rule.divides) body.push(domain === 'long' && tested ? safeDivision : 'const u = x, d = y')
  if (rule.first !== undefined) body.push(rule.first)
  body.push(...(out === 'i64' ? longResult(loop, tested) : numberResult(loop, tested)))
  const text = body.join('\n    ')
  for (const [k, array] of arrays.slice(0, inputs.length).entries()) {
    if (text.includes(`${halves[k]}[`)) before.push(halfView(halves[k]!, array))
  }
  if (text.includes('O[')) before.push(halfView('O', 'out'))
  return `function (${arrays.slice(0, inputs.length).join(', ')}, out, n) {
  ${before.join('\n  ')}
  let hit = 0
  for (let i = 0; i < n; i++) {
    ${text}
  }
  return hit !== 0
}`
}

// Dividing by 0n would throw, and dividing −2⁶³ once makes the loop slow: 0 / 1 takes their place.
const safeDivision =
  'const k = BigInt(no - 1), u = BigInt.asIntN(64, x & k), d = BigInt.asIntN(64, (y & k) | BigInt(no))'

// Whether the rule uses the halves of an operand.
function usesHalves(rule: Rule, k: number): boolean {
  return `${rule.first} ${rule.value} ${rule.bad}`.includes(`${values[k]}h`)
}

function loadHalves(k: number, storage: ScalarStorage, vector: boolean): string {
  const x = values[k]
  if (!vector)
    return `const ${x}h = Number(BigInt.asIntN(64, ${x}) >> 32n), ${x}l = Number(${x} & 0xffffffffn)`
  if (storage !== 'i64') return `const ${x}h = ${arrays[k]}[i] >> 31, ${x}l = ${arrays[k]}[i] >>> 0`
  return `const ${x}h = ${halves[k]}[2 * i + 1], ${x}l = ${halves[k]}[2 * i] >>> 0`
}

const halfView = (name: string, array: string) =>
  `const ${name} = new Int32Array(${array}.buffer, ${array}.byteOffset, 2 * n)`

// Statements that compute and store a result that is a JavaScript number.
function numberResult(loop: Loop, tested: boolean): string[] {
  const { out, rule } = loop
  const flags = [...(tested ? ['no'] : []), ...valueTests(loop)]
  const sentinel = rule.mayBeNull === 'sentinel'
  if (flags.length > 0) {
    const text = [`const r = ${rule.value}`, `const none = ${flags.join(' | ')}`, 'T[0] = r']
    if (!sentinel) return [...text, 'out[i] = T[none]', 'hit |= none']
    return [...text, 'const w = T[none]', 'out[i] = w', `hit |= +(w === ${nullLiteral(out)})`]
  }
  if (!sentinel) return [`out[i] = ${rule.value}`]
  return [`const r = ${wrapped(out, rule.value)}`, 'out[i] = r', `hit |= +(r === ${nullLiteral(out)})`]
}

// The same for results of 64 bits, which come as bigints or, from the other domains, as numbers.
function longResult(loop: Loop, tested: boolean): string[] {
  const { rule } = loop
  const given = valueDomain(loop)
  if (given === 'long') {
    const value = `BigInt.asIntN(64, ${rule.value})`
    const sentinel = rule.mayBeNull === 'sentinel'
    // Where there are no nulls, it takes an unlikely overflow for a comparison with −2⁶³.
    if (!tested && sentinel && loop.nulls === 'ignore' && rule.first === undefined)
      return [`const r = ${value}`, 'out[i] = r', 'hit |= +(r < -9223372036854775807n)']
    const text = tested ? [`T[0] = ${value}`, 'out[i] = T[no]'] : [`out[i] = ${value}`]
    if (sentinel) text.push(`hit |= ${longIsNull('O')}`)
    else if (tested) text.push('hit |= no')
    return text
  }
  const text = [`const r = ${rule.value}`]
  const flags = [...(tested ? ['no'] : []), ...valueTests(loop)]
  const low = given === 'int' ? 'r' : '(r - h * 4294967296)'
  text.push(`const h = ${given === 'int' ? 'r >> 31' : 'Math.floor(r * 2.3283064365386963e-10)'}`)
  if (flags.length === 0) text.push(`O[2 * i] = ${low}`, 'O[2 * i + 1] = h')
  else {
    text.push(`const none = ${flags.join(' | ')}`, `O[2 * i] = ${low} & (none - 1)`)
    text.push('O[2 * i + 1] = h & (none - 1) | none << 31', 'hit |= none')
  }
  if (rule.mayBeNull === 'sentinel') text.push(`hit |= ${longIsNull('O')}`)
  return text
}

/** The source of a function from scalars to a scalar. */
export function scalarSource(loop: Loop): string {
  const { inputs, out, domain, nulls, rule } = loop
  const text: string[] = []
  const giveNull = (test: string) => text.push(`if (${test}) return ${nullLiteral(out)}`)
  inputs.forEach(({ storage }, k) => {
    const isNull = scalarIsNull(k, storage)
    if (nulls === 'propagate') giveNull(isNull)
    if (nulls === 'flags') text.push(`const ${values[k]}n = ${isNull}`)
    text.push(`const ${values[k]} = ${loadScalar(k, storage, domain)}`)
    if (usesHalves(rule, k)) text.push(loadHalves(k, storage, false))
  })
  if (rule.bad !== undefined) giveNull(rule.bad)
  if (rule.divides) {
    giveNull('y == 0')
    text.push('const u = x, d = y')
  }
  if (rule.first !== undefined) text.push(rule.first)
  text.push(`const r = ${rule.value}`)
  for (const test of valueTests(loop)) giveNull(test)
  text.push(`return ${scalarResult(out, valueDomain(loop))}`)
  return `function (${arrays.slice(0, inputs.length).join(', ')}) {\n  ${text.join('\n  ')}\n}`
}

function scalarResult(out: ScalarStorage, given: Domain): string {
  if (out === 'i64') return `BigInt.asIntN(64, ${given === 'long' ? 'r' : 'BigInt(r)'})`
  return wrapped(out, 'r')
}
