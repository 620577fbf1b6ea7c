import type { Argument, Expression, FunctionLiteral, PartialApplication } from '../../../grammar/tree/ast.ts'
import type { Callable } from '../../runtime/callable.ts'
import type { Frame } from '../frames/frame.ts'
import { fresh, type Js, quote } from '../js.ts'
import { ownVariable, variableOf } from '../own.ts'
import { emitCallee } from './call.ts'
import { functionOf } from './name.ts'

/** `f{a,,b}`; as a method, `x.f{a}`, with the object as first argument. */
export function emitPartial(node: PartialApplication, frame: Frame): Js {
  const { callee, span } = node
  const known = callee.kind === 'name' && !frame.isOpen ? knownFunction(node, frame) : undefined
  const codes = placed(node, known, frame)
  if (node.style === 'method' && callee.kind === 'name' && (!known || frame.unit.isMethodName(callee.name))) {
    const fallback = known ? frame.unit.constant(known) : 'null'
    const args = ['ctx', codes[0]!, quote(callee.name), `[${codes.slice(1).join(', ')}]`, fallback]
    return fresh(frame.help('partialMethod', args, span))
  }
  const named = known ? [] : node.arguments.filter(argument => argument.name !== null)
  const pairs = named.map(({ name, value }) => `[${quote(name!)}, ${frame.kept(value!)}]`)
  const args = ['ctx', frame.box(emitCallee(callee, frame)), `[${codes.join(', ')}]`]
  if (pairs.length === 0) return fresh(frame.help('partial', args, span))
  return fresh(frame.help('partialNamed', [...args, `[${pairs.join(', ')}]`], span))
}

function knownFunction(node: PartialApplication, frame: Frame): Callable | undefined {
  const { callee } = node
  if (callee.kind !== 'name' || frame.find(callee.name)) return undefined
  return functionOf(callee, frame)
}

function lambdaOf(callee: Expression): FunctionLiteral | undefined {
  if (callee.kind === 'parenthesized') return lambdaOf(callee.inner)
  return callee.kind === 'function' ? callee : undefined
}

// A variable's value is the variable's alone before it is lent.
function lent(value: Expression, frame: Frame): string {
  const variable = variableOf(value, frame)
  if (!variable || variable.constant) return frame.value(value)
  return `(${ownVariable(variable, value.span, frame)}, ${frame.value(value)})`
}

// Code of the arguments by place; `undefined` where it is open. Named ones find their place if the function is known.
function placed(node: PartialApplication, known: Callable | undefined, frame: Frame): string[] {
  const codes: string[] = []
  const written = lambdaOf(node.callee)
  const put = (place: number, { value }: Argument) => {
    while (codes.length < place) codes.push('undefined')
    // What the function changes in place is to stay the caller's own.
    const isLent = known?.isMutable(place) ?? written?.parameters[place]?.mutable
    codes[place] = value === null ? 'undefined' : isLent ? lent(value, frame) : frame.kept(value)
  }
  node.arguments.forEach((argument, i) => {
    if (argument.name === null) put(i, argument)
    else if (known) {
      const place = known.parameters.placeOf(argument.name)
      if (place < 0) {
        const message = `The function [${known.name}] has no parameter named ${argument.name}`
        throw frame.unit.fault(argument.value?.span ?? node.span, message)
      }
      put(place, argument)
    }
  })
  return codes
}
