import type { Argument, Call, TemplateApplication } from '../../../grammar/tree/ast.ts'
import type { Frame } from '../frames/frame.ts'
import { fresh, type Js } from '../js.ts'
import { emitDirectCall } from './call.ts'
import { builtinOf } from './operator.ts'

/** The function behind the letter of a template: `f:E`. */
const functions: Readonly<Record<string, string>> = {
  A: 'accumulate',
  C: 'cross',
  E: 'each',
  G: 'groupby',
  H: 'byRow',
  L: 'eachLeft',
  O: 'eachPost',
  P: 'eachPre',
  R: 'eachRight',
  T: 'reduce',
  U: 'loop',
  V: 'byColumn',
  X: 'contextby',
}

function functionName(node: TemplateApplication, frame: Frame): string {
  const name = functions[node.template[0]!]
  if (name) return name
  throw frame.unit.fault(node.span, `There is no template :${node.template}`, {
    hint: `There are ${Object.entries(functions)
      .map(([letter, name]) => `:${letter} (${name})`)
      .join(', ')}.`,
  })
}

const positional = (value: Argument['value']): Argument => ({ name: null, value, alias: null })

/** `f:E(x, y)`, `x f:L y`, `f:P x`: the function behind the letter, called with f first. */
export function emitTemplateCall(node: Call, callee: TemplateApplication, frame: Frame): Js {
  const name = functionName(callee, frame)
  const [letter, rule] = callee.template
  const args = [...node.arguments]
  // What is written before the data, `pre` or `init`, comes after it in the function.
  const initialFirst = letter === 'P' || letter === 'A' || (letter === 'T' && node.style === 'infix')
  if (initialFirst && args.length === 2) args.reverse()
  if (rule) {
    while (args.length < 2) args.push(positional(null))
    args.push(positional({ kind: 'literal', span: callee.span, literal: 'string', text: rule }))
  }
  return emitDirectCall(
    builtinOf(name, callee.span, frame),
    [positional(callee.callee), ...args],
    node.span,
    frame,
  )
}

/** `f:E` by itself: the template with f fixed. */
export function emitTemplate(node: TemplateApplication, frame: Frame): Js {
  const builtin = builtinOf(functionName(node, frame), node.span, frame)
  const args = ['ctx', frame.unit.constant(builtin), `[${frame.kept(node.callee)}]`]
  return fresh(frame.help('partial', args, node.span))
}
