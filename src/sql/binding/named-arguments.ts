import type { Call, Expression } from '../../../grammar/tree/ast.ts'
import type { Parameters } from '../../runtime/parameters.ts'
import { ScriptError } from '../../runtime/script-error.ts'

/** The arguments of a call that a query itself carries out, by the names of their parameters. @throws ScriptError */
export function namedArguments(name: string, parameters: Parameters, call: Call): Map<string, Expression> {
  parameters.check(name, call.arguments.length)
  const named = new Map<string, Expression>()
  call.arguments.forEach(({ name: asked, value }, i) => {
    const parameter = parameters.list[asked === null ? i : parameters.placeOf(asked)]
    if (!parameter) throw new ScriptError(`The function [${name}] has no parameter named ${asked}`)
    if (value) named.set(parameter.name, value)
  })
  return named
}
