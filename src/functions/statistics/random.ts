import {
  fillBelow,
  fillBelowLong,
  fillBits,
  fillExponential,
  fillNormal,
  fillUniform,
  fillWeighted,
  shuffle as shuffleData,
} from '../../kernels/distributions/random.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE, FLOAT, IPADDR, LONG } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { NOTHING, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, number, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { allocateResult, kernelStorage } from '../lift/plans/kernel-plan.ts'
import { overwrite } from '../nulls/nulls.ts'
import { gatherRows } from '../vectors/take.ts'

/** How many to draw, and what to make of them: a number gives a vector, a pair rows:columns a matrix. */
export function drawn(count: Value | undefined, name: string, draw: (n: number) => Vector): Value {
  if (count instanceof Pair) {
    const [rows, columns] = [Number(count.first), Number(count.second)]
    if (!(rows >= 0 && columns >= 0))
      throw new ScriptError(`${name}: count should be a pair of numbers that are not negative.`)
    return new Matrix(draw(rows * columns), rows, columns)
  }
  if (count === undefined) return draw(1).get(0)
  const n = integer(count, name, 'count')
  if (n < 0) throw new ScriptError(`${name}: count must not be negative, but it is ${n}.`)
  return draw(n)
}

// Any 128 bits are a UUID or an INT128; an address is drawn among those of its kind, IPv4 where X is null.
function identifiers(context: Context, { type, raw }: Scalar, n: number): Vector {
  const out = allocateResult(type, n)
  const { buffer, byteOffset } = out.data
  fillBits(context.randomState, new Int32Array(buffer, byteOffset, 4 * n), 4 * n)
  if (type === IPADDR && (raw as bigint) >> 32n === 0n) {
    const lanes = out.data as BigInt64Array
    for (let i = 0; i < 2 * n; i += 2) {
      lanes[i] = BigInt.asUintN(32, lanes[i]!)
      lanes[i + 1] = 0n
    }
  }
  return out
}

function uniformBelow(context: Context, limit: Scalar, n: number): Vector {
  const { type, raw } = limit
  if (!isPlainNumber(type)) throw wrongArgument('rand(X, count)', 'X', 'a positive number or a vector', limit)
  if (limit.isNull || Number(raw) <= 0)
    throw new ScriptError('Usage: rand(X, count). A scalar X must be positive.')
  const out = allocateResult(type, n)
  const { randomState } = context
  if (type === LONG) fillBelowLong(randomState, out.data as BigInt64Array, n, raw as bigint)
  else if (type === DOUBLE || type === FLOAT) {
    const storage = type === DOUBLE ? 'f64' : 'f32'
    fillUniform(randomState, storage, out.data as Float64Array & Float32Array, n, 0, raw as number)
  } else fillBelow(randomState, kernelStorage(type) as 'i32', out.data as Int32Array, n, raw as number)
  return out
}

function indicesBelow(context: Context, limit: number, n: number): Int32Array {
  const indices = allocate('i32', n)
  if (limit === 0) return indices.fill(-1)
  fillBelow(context.randomState, 'i32', indices, n, limit)
  return indices
}

export const rand = define({
  name: 'rand',
  signature: 'rand(X, [count])',
  kind: 'system',
  doc: 'Random values: below the number X, evenly spread and of its type; elements of the vector X; or, X being a UUID, INT128 or IPADDR, any such. A pair as count gives a matrix.',
  examples: [
    ['size(rand(10, 20))', '20'],
    ['max(rand(1.0, 100)) < 1', 'true'],
    ['shape(rand(1..5, 2:3))', '2 : 3'],
    ['typestr(rand(uuid(), 3))', 'FAST UUID VECTOR'],
  ],
  run: (context, x, count) =>
    drawn(count, 'rand', n => {
      if (x instanceof Scalar && x.type.storage === 'i128' && x.type.category !== 'DECIMAL')
        return identifiers(context, x, n)
      if (x instanceof Scalar) return uniformBelow(context, x, n)
      if (x instanceof Pair) return vectorOf([x.get(0), x.get(1)]).gather(indicesBelow(context, 2, n))
      if (x instanceof Vector) return x.gather(indicesBelow(context, x.length, n))
      throw wrongArgument('rand(X, count)', 'X', 'a positive number or a vector', x)
    }),
})

function normal(context: Context, mean: number, deviation: number, n: number): Vector {
  const out = allocateResult(DOUBLE, n)
  fillNormal(context.randomState, out.data as Float64Array, n, mean, deviation)
  return out
}

