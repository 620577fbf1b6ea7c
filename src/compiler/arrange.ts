import type { Argument, Expression, Span } from '../../grammar/tree/ast.ts'
import type { Callable } from '../runtime/callable.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Unit } from './unit.ts'

/** What stands at a place of a call: an expression, or null where the default is to be taken, or nothing given. */
export type Arranged = (Expression | null)[]

const isDefault = (node: Expression | null) =>
  node === null || (node.kind === 'literal' && node.literal === 'default')

/** Puts the arguments of a call where the parameters of a known function want them. Faults are syntax errors. */
export function arrange(callable: Callable, args: readonly Argument[], span: Span, unit: Unit): Arranged {
  const { parameters, name } = callable
  const title = name || 'lambda'
  const arranged: Arranged = []
  let named = false
  for (const { name: key, value } of args) {
    if (key === null) {
      if (named) throw positionalAfterNamed(value?.span ?? span, unit)
      arranged.push(isDefault(value) ? null : value)
      continue
    }
    named = true
    const place = parameters.placeOf(key)
    if (place < 0) {
      throw unit.fault(value?.span ?? span, `The function [${title}] has no parameter named ${key}`, {
        refId: 'S06004',
        hint: `Its parameters are: ${parameters.list.map(parameter => parameter.name).join(', ')}`,
      })
    }
    if (arranged[place] != null) {
      throw unit.fault(value?.span ?? span, `The parameter ${key} of function [${title}] is given twice`)
    }
    while (arranged.length < place) arranged.push(null)
    arranged[place] = isDefault(value) ? null : value
  }
  check(callable, arranged, span, unit)
  return arranged
}

function positionalAfterNamed(span: Span, unit: Unit): ScriptError {
  const message =
    'If one argument is passed as keyword argument, all subsequent arguments must also be passed as keyword arguments.'
  return unit.fault(span, message, { refId: 'S06001' })
}

function check(callable: Callable, arranged: Arranged, span: Span, unit: Unit): void {
  const { parameters, name } = callable
  try {
    parameters.check(name, arranged.length)
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error
    throw unit.fault(span, error.message, { refId: error.refId, hint: usageOf(callable) })
  }
}

/** How a function is called, for people. */
export function usageOf({ name, parameters }: Callable): string {
  const list = parameters.list.map(parameter => (parameter.optional ? `[${parameter.name}]` : parameter.name))
  return `Usage: ${name || 'lambda'}(${[...list, ...(parameters.variadic ? ['...'] : [])].join(', ')})`
}
