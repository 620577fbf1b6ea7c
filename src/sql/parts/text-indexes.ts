import type { Argument, Call, Expression } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { replaceCalls } from '../grouping/decompose.ts'
import type { Source } from './source.ts'

/**
 * Conditions in which functions of words, `matchAny(x, "a b")`, are told how the text index of their column takes texts apart.
 */
export function withTextIndexes(
  context: Context,
  where: readonly Expression[],
  source: Source,
): readonly Expression[] {
  if (source.names.every(name => source.textIndex(name) === null)) return where
  return where.map(condition => replaceCalls(condition, call => indexed(context, call, source)))
}

function indexed(context: Context, call: Call, source: Source): Expression | null {
  if (call.callee.kind !== 'name' || !call.callee.name.startsWith('match')) return null
  const parameters = context.evaluator.findFunction(call.callee.name)?.parameters
  if (parameters?.placeOf('textCol') !== 0 || call.arguments.length > parameters.placeOf('index')) return null
  const column = call.arguments.find(
    ({ name }, i) => (name === null ? i : parameters.placeOf(name)) === 0,
  )?.value
  const index = column?.kind === 'name' ? source.textIndex(column.name) : null
  if (index === null) return null
  const value: Expression = { kind: 'literal', literal: 'string', text: index, span: call.span }
  const named: Argument = { name: 'index', value, alias: null }
  return { ...call, style: 'call', arguments: [...call.arguments, named] }
}
