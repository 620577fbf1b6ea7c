import { borrow, borrowZeros, giveBack } from '../borrowed.ts'
import { EXACT_ROWS, sumsAreExact } from '../bounds.ts'
import { gather } from '../elementwise/select.ts'
import { compileOnce, rename, SAMPLE_ROWS } from '../loop-source.ts'
import { inParts, MANY_ROWS } from '../parallel/parallel.ts'
import { type Data, scratch } from '../storage.ts'
import { aggregateNamed } from './aggregate.ts'
import { AggregatePlan, type AggregateRequest } from './aggregate-plan.ts'
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
  const size = groups * width
  const parts = plan.merges ? partsFor(codes.length, 8 * size) : 1
  const states = borrowZeros('f64', parts * size)
  variables.forEach(({ initial, long }, k) => {
    if (initial === '0') return
    const filler: Data = long ? longs(states) : states
    const start = long ? BigInt(initial.slice(0, -1)) : Number(initial)
    for (let s = k; s < filler.length; s += width) filler[s] = start
  })
  const sums = variables.flatMap(({ name }, k) =>
    plan.outputs.some(output => output.sum === name) ? [k] : [],
  )
  let exact = true
  if (8 * size <= CACHED_BYTES || codes.length < 2 * STRETCH) {
    const rows = rowsKernel(plan, width, names, 'i')
    const watched = groups <= FEW_GROUPS ? sums : []
    exact = accumulateRows(plan, rows, codes, states, { parts, width, sums: watched })
    if (exact && parts > 1) {
      mergeParts(plan, states, { parts, width, names })
      exact = areBelow(2 ** 53, states.subarray(0, size), width, watched)
    }
  } else accumulateByParts(plan, width, names, codes, groups, states)
  if (exact) finish(plan, { width, names }, states, groups, outs)
  giveBack(states)
  return exact
}

// Parts of the rows can have states of their own as long as these are small.
function partsFor(rows: number, bytes: number): number {
  if (rows < MANY_ROWS) return 1
  return bytes <= CACHED_BYTES / 8 ? 8 : bytes <= CACHED_BYTES / 4 ? 4 : bytes <= CACHED_BYTES ? 2 : 1
}

interface Layout {
  readonly parts: number
  readonly width: number
}

// Each part takes its share of the rows, from the first to the last, so many at a time that sums stay exact.
function accumulateRows(
  plan: AggregatePlan,
  rows: Accumulate,
  codes: Int32Array,
  states: Float64Array,
  { parts, width, sums }: Layout & { readonly sums: readonly number[] },
): boolean {
  const share = Math.ceil(codes.length / parts)
  const step = sums.length > 0 ? EXACT_ROWS / 2 : share
  const size = states.length / parts
  for (let done = 0; done < share; done += step) {
    if (done > 0 && !areBelow(2 ** 52, states, width, sums)) return false
    const calls = Array.from({ length: parts }, (_, part) => {
      const own = states.subarray(part * size, (part + 1) * size)
      const from = part * share + done
      const to = Math.min(codes.length, part * share + Math.min(share, done + step))
      return [...plan.arrays, codes, own, longs(own), codes, from, to]
    })
    if (parts > 1) inParts(rows, calls)
    else rows(...calls[0]!)
  }
  return true
}

// All parts' states into those of the first.
function mergeParts(
  plan: AggregatePlan,
  states: Float64Array,
  { parts, width, names }: Layout & { readonly names: ReadonlyMap<string, string> },
): void {
  const later = new Map(
    [...names].map(([name, place]) => [`${name}_later`, place.replace('[s', '[s + t')] as const),
  )
  const kernel = compileOnce<Accumulate>(
    `groups:merge:${width}:${plan.key}`,
    'S, L, size, parts',
    () => `for (let t = size; t < size * parts; t += size) {
        for (let s = 0; s < size; s += ${width}) {
          ${rename(
            plan.merge(variable => `${variable}_later`),
            new Map([...names, ...later]),
          )}
        }
      }`,
  )
  kernel(states, longs(states), states.length / parts, parts)
}

function finish(
  plan: AggregatePlan,
  { width, names }: { readonly width: number; readonly names: ReadonlyMap<string, string> },
  states: Float64Array,
  groups: number,
  outs: readonly Data[],
): void {
  plan.outputs.forEach((output, k) => {
    const kernel = compileOnce<Accumulate>(
      `groups:${width}:${plan.key}:${k}`,
      'S, L, out, groups, a0',
      () => `${storeSetup(output)}
        for (let g = 0; g < groups; g++) {
          const s = g * ${width}
          ${store({ ...output, value: rename(output.value, names) }, { at: 'g' })}
        }`,
    )
    kernel(states, longs(states), outs[k]!, groups, plan.arrays[output.rowOf]!)
  })
}

// Whether all sums are exact below the limit. At 2⁵², half of EXACT_ROWS more can be added to any.
function areBelow(limit: number, states: Float64Array, width: number, sums: readonly number[]): boolean {
  for (const sum of sums)
    for (let s = sum; s < states.length; s += width) if (Math.abs(states[s]!) > limit) return false
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
