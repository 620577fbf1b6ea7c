import { aggregateNamed } from './aggregate.ts'
import { AggregatePlan, type AggregateRequest } from './aggregate-plan.ts'
import { borrowZeros, giveBack } from './borrowed.ts'
import { compileOnce, rename, SAMPLE_ROWS } from './loop-source.ts'
import { exactAsNumbers } from './reduce.ts'
import { type Data, scratch } from './storage.ts'
import { store, storeSetup } from './store-source.ts'

type Accumulate = (...parameters: readonly (Data | number)[]) => void

const sampleCodes = scratch('i32', SAMPLE_ROWS)
for (let i = 0; i < SAMPLE_ROWS; i++) sampleCodes[i] = i % 3

/**
 * Several aggregates by group in one pass over the rows: result g of request k, in outs[k], is that of the rows whose
 * code is g. Codes are 0 … groups − 1; a group may be empty. The storage of outs[k] is `resultStorage`'s. Places
 * (of `imin` and the like) are rows of the whole.
 */
export function reduceGroups(
  requests: readonly AggregateRequest[],
  codes: Int32Array,
  groups: number,
  outs: readonly Data[],
): void {
  // Requests whose sums need bigints go by themselves: the others are better off with numbers.
  const exact = requests.filter(needsBigints)
  const rest = requests.filter(request => !exact.includes(request))
  for (const batch of [exact, rest]) {
    if (batch.length === 0) continue
    const plan = new AggregatePlan(batch, batch === exact)
    const batchOuts = batch.map(request => outs[requests.indexOf(request)]!)
    accumulate(plan, codes, groups, batchOuts)
  }
}

function needsBigints({ name, columns }: AggregateRequest): boolean {
  const { storage } = columns[0]!
  if (aggregateNamed(name).result !== 'sum' || storage === 'f32' || storage === 'f64' || storage === 'i64')
    return false
  return name === 'prod' || !exactAsNumbers(columns[0]!)
}

// A group's variables lie next to each other: one cache line a row. They are doubles, or bigints over the same bytes.
function accumulate(plan: AggregatePlan, codes: Int32Array, groups: number, outs: readonly Data[]): void {
  const variables = plan.keepers.flatMap(keeper => plan.variables(keeper))
  const width = variables.length
  const names = new Map(variables.map(({ name, long }, k) => [name, `${long ? 'L' : 'S'}[s + ${k}]`]))
  const rows = compileOnce<Accumulate>(
    `groups:${plan.key}`,
    `${plan.parameters}, codes, S, L, from, to`,
    () => `${plan.setup}
      for (let i = from; i < to; i++) {
        const s = codes[i] * ${width}
        ${rename(plan.row('add', 'i'), names)}
      }`,
    kernel => {
      const states = scratch('f64', 3 * width)
      kernel(...plan.samples, sampleCodes, states, longs(states), 0, SAMPLE_ROWS)
    },
  )
  const states = borrowZeros('f64', groups * width)
  variables.forEach(({ initial, long }, k) => {
    if (initial === '0') return
    const filler: Data = long ? longs(states) : states
    const start = long ? BigInt(initial.slice(0, -1)) : Number(initial)
    for (let s = k; s < filler.length; s += width) filler[s] = start
  })
  rows(...plan.arrays, codes, states, longs(states), 0, codes.length)
  plan.outputs.forEach((output, k) => {
    const finish = compileOnce<Accumulate>(
      `groups:${plan.key}:${k}`,
      'S, L, out, groups, a0',
      () => `${storeSetup(output)}
        for (let g = 0; g < groups; g++) {
          const s = g * ${width}
          ${store({ ...output, value: rename(output.value, names) }, { at: 'g' })}
        }`,
    )
    finish(states, longs(states), outs[k]!, groups, plan.arrays[output.rowOf]!)
  })
  giveBack(states)
}

function longs(states: Float64Array): BigInt64Array {
  return new BigInt64Array(states.buffer, states.byteOffset, states.length)
}
