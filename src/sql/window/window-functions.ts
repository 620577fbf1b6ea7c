import type { Expression, Name, WindowFunction } from '../../../grammar/tree/ast.ts'
import { outputName } from '../../functions/metacode/output-name.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { allocate } from '../../values/memory.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { columnOf, type Frame, type FrameColumn } from '../frame.ts'
import type { OutputItem } from '../output.ts'
import { RangedFrame } from '../ranged-frame.ts'
import { partitionOrder } from './partition-order.ts'
import { windowOnly } from './rank-functions.ts'
import { windowRanges } from './window-frame.ts'

/** Items with `f(x) over (…)` computed: names stand in their place, for columns that the frame returned has more. */
export function withWindowFunctions(
  context: Context,
  items: readonly OutputItem[],
  frame: Frame,
): { readonly items: readonly OutputItem[]; readonly frame: Frame } {
  const columns: FrameColumn[] = []
  const replaced = items.map(item => {
    const expression = replaceWindows(item.expression, node => {
      const name = `\u0004${columns.length}`
      columns.push(columnOf(name, windowColumn(context, node, frame)))
      return { kind: 'name', name, qualifiers: [], span: node.span }
    })
    return expression === item.expression ? item : { ...item, expression }
  })
  return { items: replaced, frame: frame.with(columns.map(column => ({ ...column, shown: null }))) }
}

function replaceWindows<T>(node: T, replace: (node: WindowFunction) => Name): T {
  if (Array.isArray(node)) {
    const items = node.map(item => replaceWindows(item, replace))
    return items.some((item, i) => item !== node[i]) ? (items as T) : node
  }
  if (typeof node !== 'object' || node === null) return node
  if ((node as { kind?: string }).kind === 'window') return replace(node as unknown as WindowFunction) as T
  let copy: Record<string, unknown> | null = null
  for (const [key, child] of Object.entries(node)) {
    if (key === 'span') continue
    const made = replaceWindows(child, replace)
    if (made !== child) (copy ??= { ...node } as Record<string, unknown>)[key] = made
  }
  return (copy as T) ?? node
}

function windowColumn(context: Context, node: WindowFunction, frame: Frame): Vector {
  const order = partitionOrder(context, frame, node.partitionBy, node.orderBy)
  const inOrder = frame.select(order.order)
  const ranges = () => windowRanges(context, node, inOrder, order)
  const call = calledName(node.call)
  const special = call && windowOnly[call.name]
  if (special) {
    const isOrdered = node.orderBy.length > 0
    const made = special({ context, ...call, frame: inOrder, order, isOrdered, ranges })
    return made.gather(placesOf(order.order))
  }
  const { starts, ends } = ranges()
  const item = { expression: node.call, names: [outputName(node.call)] }
  const [made] = new RangedFrame(context, inOrder, starts, ends).column(item)
  return made!.vector.gather(placesOf(order.order))
}

function calledName(call: Expression): { name: string; args: readonly Expression[] } | null {
  if (call.kind !== 'call' || call.callee.kind !== 'name') {
    throw new ScriptError('A function call stands before over (…).')
  }
  return { name: call.callee.name, args: call.arguments.flatMap(argument => argument.value ?? []) }
}

// The place of each row.
function placesOf(order: Int32Array): Int32Array {
  const places = allocate('i32', order.length)
  for (let place = 0; place < places.length; place++) places[order[place]!] = place
  return places
}
