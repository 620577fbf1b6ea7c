import { borrow, giveBack } from '../borrowed.ts'
import { EXACT_ROWS } from '../bounds.ts'
import { aligned, fourFlags, placeFour, wordsOf } from '../elementwise/mask.ts'
import { compile, compiledAs, rename, SAMPLE_ROWS } from '../loop-source.ts'
import { nullI64 } from '../null.ts'
import type { Arguments } from '../parallel/job.ts'
import { inParts, PARTS } from '../parallel/parallel.ts'
import { type Data, scratch } from '../storage.ts'
import { keepsLongs } from './aggregate.ts'
import { AggregatePlan, type AggregateRequest, type Output } from './aggregate-plan.ts'

type Kernel = (...args: (Data | number)[]) => number
type Finish = (states: Float64Array, parts: number) => number[]

// Rows whose places are noted at a time: few enough that the list stays in the nearest cache.
const BLOCK = 4096
// A loop of many more takes V8 longer to compile than it saves.
const MOST_VARIABLES = 10

/** Whether an aggregate can be one of `totals`: its states merge, and it needs no LONGs to the last digit. */
export function isTotal(request: AggregateRequest): boolean {
  if (keepsLongs(request.name, request.columns)) return false
  const { merges, outputs } = new AggregatePlan([request], false)
  const isProduct = ({ storage, sum }: Output) => storage === 'i64' && sum === undefined
  return merges && !outputs.some(output => output.ofRow || output.isPlace || isProduct(output))
}

/**
 * Several aggregates of all rows in one pass, shared out to threads: with a `mask`, of the rows where it is 1. Null where a sum of integers is beyond 2⁵³.
 */
export function totals(
  requests: readonly AggregateRequest[],
  mask: Int8Array | null,
): (number | bigint)[] | null {
  const plan = new AggregatePlan(requests, false)
  const variables = plan.keepers.flatMap(keeper => plan.variables(keeper))
  if (variables.length > MOST_VARIABLES && requests.length > 1) {
    const half = Math.ceil(requests.length / 2)
    const first = totals(requests.slice(0, half), mask)
    const second = first && totals(requests.slice(half), mask)
    return second && [...first, ...second]
  }
  const rows = requests[0]!.columns[0]!.data.length
  const ranges = rangesOf(rows)
  const width = variables.length
  const states = new Float64Array(new SharedArrayBuffer(8 * width * ranges.length))
  ranges.forEach((_, part) => {
    states.set(
      variables.map(({ initial }) => Number(initial)),
      part * width,
    )
  })
  const words = mask && wordsOf(aligned(mask))
  const lists = words ? ranges.map(() => borrow('i32', BLOCK + 4)) : []
  const parts: Arguments[] = ranges.map(([from, to], part) => [
    ...plan.arrays,
    ...(words ? [words, mask, lists[part]!] : []),
    states.subarray(part * width, (part + 1) * width),
    from,
    to,
  ])
  inParts(mask ? chosenRows(plan) : allRows(plan), parts)
  giveBack(...lists)
  if (!sumsAreExact(plan, states, width)) return null
  const values = finish(plan)(states, ranges.length)
  return plan.outputs.map(({ storage, missing }, k) => {
    if (storage !== 'i64') return values[k]!
    return values[k] === Number(missing) ? nullI64 : BigInt(values[k]!)
  })
}

function rangesOf(rows: number): [from: number, to: number][] {
  const step = Math.min(EXACT_ROWS, Math.ceil(Math.max(1, rows) / PARTS / BLOCK) * BLOCK)
  const ranges: [number, number][] = [[0, Math.min(rows, step)]]
  for (let from = step; from < rows; from += step) ranges.push([from, Math.min(rows, from + step)])
  return ranges
}

// Within a part they are; so is their total, if it can't leave what doubles hold exactly.
function sumsAreExact(plan: AggregatePlan, states: Float64Array, width: number): boolean {
  const names = namesOf(plan)
  return plan.outputs.every(({ storage, sum }) => {
    if (storage !== 'i64' || sum === undefined) return true
    let size = 0
    for (let at = names.indexOf(sum); at < states.length; at += width) size += Math.abs(states[at]!)
    return size < 2 ** 53
  })
}

