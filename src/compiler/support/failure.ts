import type { Span } from '../../../grammar/tree/ast.ts'
import type { Context, Scope } from '../../runtime/context.ts'
import { exhausted } from '../../runtime/exhausted.ts'
import { missingColumn } from '../../runtime/missing-column.ts'
import { Cancelled, ScriptError, ThrownError, type TraceEntry } from '../../runtime/script-error.ts'
import { STRING } from '../../values/data-type.ts'
import { textOf } from '../../values/format/text.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { ValueError } from '../../values/value-error.ts'
import { adviceOnName } from '../advice/names.ts'
import { builtinConstant } from '../constants.ts'

/** Where errors of a piece of code are. */
interface Source {
  readonly text: string
  readonly spans: readonly Span[]
}

// More than that nobody reads, and a recursion without end would collect thousands.
const LONGEST_TRACE = 30

/** What to throw at the end of a function that an error went through: the error, with its place and its way. */
export function fail(error: unknown, source: Source, at: number, name: string): unknown {
  const known = scriptErrorOf(error)
  if (!(known instanceof ScriptError)) return known
  const span = source.spans[at]
  const last = known.trace.length - 1
  if (span) {
    if (known.span === null) known.at(source.text, span)
    else if (last >= 0 && known.trace[last]!.span === null) {
      known.trace[last] = { ...known.trace[last]!, source: source.text, span }
    }
  }
  if (name !== '' && last < LONGEST_TRACE) {
    const entry: TraceEntry = { name, source: '', span: null }
    known.trace.push(entry)
  }
  return known
}

/** Errors of the layers below as what scripts know; anything else as it is. `tooDeep` is said of an exhausted stack. */
export function scriptErrorOf(error: unknown, tooDeep?: string): unknown {
  if (error instanceof ValueError) return new ScriptError(error.message, { cause: error })
  if (error instanceof RangeError)
    return new ScriptError(exhausted(error, tooDeep) ?? error.message, { cause: error })
  return error
}

/** What the variable of `catch` holds: the kind of error, and its message. A cancelled job isn't caught. */
export function caught(error: unknown): Value {
  if (error instanceof Cancelled) throw error
  const known = scriptErrorOf(error)
  const kind = known instanceof ThrownError ? 'USER' : 'SYSTEM_Runtime'
  return new Pair(STRING, kind, known instanceof Error ? known.message : String(known))
}

/** What `throw` throws: a text, or what was caught before. */
export function thrown(value: Value): Error {
  if (value instanceof Pair && value.type === STRING) return new ThrownError(String(value.second))
  if (value instanceof Scalar) return new ThrownError(textOf(value.type, value.raw))
  return new ScriptError(`throw takes a text, not a ${value.form}.`)
}

export function stop(): never {
  throw new Cancelled()
}

/** For a variable of a function that was given no value on the way here. */
export function unset(name: string): never {
  throw new ScriptError(`The variable ${name} has no value here: no assignment to it was reached.`)
}

/** For a session or shared variable that isn't there any more; perhaps it has been shared meanwhile. */
export function gone(context: Context, name: string): Value {
  const value = context.variable(name)
  if (value) return value
  throw new ScriptError(`The variable ${name} doesn't exist any more.`)
}

/** What a name means in a query or in metacode when it is neither a column nor a variable. */
export function otherwise(context: Context, name: string, scope?: Scope): Value {
  const found = context.evaluator.findFunction(name) ?? builtinConstant(name)
  if (found) return found
  const columns = scope?.names?.()
  throw columns ? missingColumn(name, columns) : unrecognized(context, name)
}

/** As otherwise, for a name that is called. */
export function otherwiseCalled(context: Context, name: string): Value {
  const found = context.evaluator.findFunction(name) ?? builtinConstant(name)
  if (found) return found
  throw unrecognized(context, name)
}

/** The error for a name that means nothing when it is looked up. */
export function unrecognized(context: Context, name: string): ScriptError {
  return new ScriptError(`Cannot recognize the token ${name}`, { hint: adviceOnName(name, known(context)) })
}

function* known(context: Context): Generator<string> {
  yield* context.variables.keys()
  for (const [name] of context.shared) yield name
  for (const { name } of context.evaluator.functions()) yield name
}

/** The value of something that can't be assigned, for a function that changes it in place: only what is shared may be. */
export function changeable(value: Value, name: string): Value {
  const alone = 'aliased' in value && !('sharedName' in value && value.sharedName !== null)
  if (!alone) return value
  throw new ScriptError(`Read only object [${name}] can't be changed.`, {
    hint: `Declare the parameter as "mutable ${name}".`,
  })
}
