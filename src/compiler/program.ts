import type { Expression, Statement } from '../../grammar/tree/ast.ts'
import type { Context, Scope } from '../runtime/context.ts'
import type { Value } from '../values/value.ts'
import { allEmitters } from './emit/all-emitters.ts'
import type { Frame } from './frames/frame.ts'
import { OpenFrame } from './frames/open-frame.ts'
import { TopFrame } from './frames/top-frame.ts'
import { quote } from './js.ts'
import type { Unit } from './unit.ts'

/** Told the value of each statement, undefined where it has none, by its place in the list. */
export type Show = (value: Value | undefined, statement: number) => void

/** Statements of a session, ready to run. */
export type Program = (context: Context, show: Show) => void

/** The JavaScript of statements at the top level, as an expression that is a Program. */
export function emitProgram(statements: readonly Statement[], unit: Unit): string {
  const frame = new TopFrame(unit)
  const body = statements.map((statement, i) => emitShown(statement, i, frame)).join('\n')
  for (const [name, span] of unit.declared) {
    throw unit.fault(span, `Function <${name}> is declared but not defined yet.`, { refId: 'S06007' })
  }
  return `(ctx, show) => {
${declarations(frame, body)}
const vars = ctx.variables;
${guarded(body, unit)}
}`
}

function emitShown(statement: Statement, place: number, frame: TopFrame): string {
  if (statement.kind === 'expressionStatement') {
    const js = frame.emit(statement.value)
    // Whoever is shown it may keep its memory: of what two variables share, they get a copy.
    return `show(${js.held === 'sharing' ? frame.keep(js) : frame.box(js)}, ${place});`
  }
  return `${frame.statement(statement)}\nshow(undefined, ${place});`
}

/** The JavaScript of a piece of syntax by itself, as an expression that takes the context and gives a Compiled. */
export function emitOpen(node: Expression | Statement, unit: Unit): string {
  const frame = new OpenFrame(unit)
  const body = isExpression(node) ? `return ${frame.value(node)};` : `${frame.statement(node)}\nreturn NULL;`
  return `(ctx, NULL) => S => {
${declarations(frame, body)}
const vars = ctx.variables;
${guarded(body, unit)}
}`
}

const isExpression = (node: Expression | Statement): node is Expression =>
  node.kind in allEmitters.expressions

function declarations(frame: Frame, body: string): string {
  const flag = body.includes('Atomics.load(flag') ? '\nconst flag = ctx.surroundings.cancelFlag;' : ''
  return `let ${['at = -1', ...frame.temps].join(', ')};${flag}`
}

function guarded(body: string, unit: Unit): string {
  return `try {
${body}
} catch (error) {
throw ${unit.use('fail')}(error, ${unit.constant(unit.sourceMap)}, at, ${quote('')});
}`
}

/** An expression or statement compiled by itself. */
export type Opened = (context: Context, nothing: Value) => (scope: Scope) => Value

/** Code with its blocks indented, for people to read. */
export function indented(code: string): string {
  let depth = 0
  const lines = code.split('\n').flatMap(line => {
    const text = line.trim()
    if (text === '' || text === ';') return []
    if (text.startsWith('}')) depth--
    const made = `${'  '.repeat(Math.max(0, depth))}${text}`
    if (text.endsWith('{')) depth++
    return [made]
  })
  return lines.join('\n')
}
