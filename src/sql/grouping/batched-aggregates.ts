import { print } from '../../../grammar/print/print.ts'
import type { Call, Expression } from '../../../grammar/tree/ast.ts'
import { prepareRun, type Run } from '../../functions/aggregate/kernel-aggregation.ts'
import { aggregateNamed, resultStorage } from '../../kernels/aggregates/aggregate.ts'
import type { AggregateRequest } from '../../kernels/aggregates/aggregate-plan.ts'
import { reduceGroups } from '../../kernels/aggregates/grouped.ts'
import { borrow, borrowZeros, giveBack } from '../../kernels/borrowed.ts'
import { gather, scatter } from '../../kernels/elementwise/select.ts'
import type { Context } from '../../runtime/context.ts'
import { ANY, IOTANY, VOID } from '../../values/data-type.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { builtinCalled, touches } from './decompose.ts'
import type { RowGroups } from './row-groups.ts'

/** An aggregate that a kernel knows. */
export interface Batched {
  readonly text: string
  readonly request: AggregateRequest
  readonly run: Run
}

/** What aggregates of a query are computed from. */
export interface Inputs {
  readonly context: Context
  isColumn(name: string): boolean
  /** An argument by row, or null where it depends on more than its row. */
  column(arg: Expression): Vector | null
}

export interface Batch extends Inputs {
  readonly groups: RowGroups
}

/** The aggregates in some expressions that kernels know, all computed in one pass over the rows; by their text. */
export function batchedAggregates(expressions: readonly Expression[], batch: Batch): Map<string, Vector> {
  const results = new Map<string, Vector>()
  const requests = kernelCalls(expressions, batch)
  // One alone is as well computed by itself if rows have their groups' numbers.
  if (requests.length > 1 || (requests.length === 1 && !batch.groups.areNumbered))
    compute(requests, batch.groups, results)
  return results
}

/** The aggregates in some expressions that kernels know, each once. */
export function kernelCalls(expressions: readonly Expression[], inputs: Inputs): Batched[] {
  const found = new Map<string, Batched>()
  for (const expression of expressions) collect(expression, inputs, found)
  return [...found.values()]
}

function collect(node: unknown, batch: Inputs, found: Map<string, Batched>): void {
  if (Array.isArray(node)) for (const item of node) collect(item, batch, found)
  else if (typeof node === 'object' && node !== null) {
    if ((node as Call).kind === 'call' && add(node as Call, batch, found)) return
    for (const [key, child] of Object.entries(node)) if (key !== 'span') collect(child, batch, found)
  }
}

function add(call: Call, batch: Inputs, found: Map<string, Batched>): boolean {
  const kernel = builtinCalled(batch.context, call)?.definition.kernel
  if (!kernel) return false
  const { inputs, result } = aggregateNamed(kernel)
  const args = call.arguments.flatMap(({ name, value }) => (name === null && value ? [value] : []))
  // Places would be those in the whole column.
  if (result === 'place' || args.length !== inputs || args.length !== call.arguments.length) return false
  if (!args.every(arg => arg.kind === 'star' || touches(arg, batch.isColumn))) return false
  const text = print(call)
  if (found.has(text)) return true
  const columns = args.map(arg => batch.column(arg))
  if (columns.some(column => column === null || [ANY, IOTANY, VOID].includes(column.type))) return false
  const run = prepareRun(kernel, columns as Vector[])
  if (!run) return false
  found.set(text, { text, run, request: { name: kernel, columns: run.columns } })
  return true
}

// Each run makes room for its results and has it filled; the innermost fills all.
function compute(batched: readonly Batched[], groups: RowGroups, results: Map<string, Vector>): void {
  const outs: FixedVector['data'][] = []
  const allocateFrom = (place: number): void => {
    const one = batched[place]
    if (!one) {
      const requests = batched.map(({ request }) => request)
      if (groups.areNumbered) reduceGroups(requests, groups.codes, groups.count, outs, groups.firstRows)
      else reduceSlots(requests, groups, outs)
      return
    }
    const vector = one.run.store(groups.count, out => {
      outs.push(out)
      allocateFrom(place + 1)
    })
    results.set(one.text, vector)
  }
  allocateFrom(0)
}

// By code first; each group then takes the results of its own.
function reduceSlots(
  requests: readonly AggregateRequest[],
  groups: RowGroups,
  outs: readonly FixedVector['data'][],
): void {
  const { slotCodes, slots, slotOf, count, firstRows } = groups
  const storages = requests.map(({ name, columns }) => resultStorage(name, columns))
  const bySlot = storages.map(storage => borrow(storage, slots))
  // What is made for codes that don't occur is not looked at.
  const slotRows = borrowZeros('i32', slots)
  scatter('i32', firstRows, slotOf, slotRows, count)
  reduceGroups(requests, slotCodes, slots, bySlot, slotRows)
  storages.forEach((storage, k) => {
    gather(storage, bySlot[k] as never, slotOf, outs[k] as never, count)
  })
  giveBack(...bySlot, slotRows)
}
