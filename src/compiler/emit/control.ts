import type {
  Assert,
  Block,
  Break,
  Continue,
  DoWhile,
  ExpressionStatement,
  If,
  Return,
  Span,
  Statement,
  Throw,
  TryCatch,
  While,
} from '../../../grammar/tree/ast.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import type { Frame } from '../frames/frame.ts'
import { fresh, quote } from '../js.ts'
import { emitCondition } from './condition.ts'
import { emitConstant } from './literal.ts'

export const emitStatements = (statements: readonly Statement[], frame: Frame): string =>
  statements.map(statement => frame.statement(statement)).join('\n')

export const emitBlock = (node: Block, frame: Frame): string => emitStatements(node.statements, frame)

export const emitExpressionStatement = (node: ExpressionStatement, frame: Frame): string =>
  `${frame.emit(node.value).code};`

/** Emits code that may not run: names it gives values to aren't sure to have them afterwards. */
export function emitOptional(frame: Frame, emit: () => string): string {
  const before = new Set(frame.definite)
  const code = emit()
  frame.definite = before
  return code
}

export function emitIf(node: If, frame: Frame): string {
  const test = emitCondition(node.condition, frame)
  const before = new Set(frame.definite)
  const then = frame.statement(node.then)
  const afterThen = frame.definite
  frame.definite = new Set(before)
  const otherwise = node.otherwise ? frame.statement(node.otherwise) : ''
  frame.definite = afterThen.intersection(frame.definite)
  return `if (${test}) {\n${then}\n}${otherwise && ` else {\n${otherwise}\n}`}`
}

/** Looks whether the job was cancelled. Costs more than a round of a simple loop, so such loops only ask now and then. */
export const emitCheck = (frame: Frame): string =>
  `if (Atomics.load(flag, 0) !== 0) ${frame.unit.use('stop')}();`

/** How many rounds go between two looks: few where a round may take long, because it calls something. */
export const roundsBetweenChecks = (body: string): number => (body.includes('ctx') ? 8 : 4096)

/** The body of a loop whose JavaScript has the label `label`; `next` is what continues it. */
export function emitLoopBody(body: Statement, label: string, next: string, frame: Frame): string {
  frame.loops.push({ leave: `break ${label};`, next })
  const code = frame.statement(body)
  frame.loops.pop()
  return code
}

export function emitWhile(node: While, frame: Frame): string {
  const label = frame.unit.unique('L')
  const test = emitCondition(node.condition, frame)
  const body = emitOptional(frame, () => emitLoopBody(node.body, label, 'continue;', frame))
  return rounds(label, `if (!${test}) break ${label};\n${body}`, frame)
}

export function emitDoWhile(node: DoWhile, frame: Frame): string {
  const [label, inner] = ['L', 'C'].map(prefix => frame.unit.unique(prefix)) as [string, string]
  const body = emitLoopBody(node.body, label, `break ${inner};`, frame)
  const test = emitCondition(node.condition, frame)
  return rounds(label, `${inner}: {\n${body}\n}\nif (!${test}) break ${label};`, frame)
}

// An endless loop that looks for cancellation every so many rounds.
function rounds(label: string, body: string, frame: Frame): string {
  const left = frame.unit.unique('n')
  return `${label}: while (true) {
${emitCheck(frame)}
for (let ${left} = ${roundsBetweenChecks(body)}; ${left} > 0; ${left}--) {
${body}
}
}`
}

export function emitJump(node: Break | Continue, frame: Frame): string {
  const loop = frame.loops.at(-1)
  if (!loop) throw frame.unit.fault(node.span, `${node.kind} can only stand in a loop`)
  return node.kind === 'break' ? loop.leave : loop.next
}

export function emitReturn(node: Return, frame: Frame): string {
  if (!frame.isFunction) throw frame.unit.fault(node.span, 'return can only stand in a function')
  if (node.value === null) return frame.result(emitConstant(NOTHING, frame), false)
  const variable = node.value.kind === 'name' ? frame.find(node.value.name) : undefined
  return frame.result(frame.emit(node.value), variable?.passing === true)
}

export const emitThrow = (node: Throw, frame: Frame): string =>
  `throw ${frame.help('thrown', [frame.value(node.value)], node.span)};`

/** The variable of `catch` gets a pair: the kind of error, and its message. */
export function emitTry(node: TryCatch, frame: Frame): string {
  const before = new Set(frame.definite)
  const body = emitBlock(node.body, frame)
  const afterBody = frame.definite
  frame.definite = new Set(before)
  const error = frame.unit.unique('e')
  const caught = fresh(`${frame.unit.use('caught')}(${error})`)
  const store = node.variable === null ? caught.code : frame.declare(node.variable, node.span).store(caught)
  const handler = emitBlock(node.handler, frame)
  frame.definite = afterBody.intersection(frame.definite)
  return `try {\n${body}\n} catch (${error}) {\n${store};\n${handler}\n}`
}

/** A failed assertion is reported, and the script goes on. */
export function emitAssert(node: Assert, frame: Frame): string {
  const label = node.label === null ? quote('') : labelOf(node.label, frame)
  return `if (!${emitCondition(node.condition, frame)}) ${frame.unit.use('failedAssertion')}(ctx, ${label});`
}

function labelOf(label: NonNullable<Assert['label']>, frame: Frame): string {
  if (label.kind === 'name' && !frame.find(label.name)) return quote(label.name)
  return frame.help('textOf', [frame.value(label)], label.span)
}

/** For statements that may not stand in functions. */
export function forbidInFunction(what: string, span: Span, frame: Frame, refId?: string): void {
  if (!frame.isFunction) return
  throw frame.unit.fault(span, `${what} can't stand in a function`, { refId })
}
