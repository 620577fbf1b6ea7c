import { operators } from '../../../grammar/operators.ts'
import type { Argument, Call, Expression, Index, Name, Span } from '../../../grammar/tree/ast.ts'
import { Builtin } from '../../functions/define.ts'
import type { Callable } from '../../runtime/callable.ts'
import { UserFunction } from '../../runtime/user-function.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import { type Arranged, arrange } from '../arrange.ts'
import { builtinConstant } from '../constants.ts'
import type { Frame } from '../frames/frame.ts'
import { fresh, held, isRaw, type Js, quote } from '../js.ts'
import { ownVariable, variableOf } from '../own.ts'
import { emitPlainBuiltin, givesCount, plainCount } from '../plain/plain-calls.ts'
import { fastOperators } from '../plain/scalar-fast-path.ts'
import { storePart } from './assignment.ts'
import { emitConstant } from './literal.ts'
import { emitFunctionValue, functionOf, unknownName } from './name.ts'
import { builtinOf, emitOperand, emitOperator } from './operator.ts'
import { emitTemplateCall } from './template.ts'

export function emitCall(node: Call, frame: Frame): Js {
  const { callee, span } = node
  if (callee.kind === 'name') return emitNamedCall(node, callee, frame)
  if (callee.kind === 'template') return emitTemplateCall(node, callee, frame)
  if (callee.kind === 'operatorFunction') {
    const name = operators[callee.operator]?.functionName
    if (name) return emitDirectCall(builtinOf(name, span, frame), node.arguments, span, frame)
  }
  return emitValueCall(frame.emit(callee), node.arguments, span, frame)
}

function emitNamedCall(node: Call, callee: Name, frame: Frame): Js {
  const { unit } = frame
  // The names of a class come before functions of the same name.
  const variable = callee.qualifiers.length === 0 && !frame.isOpen ? frame.find(callee.name) : undefined
  const callable = functionOf(callee, frame)
  const isMethod = node.style === 'method'
  if (!isMethod) {
    const own = frame.methodCall(callee.name, () => argumentCodes(node.arguments, frame), node.span)
    if (own) return { ...fresh(own), held: true }
  }
  if (isMethod && (unit.isMethodName(callee.name) || (!callable && !variable))) {
    return emitMethodCall(node, callee, callable ?? null, frame)
  }
  if (variable) {
    const value = variable.load(callee.span)
    if (!callable) return emitValueCall(value, node.arguments, node.span, frame)
    const choice = `${unit.use('callableOf')}(${frame.box(value)}, ${unit.constant(callable)})`
    return emitValueCall(fresh(choice), node.arguments, node.span, frame)
  }
  if (callable) return emitDirectCall(callable, node.arguments, node.span, frame)
  if (frame.isOpen) return emitValueCall(calledWhereOpen(callee, frame), node.arguments, node.span, frame)
  const constant = builtinConstant(callee.name)
  if (constant) return emitValueCall(fresh(unit.constant(constant)), node.arguments, node.span, frame)
  throw unknownName(callee, frame)
}

// In a query a name may be a column or a variable that holds a function.
function calledWhereOpen({ name, span }: Name, frame: Frame): Js {
  const text = quote(name)
  const other = frame.help('otherwiseCalled', ['ctx', text], span)
  return held(`(S.resolve(${text}) ?? ctx.variable(${text}) ?? ${other})`)
}

// A list of arguments that are passed on as they come.
const argumentCodes = (args: readonly Argument[], frame: Frame): string =>
  `[${args.map(({ value }) => (value === null ? 'undefined' : frame.value(value))).join(', ')}]`

/** A call of something that is known only when it runs. */
export function emitValueCall(callee: Js, args: readonly Argument[], span: Span, frame: Frame): Js {
  const positional = args.filter(argument => argument.name === null)
  const named = args.filter(argument => argument.name !== null)
  const list = argumentCodes(positional, frame)
  if (named.length > 0) {
    const pairs = named.map(({ name, value }) => `[${quote(name!)}, ${frame.value(value!)}]`)
    const args = ['ctx', frame.box(callee), list, `[${pairs.join(', ')}]`]
    return { ...fresh(frame.help('callNamed', args, span)), held: true }
  }
  return { ...fresh(frame.help('callValue', ['ctx', frame.box(callee), list], span)), held: true }
}

