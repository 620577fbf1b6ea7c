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
} from '../../grammar/ast.ts'
import { NULL } from '../values/scalar.ts'
import { emitCondition } from './emit-condition.ts'
import type { Frame } from './frame.ts'
import { fresh, quote } from './js.ts'

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

/** Looks whether the job was cancelled; to be done in every round of a loop. */
export const emitCheck = (frame: Frame): string =>
  `if (Atomics.load(flag, 0) !== 0) ${frame.unit.use('stop')}();`

export function emitLoopBody(body: Statement, frame: Frame): string {
  frame.loops++
  const code = frame.statement(body)
  frame.loops--
  return `${emitCheck(frame)}\n${code}`
}

export function emitWhile(node: While, frame: Frame): string {
  const test = emitCondition(node.condition, frame)
  const body = emitOptional(frame, () => emitLoopBody(node.body, frame))
  return `while (${test}) {\n${body}\n}`
}

export function emitDoWhile(node: DoWhile, frame: Frame): string {
  const body = emitLoopBody(node.body, frame)
  return `do {\n${body}\n} while (${emitCondition(node.condition, frame)})`
}

export function emitJump(node: Break | Continue, frame: Frame): string {
  if (frame.loops === 0) throw frame.unit.fault(node.span, `${node.kind} can only stand in a loop`)
  return `${node.kind};`
}

export function emitReturn(node: Return, frame: Frame): string {
  if (!frame.isFunction) throw frame.unit.fault(node.span, 'return can only stand in a function')
  if (node.value === null) return `return ${frame.unit.constant(NULL)};`
  const variable = node.value.kind === 'name' ? frame.find(node.value.name) : undefined
  const passing = variable?.passing === true
  return `return ${passing ? frame.value(node.value) : frame.kept(node.value)};`
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
