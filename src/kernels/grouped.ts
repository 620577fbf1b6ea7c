import { aggregateNamed } from './aggregate.ts'
import { AggregatePlan, type AggregateRequest } from './aggregate-plan.ts'
import { borrow, borrowZeros, giveBack } from './borrowed.ts'
import { EXACT_ROWS, sumsAreExact } from './bounds.ts'
import { compileOnce, rename, SAMPLE_ROWS } from './loop-source.ts'
import { gather } from './select.ts'
import { type Data, scratch } from './storage.ts'
import { store, storeSetup } from './store-source.ts'

type Accumulate = (...parameters: readonly (Data | number)[]) => void

const sampleCodes = scratch('i32', SAMPLE_ROWS)
for (let i = 0; i < SAMPLE_ROWS; i++) sampleCodes[i] = i % 3

/**
 * Several aggregates by group in one pass over the rows: result g of request k, in outs[k], is that of the rows whose
 * code is g. Codes are 0 … groups − 1. The storage of outs[k] is `resultStorage`'s. Places (of `imin` and the like) are
 * rows of the whole.
 *
 * `firstRows`, the first row of each group, spares work. Without, groups may be empty.
 */
export function reduceGroups(
  requests: readonly AggregateRequest[],
  codes: Int32Array,
  groups: number,
  outs: readonly Data[],
  firstRows: Int32Array | null = null,
): void {
  const batches: Record<'first' | 'bigints' | 'numbers', AggregateRequest[]> = {
    first: [],
    bigints: [],
    numbers: [],
  }
  for (const request of requests) {
    const isFirst = request.name === 'first' && firstRows !== null
    batches[isFirst ? 'first' : needsBigints(request, codes.length, groups) ? 'bigints' : 'numbers'].push(
      request,
    )
  }
  const outOf = (request: AggregateRequest) => outs[requests.indexOf(request)]!
  for (const request of batches.first) {
    const [{ storage, data }] = request.columns as [AggregateRequest['columns'][number]]
    gather(storage, data as never, firstRows!, outOf(request) as never, groups)
  }
  const compute = (batch: readonly AggregateRequest[], bigints: boolean) => {
    const plan = new AggregatePlan(batch, bigints, firstRows !== null)
    return accumulate(plan, codes, groups, batch.map(outOf))
  }
  // Sums that need bigints go by themselves: the others are better off with numbers. Which do may turn out on the way.
  if (batches.bigints.length > 0) compute(batches.bigints, true)
  if (batches.numbers.length > 0 && !compute(batches.numbers, false)) {
    compute(batches.numbers.filter(isIntegerSum), true)
    const rest = batches.numbers.filter(request => !isIntegerSum(request))
    if (rest.length > 0) compute(rest, false)
  }
}

// With at most so many groups, whether sums stay exact is looked at now and then.
const FEW_GROUPS = 1 << 16

function isIntegerSum({ name, columns }: AggregateRequest): boolean {
  const { storage } = columns[0]!
  return aggregateNamed(name).result === 'sum' && storage !== 'f32' && storage !== 'f64' && storage !== 'i64'
}

function needsBigints(request: AggregateRequest, rows: number, groups: number): boolean {
  if (!isIntegerSum(request)) return false
  return request.name === 'prod' || (groups > FEW_GROUPS && !sumsAreExact(request.columns[0]!, rows))
}

