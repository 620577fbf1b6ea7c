import type { Binary, Call, Expression, Name } from '../../../grammar/tree/ast.ts'
import { missingColumn } from '../../runtime/missing-column.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Frame } from '../frame.ts'

/**
 * `p1...p3` written out: an expression with ranges of columns becomes one expression for each of them. Functions by row
 * (`rowSum(p1...p3)`) take the whole range as arguments instead. @throws ScriptError when ranges differ in length.
 */
export function expandRanges(expression: Expression, frame: Frame): Expression[] {
  const spread = spreadInRowFunctions(expression, frame)
  const lengths = new Set(rangesIn(spread).map(range => columnsOf(range, frame).length))
  if (lengths.size === 0) return [spread]
  if (lengths.size > 1) throw new ScriptError('Ranges of columns in one expression have the same length.')
  const [length] = lengths
  return Array.from({ length: length! }, (_, i) =>
    replaceRanges(spread, range => nameAt(range, columnsOf(range, frame)[i]!)),
  )
}

const isRange = (node: unknown): node is Binary =>
  typeof node === 'object' &&
  node !== null &&
  (node as Binary).kind === 'binary' &&
  (node as Binary).operator === '...'

function rangesIn(node: unknown): Binary[] {
  if (isRange(node)) return [node]
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, child]) => (key === 'span' ? [] : rangesIn(child)))
}

function replaceRanges<T>(node: T, replace: (range: Binary) => Expression): T {
  if (isRange(node)) return replace(node) as T
  if (typeof node !== 'object' || node === null || rangesIn(node).length === 0) return node
  if (Array.isArray(node)) return node.map(item => replaceRanges(item, replace)) as T
  const entries = Object.entries(node).map(([key, child]) => [
    key,
    key === 'span' ? child : replaceRanges(child, replace),
  ])
  return Object.fromEntries(entries) as T
}

// The columns from one name to another: by the numbers that they end with, else by place.
function columnsOf({ left, right }: Binary, frame: Frame): string[] {
  if (left.kind !== 'name' || right.kind !== 'name') {
    throw new ScriptError('A range of columns has a name on either side: p1...p3.')
  }
  const [from, to] = [numbered(left.name), numbered(right.name)]
  if (from && to && from.stem === to.stem && from.number <= to.number) {
    const names = Array.from(
      { length: to.number - from.number + 1 },
      (_, i) => `${from.stem}${from.number + i}`,
    )
    if (names.every(name => frame.indexOf(name) >= 0)) return names
  }
  const start = placeOf(left.name, frame)
  const end = placeOf(right.name, frame)
  if (start > end)
    throw new ScriptError(`${left.name} stands behind ${right.name}: a range of columns goes upwards.`)
  return frame.columns.slice(start, end + 1).map(column => column.name)
}

function numbered(name: string): { stem: string; number: number } | null {
  const match = /^(.*?)(0|[1-9]\d*)$/.exec(name)
  return match ? { stem: match[1]!, number: Number(match[2]) } : null
}

function placeOf(name: string, frame: Frame): number {
  const place = frame.indexOf(name)
  if (place < 0) throw missingColumn(name, frame.names())
  return place
}

const nameAt = (range: Binary, name: string): Name => ({
  kind: 'name',
  name,
  qualifiers: [],
  span: range.span,
})

// Functions of several columns at a time.
const takesRange = /^row[A-Z]|ArrayVector$|^matrix$|^table$/

function spreadInRowFunctions<T>(node: T, frame: Frame): T {
  if (typeof node !== 'object' || node === null || rangesIn(node).length === 0) return node
  if (Array.isArray(node)) return node.map(item => spreadInRowFunctions(item, frame)) as T
  const entries = Object.entries(node).map(([key, child]) => [
    key,
    key === 'span' ? child : spreadInRowFunctions(child, frame),
  ])
  const made = Object.fromEntries(entries)
  const call = made as Call
  if (call.kind !== 'call' || call.callee.kind !== 'name' || !takesRange.test(call.callee.name))
    return made as T
  const args = call.arguments.flatMap(argument =>
    isRange(argument.value)
      ? columnsOf(argument.value, frame).map(name => ({
          ...argument,
          value: nameAt(argument.value as Binary, name),
        }))
      : [argument],
  )
  return { ...call, arguments: args } as T
}
