import { type AggregateName, aggregateNamed } from '../aggregates/aggregate.ts'
import { AggregatePlan } from '../aggregates/aggregate-plan.ts'
import { store, storeSetup } from '../aggregates/store-source.ts'
import { sumsAreExact } from '../bounds.ts'
import type { Column } from '../column.ts'
import { compileOnce } from '../loop-source.ts'
import { inParts, MANY_ROWS, rowParts } from '../parallel/parallel.ts'
import { type Data, scratch } from '../storage.ts'
import { movingExtreme } from './moving-extreme.ts'
import { movingPick } from './moving-pick.ts'
import { movingProduct } from './moving-product.ts'
import {
  sampleWindows,
  segmentsWithin,
  type Windows,
  widestOf,
  windowArguments,
  windowLoop,
  windowParameters,
} from './windows.ts'

type Move = (...parameters: readonly (Data | number)[]) => void

// Sums of a window that rows are added to and taken from drift, so they are made anew after this many rows, or sixteen
// windows.
const RESTART = 8192

/**
 * An aggregate of every window, into `out`, whose storage is `resultStorage`'s: for windows of rows one result a row,
 * for ranges one a range. Places (of `imin` and the like) count from the window's first row.
 */
export function moving(name: AggregateName, columns: readonly Column[], windows: Windows, out: Data): void {
  const { result, uses } = aggregateNamed(name)
  if (uses.includes('product' as never)) movingProduct(columns, windows, out)
  else if (/^i?(min|max)/.test(name)) movingExtreme(name as 'min', columns[0]!, windows, out)
  else if (result === 'row' || result === 'place') movingPick(name as 'first', columns[0]!, windows, out)
  else movingSums(name, columns, windows, out)
}

function movingSums(name: AggregateName, columns: readonly Column[], windows: Windows, out: Data): void {
  const { result } = aggregateNamed(name)
  const exact =
    result === 'sum' && columns[0]!.storage[0] !== 'f' && !sumsAreExact(columns[0]!, widestOf(windows) + 1)
  const plan = new AggregatePlan(
    [
      { name: 'count', columns },
      { name, columns },
    ],
    exact,
  )
  const { kind } = windows
  const kernel = compileOnce<Move>(
    `moving:${kind}:${plan.key}`,
    `${plan.parameters}, out, ${windowParameters}, low, high`,
    () =>
      `${plan.setup}\n${storeSetup(plan.outputs[1]!)}\n${kind === 'rows' ? rowsSource(plan) : rangesSource(plan)}`,
    kernel => {
      const some = sampleWindows(kind)
      const rows = kind === 'rows' ? some.first.at(-1)! : some.first.length
      kernel(...plan.samples, scratch(plan.outputs[1]!.storage, rows), ...windowArguments(some), 0, rows)
    },
  )
  const rows = columns[0]!.data.length
  if (kind === 'ranges' || rows < MANY_ROWS) kernel(...plan.arrays, out, ...windowArguments(windows), 0, rows)
  else
    inParts(
      kernel,
      rowParts(rows, blockOf(windows.window)).map(([from, to]) => {
        const first = segmentsWithin(windows.first, from, to)
        return [...plan.arrays, out, ...windowArguments({ ...windows, first, second: first }), from, to]
      }),
    )
}

const blockOf = (window: number) => Math.max(RESTART, 16 * window)

const storeWindow = (plan: AggregatePlan, tooEarly: string) =>
  store(plan.outputs[1]!, { at: 'r', unless: `${tooEarly} || ${plan.outputs[0]!.value} < least` })

// Rows low … high − 1 in blocks, each of which begins with the sums of a whole window.
function rowsSource(plan: AggregatePlan): string {
  const spoilt = plan.spoilt ? `if (${plan.spoilt}) break` : ''
  // Until the window is full, rows only come in; from then on one goes out for each.
  const rest = plan.slides
    ? `const full = end < from + window ? end : from + window
        for (r++; r < full; r++) {
          ${plan.row('add', 'r')}
          ${storeWindow(plan, 'r < early')}
        }
        for (; r < end; r++) {
          const i = r - window
          ${plan.slide('r', 'i')}
          ${spoilt}
          ${storeWindow(plan, 'false')}
        }`
    : `for (r++; r < end; r++) {
          ${plan.row('add', 'r')}
          const i = r - window
          if (i >= from) ${plan.row('remove', 'i')}
          ${spoilt}
          ${storeWindow(plan, 'r < early')}
        }`
  return `const segments = first.length - 1, block = Math.max(${RESTART}, 16 * window)
    for (let g = 0; g < segments; g++) {
      const from = first[g], to = first[g + 1] < high ? first[g + 1] : high, early = from + skip
      let r = from > low ? from : low
      while (r < to) {
        ${plan.declare('let')}
        for (let i = r - window + 1 < from ? from : r - window + 1; i <= r; i++) ${plan.row('add', 'i')}
        ${storeWindow(plan, 'r < early')}
        const end = to < r + block ? to : r + block
        ${rest}
      }
    }`
}

// What is left of the last window is kept if the next overlaps it and begins and ends no earlier.
function rangesSource(plan: AggregatePlan): string {
  const restart = `${plan.declare('')}\nlo = s\nhi = s\ntaken = 0`
  return `${plan.declare('let')}\nlet lo = 0, hi = 0, taken = 0
    ${windowLoop(
      'ranges',
      '',
      `taken += s - lo
      if (s < lo || e < hi || s >= hi || taken > ${RESTART} + 16 * (e - s)) { ${restart} }
      for (; lo < s; lo++) ${plan.row('remove', 'lo')}
      for (; hi < e; hi++) ${plan.row('add', 'hi')}
      ${plan.spoilt ? `if (${plan.spoilt}) { ${restart}\nfor (; hi < e; hi++) ${plan.row('add', 'hi')} }` : ''}
      ${storeWindow(plan, 'tooEarly')}`,
    )}`
}