// A group's variables lie next to each other: one cache line a row. They are doubles, or bigints over the same bytes.
// False if a sum of integers became too large for a double to be exact.
function accumulate(plan: AggregatePlan, codes: Int32Array, groups: number, outs: readonly Data[]): boolean {
  const variables = plan.keepers.flatMap(keeper => plan.variables(keeper))
  const width = widthFor(variables.length, groups)
  const names = new Map(variables.map(({ name, long }, k) => [name, `${long ? 'L' : 'S'}[s + ${k}]`]))
  const states = borrowZeros('f64', groups * width)
  variables.forEach(({ initial, long }, k) => {
    if (initial === '0') return
    const filler: Data = long ? longs(states) : states
    const start = long ? BigInt(initial.slice(0, -1)) : Number(initial)
    for (let s = k; s < filler.length; s += width) filler[s] = start
  })
  if (states.byteLength <= CACHED_BYTES || codes.length < 2 * STRETCH) {
    const rows = rowsKernel(plan, width, names, 'i')
    const sums = variables.flatMap(({ name }, k) =>
      plan.outputs.some(output => output.sum === name) ? [k] : [],
    )
    const step = sums.length > 0 && groups <= FEW_GROUPS ? EXACT_ROWS / 2 : codes.length
    for (let from = 0; from < codes.length; from += step) {
      const to = Math.min(codes.length, from + step)
      rows(...plan.arrays, codes, states, longs(states), codes, from, to)
      if (to < codes.length && !staysExact(states, width, sums)) {
        giveBack(states)
        return false
      }
    }
  } else accumulateByParts(plan, width, names, codes, groups, states)
  plan.outputs.forEach((output, k) => {
    const finish = compileOnce<Accumulate>(
      `groups:${width}:${plan.key}:${k}`,
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
  return true
}

// Whether half of EXACT_ROWS more can be added to any sum.
function staysExact(states: Float64Array, width: number, sums: readonly number[]): boolean {
  for (const sum of sums)
    for (let s = sum; s < states.length; s += width) if (Math.abs(states[s]!) > 2 ** 52) return false
  return true
}

// As long as there is room, states begin where cache lines do.
function widthFor(variables: number, groups: number): number {
  const aligned = variables > 4 ? Math.ceil(variables / 8) * 8 : variables === 3 ? 4 : variables
  return 8 * aligned * groups <= PART_BYTES ? aligned : Math.max(1, variables)
}

// Takes rows from … to − 1 into the states. `place`: the row of the whole that row i is.
function rowsKernel(
  plan: AggregatePlan,
  width: number,
  names: ReadonlyMap<string, string>,
  place: string,
): Accumulate {
  return compileOnce<Accumulate>(
    `groups:${width}:${place}:${plan.key}`,
    `${plan.parameters}, codes, S, L, places, from, to`,
    () => `${plan.setup}
      for (let i = from; i < to; i++) {
        const s = codes[i] * ${width}
        ${rename(plan.row('add', 'i', place), names)}
      }`,
    kernel => {
      const states = scratch('f64', 3 * width)
      kernel(...plan.samples, sampleCodes, states, longs(states), sampleCodes, 0, SAMPLE_ROWS)
    },
  )
}

// States of many groups don't fit in the cache. So a stretch of rows at a time is first put in order of parts of the
// groups, of which one part's states do.
const CACHED_BYTES = 1 << 21
const PART_BYTES = 1 << 18
const MOST_PARTS = 512
const STRETCH = 1 << 19

function accumulateByParts(
  plan: AggregatePlan,
  width: number,
  names: ReadonlyMap<string, string>,
  codes: Int32Array,
  groups: number,
  states: Float64Array,
): void {
  const least = Math.ceil(groups / MOST_PARTS)
  const shift = Math.max(32 - Math.clz32(least - 1), 31 - Math.clz32(PART_BYTES / (8 * width)))
  const places = plan.looksAtPlaces
  const inputs = plan.inputs.map((_, k) => k)
  const deal = compileOnce<Accumulate>(
    `groups:deal:${plan.inputs.map(input => input.column.storage)}:${places}`,
    `${plan.parameters}, codes, ${inputs.map(k => `b${k}`)}, dealt, places, next, shift, from, to`,
    () => `for (let i = from; i < to; i++) {
        const code = codes[i], part = code >>> shift, at = next[part]
        next[part] = at + 1
        dealt[at] = code
        ${inputs.map(k => `b${k}[at] = a${k}[i]`).join('\n')}
        ${places ? 'places[at] = i' : ''}
      }`,
  )
  const rows = rowsKernel(plan, width, names, places ? 'places[i]' : 'i')
  const copies = plan.inputs.map(input => borrow(input.column.storage, STRETCH))
  const [dealt, placesOf] = [borrow('i32', STRETCH), borrow('i32', STRETCH)]
  const next = scratch('i32', ((groups - 1) >>> shift) + 1)
  for (let from = 0; from < codes.length; from += STRETCH) {
    const to = Math.min(codes.length, from + STRETCH)
    countParts(codes, shift, from, to, next)
    deal(...plan.arrays, codes, ...copies, dealt, placesOf, next, shift, from, to)
    rows(...copies, dealt, states, longs(states), placesOf, 0, to - from)
  }
  giveBack(...copies, dealt, placesOf)
}

// Where each part begins when rows from … to − 1 are in order of part.
function countParts(codes: Int32Array, shift: number, from: number, to: number, next: Int32Array): void {
  next.fill(0)
  for (let i = from; i < to; i++) next[codes[i]! >>> shift]!++
  let total = 0
  for (let part = 0; part < next.length; part++) {
    const rows = next[part]!
    next[part] = total
    total += rows
  }
}

function longs(states: Float64Array): BigInt64Array {
  return new BigInt64Array(states.buffer, states.byteOffset, states.length)
}
