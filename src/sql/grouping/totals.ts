import { print } from '../../../grammar/print/print.ts'
import type { Call, Expression, Node } from '../../../grammar/tree/ast.ts'
import { rewrite, walk } from '../../../grammar/tree/children.ts'
import { isTotal, totals } from '../../kernels/aggregates/totals.ts'
import { MANY_ROWS } from '../../kernels/parallel/parallel.ts'
import type { Context } from '../../runtime/context.ts'
import { INT } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Frame } from '../frame.ts'
import type { OutputItem } from '../output.ts'
import { kernelCalls } from './batched-aggregates.ts'
import { builtinCalled } from './decompose.ts'

/**
 * Aggregates of columns, of all rows of a large frame, by their text: computed in one pass, and without making a list of the rows that a
 * condition left. Those that can't be had so are left out.
 */
export function frameTotals(
  context: Context,
  expressions: readonly Expression[],
  frame: Frame,
): Map<string, Scalar> {
  const found = new Map<string, Scalar>()
  const { frame: all, mask } = frame.chosenFrom ?? { frame, mask: null }
  if (all.rows < MANY_ROWS) return found
  const isColumn = (name: string) => all.indexOf(name) >= 0
  const column = (arg: Expression) =>
    arg.kind === 'name' && isColumn(arg.name) ? all.columns[all.indexOf(arg.name)]!.load() : null
  const plain = expressions.filter(expression => !makesFunctions(expression))
  for (const expression of plain) {
    walk(expression, node => {
      if (isRowCount(context, node)) found.set(print(node), new Scalar(INT, frame.rows))
    })
  }
  const calls = kernelCalls(plain, { context, isColumn, column }).filter(call => isTotal(call.request))
  // One alone, of all rows, is what the function itself does; and what needs the list of rows anyway is quicker by it.
  if (mask) {
    const texts = new Set([...found.keys(), ...calls.map(call => call.text)])
    if (calls.length === 0 || !expressions.every(expression => isCovered(expression, texts, isColumn)))
      return found
  } else if (calls.length < 2) return found
  const requests = calls.map(call => call.request)
  const values = totals(requests, mask)
  calls.forEach(({ text, run }, k) => {
    if (values) found.set(text, new Scalar(run.result, run.finish(values[k]!)))
  })
  return found
}

/** Items with their totals computed: names stand in their place, which the frame returned knows. */
export function withTotals(
  context: Context,
  items: readonly OutputItem[],
  frame: Frame,
): { readonly items: readonly OutputItem[]; readonly frame: Frame } {
  const expressions = items.map(item => item.expression)
  const found = frameTotals(context, expressions, frame)
  if (found.size === 0) return { items, frame }
  const texts = [...found.keys()]
  const values = new Map(texts.map((text, k) => [nameOf(k), found.get(text)!]))
  const replaced = items.map(item => {
    if (makesFunctions(item.expression)) return item
    const expression = rewrite(item.expression, node => {
      const place = node.kind === 'call' ? texts.indexOf(print(node)) : -1
      return place < 0 ? node : { kind: 'name', name: nameOf(place), qualifiers: [], span: node.span }
    })
    return { ...item, expression }
  })
  const { columns, rows, lookup } = frame
  return { items: replaced, frame: new Frame(columns, rows, name => values.get(name) ?? lookup(name)) }
}

function isCovered(
  expression: Expression,
  texts: ReadonlySet<string>,
  isColumn: (name: string) => boolean,
): boolean {
  let covered = true
  walk(expression, node => {
    if (node.kind === 'call' && texts.has(print(node))) return false
    if (node.kind === 'name' && isColumn(node.name)) covered = false
    return covered
  })
  return covered
}

const nameOf = (place: number) => `\u0005${place}`

// What its names mean in there may be parameters.
function makesFunctions(expression: Expression): boolean {
  let found = false
  walk(expression, ({ kind }) => {
    found ||= kind === 'function' || kind === 'metacode'
    return !found
  })
  return found
}

// `count(*)`
function isRowCount(context: Context, node: Node): node is Call {
  if (node.kind !== 'call' || node.arguments.length !== 1 || node.arguments[0]!.value?.kind !== 'star')
    return false
  return builtinCalled(context, node)?.definition.kernel === 'count'
}
