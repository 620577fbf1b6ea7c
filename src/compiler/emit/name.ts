import type { Name } from '../../../grammar/tree/ast.ts'
import type { Callable } from '../../runtime/callable.ts'
import { viewNamed } from '../../runtime/function-views.ts'
import type { ScriptError } from '../../runtime/script-error.ts'
import { adviceOnName, beginnings } from '../advice/names.ts'
import { builtinConstant, builtinConstantNames } from '../constants.ts'
import type { Frame } from '../frames/frame.ts'
import { fresh, type Js } from '../js.ts'
import { emitConstant } from './literal.ts'

/** The function that a name means, where no variable is meant: `f`, `::f`, `a::b::f`. */
export function functionOf(node: Name, frame: Frame): Callable | undefined {
  const { unit } = frame
  if (node.qualifiers.length === 0) return unit.findFunction(node.name)
  const path = node.qualifiers.filter(Boolean).join('::')
  if (path === '') return unit.surround.registry.get(node.name)
  const module = path === unit.namespace.path ? unit.namespace : unit.surround.module(path)
  const name = `${path}::${node.name}`
  const found =
    module?.own.get(node.name) ?? unit.surround.registry.get(name) ?? viewNamed(unit.surround.context, name)
  if (found) return found
  throw unit.fault(node.span, `The function or procedure '${path}::${node.name}' is not defined.`, {
    refId: 'S06004',
    hint: module ? undefined : `Is "use ${path}" missing?`,
  })
}

/** A function as a value. */
export function emitFunctionValue(callable: Callable, frame: Frame): Js {
  return { ...fresh(frame.unit.constant(callable)), simple: true }
}

export function emitName(node: Name, frame: Frame): Js {
  if (node.qualifiers.length === 0) {
    const variable = frame.find(node.name)
    if (variable) return variable.load(node.span)
  }
  const callable = functionOf(node, frame)
  if (callable) return emitFunctionValue(callable, frame)
  const constant = builtinConstant(node.name)
  if (constant) return emitConstant(constant, frame)
  throw unknownName(node, frame)
}

/** The error for a name that means nothing here, with the likely one. */
export function unknownName(node: Name, frame: Frame): ScriptError {
  const { unit } = frame
  const outside = frame.isFunction && unit.isSessionVariable(node.name)
  const hint = outside
    ? `${node.name} is a variable of the session, which functions don't see: pass it as an argument.`
    : adviceOnName(node.name, candidates(frame))
  return unit.fault(node.span, `Cannot recognize the token ${node.name}`, { hint })
}

function* candidates(frame: Frame): Generator<string> {
  const { unit } = frame
  yield* frame.names()
  yield* unit.defined.keys()
  yield* unit.namespace.names()
  yield* unit.surround.registry.names()
  yield* builtinConstantNames()
  yield* beginnings
}
