import type { Expression, FunctionLiteral, Parameter, Span } from '../../grammar/tree/ast.ts'
import { NOTHING } from '../values/forms/scalar.ts'
import { emitStatements } from './emit/control.ts'
import { emitConstant } from './emit/literal.ts'
import type { Frame } from './frames/frame.ts'
import { FunctionFrame } from './frames/function-frame.ts'
import { mangle, quote } from './js.ts'

/** A function as it is written: with a name in `def f(…)`, without one in a lambda or method. */
export interface Written {
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly aggregate: boolean
  readonly body: FunctionLiteral['body']
  readonly span: Span
}

/** Code of a body, which returns in any case. */
export function emitBody(body: Written['body'], frame: FunctionFrame): string {
  if (body.kind !== 'block') return frame.result(frame.emit(body), false)
  const [only] = body.statements
  // A body that is nothing but an expression in braces gives its value.
  if (body.statements.length === 1 && only!.kind === 'expressionStatement') {
    return frame.result(frame.emit(only.value), false)
  }
  const statements = emitStatements(body.statements, frame)
  // The end is reached only where the last statement doesn't return.
  if (body.statements.at(-1)?.kind === 'return') return statements
  return `${statements}\n${frame.result(emitConstant(NOTHING, frame), false)}`
}

// Calls of script functions, which may lead back here: recursion is a loop, and has to stop when the job is cancelled.
const mayComeBack = /\bf\d+\(ctx|\.code\(ctx|\bcall(Value|Named|Method)\(ctx/

/** A JavaScript function around a body. */
export function wrapFunction(
  written: Written,
  body: string,
  declarations: readonly string[],
  frame: Frame,
  receiver = '',
): string {
  const { unit } = frame
  const parameters = written.parameters.map(({ name, defaultValue }) =>
    defaultValue === null ? mangle(name) : `${mangle(name)} = ${emitDefault(defaultValue, frame)}`,
  )
  const list = ['ctx', ...(receiver ? [receiver] : []), ...parameters].join(', ')
  const recurs = mayComeBack.test(body)
  const flag =
    recurs || body.includes('Atomics.load(flag') ? 'const flag = ctx.surroundings.cancelFlag;\n' : ''
  // A plain look will do: a call makes V8 read memory anew.
  const look = recurs ? `if (flag[0] !== 0) ${unit.use('stop')}();\n` : ''
  const source = unit.constant(unit.sourceMap)
  return `function (${list}) {
let ${['at = -1', ...declarations].join(', ')};
${flag}${look}try {
${body}
} catch (error) {
throw ${unit.use('fail')}(error, ${source}, at, ${quote(written.name || 'lambda')});
}
}`
}

// Evaluated once, where the function is defined; what isn't a literal may only name what is always there.
function emitDefault(node: Expression, frame: Frame): string {
  const { unit } = frame
  const inner = new FunctionFrame(unit, null, [])
  const js = inner.emit(node)
  if (js.simple) return inner.box(js)
  const name = unit.unique('d')
  const temps = inner.temps.length > 0 ? `, ${inner.temps.join(', ')}` : ''
  const context = unit.constant(unit.surround.context)
  unit.hoist(`const ${name} = (ctx => { let at = 0${temps}; return ${inner.keep(js)} })(${context})`)
  return name
}