/** `x.f(…)` where x may be an object with a method f; otherwise the function of that name is called with x. */
function emitMethodCall(node: Call, callee: Name, callable: Callable | null, frame: Frame): Js {
  const [object, ...rest] = node.arguments
  const fallback = callable === null ? 'null' : frame.unit.constant(callable)
  const args = ['ctx', frame.value(object!.value!), quote(callee.name), argumentCodes(rest, frame), fallback]
  return { ...fresh(frame.help('callMethod', args, node.span)), held: true }
}

/** A call of a function that is known now: arguments arranged and counted, no detour. */
export function emitDirectCall(callable: Callable, args: readonly Argument[], span: Span, frame: Frame): Js {
  const arranged = arrange(callable, args, span, frame.unit)
  if (callable instanceof Builtin) return emitBuiltinCall(callable, arranged, args, span, frame)
  if (callable instanceof UserFunction) return emitUserCall(callable, arranged, span, frame)
  const codes = arranged.map(value => (value === null ? 'undefined' : frame.value(value)))
  const call = frame.help('callValue', ['ctx', frame.unit.constant(callable), `[${codes.join(', ')}]`], span)
  return { ...fresh(call), held: true }
}

// A parameter without a default gets the untyped null that tells it was given nothing.
const leftOut = (callable: Callable, place: number, frame: Frame): Js =>
  callable.parameters.list[place]?.optional === false
    ? emitConstant(NOTHING, frame)
    : { ...fresh('undefined'), simple: true }

function emitBuiltinCall(
  builtin: Builtin,
  arranged: Arranged,
  args: readonly Argument[],
  span: Span,
  frame: Frame,
): Js {
  const setup: string[] = []
  const emitted = arranged.map((value, place): Js => {
    if (value === null) return leftOut(builtin, place, frame)
    if (place === 0 && takesFunction(builtin, arranged)) return emitFunctionArgument(value, frame)
    if (builtin.isMutable(place)) {
      const variable = variableOf(value, frame)
      if (variable) setup.push(ownVariable(variable, value.span, frame))
      else if (value.kind === 'index' && isPart(value, frame)) return ownPart(value, setup, frame)
      else return emitLent(value, frame)
    }
    // `x in (select …)`
    return builtin.name === 'in' ? emitOperand(value, frame) : frame.emit(value)
  })
  const { name, definition } = builtin
  if (fastOperators.has(name) && emitted.length === 2) {
    return emitOperator(name, emitted[0]!, emitted[1]!, span, frame)
  }
  const plain = setup.length === 0 ? emitPlainBuiltin(name, emitted, frame) : null
  if (plain) return plain
  const call = definition.runNamed
    ? namedRun(definition.runNamed, args, emitted, span, frame)
    : frame.invoke(frame.unit.constant(definition.run), emitted, span)
  const code = setup.length > 0 ? `(${[...setup, call].join(', ')})` : call
  if (givesCount(name)) return plainCount(code, frame)
  return given(code, builtin, emitted)
}

// Of values alone, `all(X)` and `any(X)` are no templates.
const takesFunction = ({ definition, parameters }: Builtin, arranged: Arranged) =>
  definition.kind === 'template' &&
  parameters.list[0]?.name === 'func' &&
  arranged.filter(value => value !== null).length > 1

// `contextby(avg, avg, id)`: where a function is wanted a name means it, unless a variable of that name holds another.
function emitFunctionArgument(node: Expression, frame: Frame): Js {
  const named = node.kind === 'name' && node.qualifiers.length === 0 ? functionOf(node, frame) : undefined
  const js = frame.emit(node)
  if (!named || (!frame.isOpen && frame.find((node as Name).name) === undefined)) return js
  return fresh(`${frame.unit.use('callableOf')}(${frame.box(js)}, ${frame.unit.constant(named)})`)
}

// What a function may change where it is no variable: of a table's column in a query, a copy.
function emitLent(node: Expression, frame: Frame): Js {
  const js = frame.emit(node)
  if (node.kind !== 'name' || !frame.isOpen) return js
  return { ...fresh(`(S.copied?.(${quote(node.name)}) ?? ${frame.box(js)})`), held: js.held }
}