const namesOf = (plan: AggregatePlan) =>
  plan.keepers.flatMap(keeper => plan.variables(keeper).map(({ name }) => name))

const allRows = (plan: AggregatePlan): Kernel =>
  compiledAs<Kernel>(`totals:${plan.key}`) ??
  compile<Kernel>(
    `totals:${plan.key}`,
    `function (${plan.parameters}, states, from, to) {
      ${loop(plan, 'from', 'to', (variable, at) => `const ${variable} = ${at}`)}
      return 0
    }`,
    kernel => kernel(...plan.samples, scratch('f64', namesOf(plan).length), 0, SAMPLE_ROWS),
  )

// The places of a block's rows are listed, without a branch; then the aggregates are taken of these.
const chosenRows = (plan: AggregatePlan): Kernel =>
  compiledAs<Kernel>(`chosen totals:${plan.key}`) ??
  compile<Kernel>(
    `chosen totals:${plan.key}`,
    `(() => {
      function take(${plan.parameters}, list, states, count) {
        ${loop(plan, '0', 'count', (variable, at) => `const ${variable} = list[${at}]`)}
      }
      return function (${plan.parameters}, words, mask, list, states, from, to) {
        for (let block = from; block < to; block += ${BLOCK}) {
          const end = Math.min(to, block + ${BLOCK}), whole = end & ~3
          let i = block, k = 0
          for (; i < whole; i += 4) {
            const four = ${fourFlags('words[i >> 2]')}
            ${placeFour('list', 'i')}
          }
          for (; i < end; i++) { list[k] = i; k += mask[i] & 1 }
          take(${plan.parameters}, list, states, k)
        }
        return 0
      }
    })()`,
    kernel => {
      const mask = scratch('i8', 16).fill(1, 1, SAMPLE_ROWS)
      const states = scratch('f64', namesOf(plan).length)
      kernel(...plan.samples, wordsOf(mask)!, mask, scratch('i32', 16), states, 0, SAMPLE_ROWS)
    },
  )

// Takes rows into the states. Four at a time with states of their own, the odd ones first: see reduce.ts.
function loop(
  plan: AggregatePlan,
  from: string,
  to: string,
  row: (variable: string, at: string) => string,
): string {
  const variables = namesOf(plan)
  const lane = (text: string, k: number) =>
    rename(text, new Map(variables.map(name => [name, `${name}_${k}`])))
  const first = `{ ${row('i', 'j')}\n${plan.row('add', 'i')} }`
  const other = (k: number) => `{ ${row('i', `j + ${k}`)}\n${lane(plan.row('add', 'i'), k)} }`
  const load = variables.map((name, k) => `let ${name} = states[${k}]`).join('\n')
  const keep = variables.map((name, k) => `states[${k}] = ${name}`).join('\n')
  return `${plan.setup}\n${load}
    ${[1, 2, 3].map(k => lane(plan.declare('let'), k)).join('\n')}
    let j = ${from}
    for (; (${to} - j) & 3; j++) ${first}
    for (; j < ${to}; j += 4) {
      ${first}
      ${[1, 2, 3].map(other).join('\n')}
    }
    ${[1, 2, 3].map(k => plan.merge(name => `${name}_${k}`)).join('\n')}
    ${keep}`
}

function finish(plan: AggregatePlan): Finish {
  const variables = namesOf(plan)
  const name = `finished totals:${plan.key}`
  const text = `function (states, parts) {
    ${variables.map((variable, k) => `let ${variable} = states[${k}]`).join('\n')}
    for (let part = 1, at = ${variables.length}; part < parts; part++, at += ${variables.length}) {
      ${variables.map((variable, k) => `const ${variable}_2 = states[at + ${k}]`).join('\n')}
      ${plan.merge(variable => `${variable}_2`)}
    }
    return [${plan.outputs.map(({ value }) => value).join(', ')}]
  }`
  return compiledAs<Finish>(name) ?? compile<Finish>(name, text)
}