const normalNumbers = (name: string, parameters: string, aliases: readonly string[] = []) =>
  define({
    name,
    aliases,
    signature: `${name}(${parameters})`,
    kind: 'system',
    doc: 'Random numbers of a normal distribution with this mean and standard deviation. A pair as count gives a matrix.',
    examples: [[`size(${name}(0, 1, 10))`, '10']],
    run: (context, mean, deviation, count) =>
      drawn(count, name, n => normal(context, number(mean, name, 'mean'), number(deviation, name, 'std'), n)),
  })

export const norm = normalNumbers('norm', 'mean, std, count', ['normal'])
export const randNormal = normalNumbers('randNormal', 'mean, stdev, count')

export const randUniform = define({
  name: 'randUniform',
  signature: 'randUniform(lower, upper, count)',
  kind: 'system',
  doc: 'Random numbers evenly spread from lower up to upper.',
  examples: [['min(randUniform(1.0, 2.0, 100)) >= 1', 'true']],
  run: (context, lower, upper, count) => {
    const [low, high] = [number(lower, 'randUniform', 'lower'), number(upper, 'randUniform', 'upper')]
    return drawn(count, 'randUniform', n => {
      const out = allocateResult(DOUBLE, n)
      fillUniform(context.randomState, 'f64', out.data as Float64Array, n, low, high)
      return out
    })
  },
})

export const randExp = define({
  name: 'randExp',
  signature: 'randExp(mean, count)',
  kind: 'system',
  doc: 'Random numbers of an exponential distribution with this mean.',
  examples: [['size(randExp(2, 5))', '5']],
  run: (context, mean, count) =>
    drawn(count, 'randExp', n => {
      const out = allocateResult(DOUBLE, n)
      fillExponential(context.randomState, out.data as Float64Array, n, number(mean, 'randExp', 'mean'))
      return out
    }),
})

export const randDiscrete = define({
  name: 'randDiscrete',
  signature: 'randDiscrete(v, p, count)',
  kind: 'system',
  doc: 'Random elements of v, each as likely as its share of the sum of p.',
  examples: [['randDiscrete(`a`b, [0, 1], 3)', '["b","b","b"]']],
  run: (context, v, p, count) => {
    const values = vector(v, 'randDiscrete', 'v')
    const weights = castFlat(vector(p, 'randDiscrete', 'p'), DOUBLE).data as Float64Array
    if (weights.length !== values.length)
      throw new ScriptError('randDiscrete: v and p must have the same length.')
    if (weights.some(weight => weight < 0) || !weights.some(weight => weight > 0)) {
      throw new ScriptError('randDiscrete: p must not be negative, nor all zero.')
    }
    return drawn(count, 'randDiscrete', n => {
      const indices = allocate('i32', n)
      fillWeighted(context.randomState, weights, indices, n)
      return values.gather(indices)
    })
  },
})

function shuffled(context: Context, x: Value): Value {
  const rows =
    x instanceof Table ? x.rows : x instanceof Matrix ? x.data.length : vector(x, 'shuffle', 'X').length
  const order = allocate('i32', rows)
  for (let i = 0; i < rows; i++) order[i] = i
  shuffleData(context.randomState, 'i32', order, rows)
  if (x instanceof Matrix)
    return new Matrix(x.data.gather(order), x.rows, x.columns, x.rowLabels, x.columnLabels)
  return gatherRows(x, order)
}

export const shuffle = define({
  name: 'shuffle',
  signature: 'shuffle(X)',
  kind: 'series',
  doc: 'The elements of X in random order.',
  examples: [['sum(shuffle(1..10))', '55']],
  run: (context, x) => shuffled(context, x!),
})

export const shuffleInPlace = define({
  name: 'shuffle!',
  signature: 'shuffle!(X)',
  kind: 'series',
  doc: 'Puts the elements of X into random order, in place.',
  examples: [['x = 1..10; x.shuffle!(); sum(x)', '55']],
  mutates: [0],
  run: (context, x) => {
    overwrite(x!, shuffled(context, x!))
    return x!
  },
})

export const setRandomSeed = define({
  name: 'setRandomSeed',
  signature: 'setRandomSeed(seed)',
  kind: 'system',
  doc: 'Makes the random numbers of this session follow from `seed`.',
  examples: [['setRandomSeed(7); x = rand(100, 5); setRandomSeed(7); sum(x == rand(100, 5))', '5']],
  run: (context, seed) => {
    const value = integer(seed, 'setRandomSeed', 'seed')
    // The seed fills the state through a generator of its own, so that near seeds give unrelated numbers.
    let state = value | 0
    for (let i = 0; i < context.randomState.length; i++) {
      state = (state + 0x9e3779b9) | 0
      let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
      context.randomState[i] = mixed ^ (mixed >>> 16)
    }
    return NOTHING
  },
})