// `x[i].append!(y)`: the element is made x's own before.
function ownPart(value: Index, setup: string[], frame: Frame): Js {
  const temp = frame.temp()
  const own = (old: string) => `(${temp} = ${frame.unit.use('own')}(${old}))`
  setup.push(storePart(value, own, value.span, frame))
  return { ...fresh(temp), simple: true }
}

// Whether an element belongs to a variable.
function isPart(node: Index, frame: Frame): boolean {
  if (node.object.kind === 'index') return isPart(node.object, frame)
  const variable = variableOf(node.object, frame)
  return variable !== undefined && !variable.constant
}

function namedRun(
  run: NonNullable<Builtin['definition']['runNamed']>,
  args: readonly Argument[],
  emitted: readonly Js[],
  span: Span,
  frame: Frame,
): string {
  const codes = emitted.map(js => frame.box(js))
  const { unit } = frame
  return `${unit.constant(run)}(ctx, ${unit.constant(argumentNames(args))}, [${codes.join(', ')}], ${frame.at(span)})`
}

/**
 * The result of a built-in may be one of its arguments, or part of one. Where arguments are held by somebody, the result
 * is taken to be so too, but for functions that make every element anew.
 */
function given(code: string, builtin: Builtin, args: readonly Js[]): Js {
  return { ...fresh(code), held: makesAnew(builtin) ? false : args.some(arg => arg.held) }
}

const makesAnew = ({ definition: { kind } }: Builtin) => kind === 'aggregate'

function argumentNames(args: readonly Argument[]): (string | null)[] {
  return args.map(({ alias, value }) => alias ?? nameOf(value))
}

function nameOf(value: Expression | null): string | null {
  if (value?.kind === 'name' || value?.kind === 'member') return value.name
  return value?.kind === 'parenthesized' ? nameOf(value.inner) : null
}

function emitUserCall(callable: UserFunction, arranged: Arranged, span: Span, frame: Frame): Js {
  const { unit } = frame
  const target = unit.directNames.get(callable) ?? `${unit.constant(callable)}.code`
  const cells: { cell: string; store: string }[] = []
  const setup: string[] = []
  const emitted = arranged.map((value, place): Js => {
    if (value === null) return leftOut(callable, place, frame)
    if (!callable.isMutable(place)) return frame.emit(value)
    const cell = frame.temp()
    const variable = variableOf(value, frame)
    if (variable) {
      setup.push(ownVariable(variable, value.span, frame))
      cells.push({ cell, store: variable.store(fresh(`${cell}.v`)) })
    }
    return fresh(`(${cell} = {v: ${frame.box(emitLent(value, frame))}})`)
  })
  const plain = cells.length > 0 ? undefined : plainCall(callable, emitted, span, frame)
  if (plain) return plain
  const call = frame.invoke(target, emitted, span)
  // See FunctionFrame.result.
  const held = callable.header.mutable.includes(true)
  if (cells.length === 0) return { ...fresh(call), held }
  const result = frame.temp()
  const steps = [...setup, `${result} = ${call}`, ...cells.map(({ store }) => store), result]
  return { ...fresh(`(${steps.join(', ')})`), held }
}

/** A call with plain numbers, of the function compiled for them. */
function plainCall(callable: UserFunction, args: readonly Js[], span: Span, frame: Frame): Js | undefined {
  const self = frame.selfCall(callable, args, span)
  if (self || !args.some(({ type }) => isRaw(type) || type.element)) return self
  const variant = frame.unit.surround.specialisers.get(callable)?.plain(args.map(arg => arg.type))
  return variant && frame.invokePlain(frame.unit.constant(variant.plain), args, variant, span)
}

/** A function as the argument of a template or partial application: the one that a name means, else any value. */
export function emitCallee(node: Expression, frame: Frame): Js {
  if (node.kind === 'name' && (frame.isOpen || !frame.find(node.name))) {
    const callable = functionOf(node, frame)
    if (callable) return emitFunctionValue(callable, frame)
  }
  return frame.emit(node)
}
