import { borrow, giveBack } from '../borrowed.ts'
import { sumsAreExact } from '../bounds.ts'
import type { Column } from '../column.ts'
import { compileOnce, rename, SAMPLE_ROWS } from '../loop-source.ts'
import { inParts, MANY_ROWS, rowParts } from '../parallel/parallel.ts'
import { type Data, scratch } from '../storage.ts'
import { longestOf } from '../windows/windows.ts'
import { type AggregateName, aggregateNamed } from './aggregate.ts'
import { AggregatePlan } from './aggregate-plan.ts'
import { store, storeSetup } from './store-source.ts'

type Cumulate = (...parameters: readonly Data[]) => void

// `rows`: no sum is of more.
function planOf(name: AggregateName, columns: readonly Column[], rows: number): AggregatePlan {
  const { result } = aggregateNamed(name)
  const isIntegerSum = result === 'sum' && columns[0]!.storage[0] !== 'f'
  return new AggregatePlan(
    [{ name, columns }],
    isIntegerSum && (name === 'prod' || !sumsAreExact(columns[0]!, rows)),
  )
}

/**
 * The aggregate of each row and all before it in its segment offsets[s] … offsets[s + 1] − 1, into `out`, whose storage
 * is `resultStorage`'s. Places (of `imin` and the like) count from the segment's first row.
 */
export function cumulative(
  name: AggregateName,
  columns: readonly Column[],
  offsets: Int32Array,
  out: Data,
): void {
  const plan = planOf(name, columns, longestOf(offsets, offsets.subarray(1)))
  const output = plan.outputs[0]!
  const kernel = compileOnce<Cumulate>(
    `cumulative:${plan.key}`,
    `${plan.parameters}, offsets, out`,
    () => `${plan.setup}\n${storeSetup(output)}
      const segments = offsets.length - 1
      for (let g = 0; g < segments; g++) {
        const from = offsets[g], to = offsets[g + 1]
        ${plan.declare('let')}
        for (let i = from; i < to; i++) {
          ${plan.row('add', 'i')}
          ${store(output, { at: 'i', base: 'from' })}
        }
      }`,
    kernel => {
      const offsets = scratch('i32', 3)
      offsets.set([0, 5, SAMPLE_ROWS])
      kernel(...plan.samples, offsets, scratch(output.storage, SAMPLE_ROWS))
    },
  )
  if (out.length < MANY_ROWS) kernel(...plan.arrays, offsets, out)
  else
    inParts(
      kernel,
      segmentParts(offsets).map(segments => [...plan.arrays, segments, out]),
    )
}

// Offsets divided so that each part has about as many rows.
function segmentParts(offsets: Int32Array): Int32Array[] {
  const parts: Int32Array[] = []
  const last = offsets.length - 1
  let begin = 0
  for (const [, to] of rowParts(offsets[last]!)) {
    let end = begin
    while (end < last && offsets[end]! < to) end++
    if (end > begin) parts.push(offsets.subarray(begin, end + 1))
    begin = end
  }
  return parts
}

/**
 * The aggregate of each row and all before it that have the same code, rows staying where they are: spares putting rows
 * in order of group where the groups are not too many for the cache. Places are rows of the whole.
 */
export function cumulativeByGroup(
  name: AggregateName,
  columns: readonly Column[],
  codes: Int32Array,
  groups: number,
  out: Data,
): void {
  const plan = planOf(name, columns, codes.length)
  const output = plan.outputs[0]!
  const variables = plan.keepers.flatMap(keeper => plan.variables(keeper))
  const width = variables.length
  const names = new Map(variables.map(({ name, long }, k) => [name, `${long ? 'L' : 'S'}[s + ${k}]`]))
  const starts = variables.map(({ initial, long }, k) => `${long ? 'L' : 'S'}[s + ${k}] = ${initial}`)
  const kernel = compileOnce<Cumulate>(
    `cumulativeByGroup:${plan.key}`,
    `${plan.parameters}, codes, S, L, out`,
    () => `${plan.setup}\n${storeSetup(output)}
      const n = codes.length
      for (let s = 0; s < S.length; s += ${width}) { ${starts.join('; ')} }
      for (let i = 0; i < n; i++) {
        const s = codes[i] * ${width}
        ${rename(plan.row('add', 'i'), names)}
        ${store({ ...output, value: rename(output.value, names) }, { at: 'i' })}
      }`,
    kernel => {
      const [states, codes] = [scratch('f64', 3 * width), scratch('i32', SAMPLE_ROWS)]
      for (let i = 0; i < SAMPLE_ROWS; i++) codes[i] = i % 3
      kernel(...plan.samples, codes, states, longs(states), scratch(output.storage, SAMPLE_ROWS))
    },
  )
  const states = borrow('f64', groups * width)
  kernel(...plan.arrays, codes, states, longs(states), out)
  giveBack(states)
}

function longs(states: Float64Array): BigInt64Array {
  return new BigInt64Array(states.buffer, states.byteOffset, states.length)
}
