import type { Expression, For } from '../../../grammar/tree/ast.ts'
import { nullI32 } from '../../kernels/null.ts'
import type { Frame } from '../frames/frame.ts'
import { namesIn } from '../free-names.ts'
import { fresh, held, type Js, rawInt } from '../js.ts'
import { variableOf } from '../own.ts'
import { givesCount } from '../plain/plain-calls.ts'
import { elementAt } from '../plain/raw-operator.ts'
import { emitCheck, emitLoopBody, emitOptional, roundsBetweenChecks } from './control.ts'

export function emitFor(node: For, frame: Frame): string {
  const range = node.variables.length === 1 ? plainRange(node.iterable, frame) : null
  return range ? emitCounting(node, range, frame) : emitIteration(node, frame)
}

interface Range {
  readonly first: Js
  readonly last: Js
  /** Whether the last is one of them: `a..b`, not `a:b`. */
  readonly inclusive: boolean
}

// `a:b` or `a..b` of plain integers, to be counted without making a value of it.
function plainRange(node: Expression, frame: Frame): Range | null {
  if (node.kind === 'parenthesized') return plainRange(node.inner, frame)
  const inclusive = node.kind === 'binary' && node.operator === '..'
  const sides = inclusive ? [node.left, node.right] : node.kind === 'pair' ? [node.start, node.end] : null
  if (!sides?.[0] || !sides[1] || !isPlain(sides[0], frame) || !isPlain(sides[1], frame)) return null
  return { first: frame.emit(sides[0]), last: frame.emit(sides[1]), inclusive }
}

// Emitting has effects, so it is only tried on what may well be plain: literals, variables, arithmetic on them.
function isPlain(node: Expression, frame: Frame): boolean {
  switch (node.kind) {
    case 'literal':
      return node.literal === 'int'
    case 'name': {
      return variableOf(node, frame)?.type.kind === 'int'
    }
    case 'parenthesized':
      return isPlain(node.inner, frame)
    case 'binary':
      return '+-*'.includes(node.operator) && isPlain(node.left, frame) && isPlain(node.right, frame)
    case 'call':
      return node.callee.kind === 'name' && givesCount(node.callee.name) && !variableOf(node.callee, frame)
    case 'unary':
      return node.operator === '-' && isPlain(node.operand, frame)
    default:
      return false
  }
}

/** Counts in JavaScript's own variable, so that the body may assign the script's. */
function emitCounting(node: For, { first, last, inclusive }: Range, frame: Frame): string {
  const { unit } = frame
  const [label, from, to, step, left, n, value] = ['L', 'a', 'b', 'd', 'm', 'n', 'c'].map(prefix =>
    unit.unique(prefix),
  ) as [string, string, string, string, string, string, string]
  const body = emitOptional(frame, () => {
    const variable = frame.declare(node.variables[0]!, node.span)
    const store = variable.store({ ...fresh(value, rawInt), simple: true })
    return `${store};\n${emitLoopBody(node.body, label, 'continue;', frame)}`
  })
  // Downwards, `a:b` leaves out the upper end too.
  const start = inclusive ? from : `(${from} <= ${to} ? ${from} : ${from} - 1)`
  const distance = `Math.abs(${to} - ${from})${inclusive ? ' + 1' : ''}`
  const missing = [first, last].flatMap((js, i) =>
    js.type.nullable ? `${i ? to : from} === ${nullI32}` : [],
  )
  const count = missing.length > 0 ? `${missing.join(' || ')} ? 0 : ${distance}` : distance
  const chunk = roundsBetweenChecks(body)
  return `{
const ${from} = ${first.code}, ${to} = ${last.code}, ${step} = ${from} <= ${to} ? 1 : -1;
let ${value} = ${start};
${label}: for (let ${left} = ${count}; ${left} > 0; ${left} -= ${chunk}) {
${emitCheck(frame)}
for (let ${n} = Math.min(${left}, ${chunk}); ${n} > 0; ${n}--, ${value} = ${value} + ${step} | 0) {
${body}
}
}
}`
}

/** Over the elements of a value, columns of a matrix, rows of a table, as they are when the loop begins. */
function emitIteration(node: For, frame: Frame): string {
  const { unit } = frame
  const [label, items, count, place, end] = ['L', 'i', 'n', 'c', 'm'].map(prefix => unit.unique(prefix)) as [
    string,
    string,
    string,
    string,
    string,
  ]
  const value = frame.emit(node.iterable)
  // If the body might change what is being iterated, it must change a copy.
  const changed = node.iterable.kind === 'name' && namesIn(node.body).has(node.iterable.name)
  const code = changed ? frame.keep(value) : frame.box(value)
  const iterated = frame.help('iterate', ['ctx', code], node.iterable.span)
  const element = elementOf(value, items, place, frame)
  const body = emitOptional(
    frame,
    () => `${emitElement(node, element, frame)}\n${emitLoopBody(node.body, label, 'continue;', frame)}`,
  )
  return `{
const ${items} = ${iterated}, ${count} = ${items}.length;
${label}: for (let ${place} = 0; ${place} < ${count};) {
${emitCheck(frame)}
for (const ${end} = Math.min(${place} + ${roundsBetweenChecks(body)}, ${count}); ${place} < ${end}; ${place}++) {
${body}
}
}
}`
}

function elementOf({ type }: Js, items: string, place: string, frame: Frame): Js {
  if (type.element) return elementAt(items, type.element, place, frame)
  return held(`${items}.get(${place})`)
}

function emitElement(node: For, element: Js, frame: Frame): string {
  const { variables, span } = node
  if (variables.length === 1) return `${frame.declare(variables[0]!, span).store(element)};`
  const temp = frame.temp()
  const spread = frame.help('spread', ['ctx', frame.box(element), String(variables.length)], span)
  const stores = variables.map((name, i) => `${frame.declare(name, span).store(fresh(`${temp}[${i}]`))};`)
  return [`${temp} = ${spread};`, ...stores].join('\n')
}
