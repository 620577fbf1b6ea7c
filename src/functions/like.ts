import { BOOL, type DataType, isLiteral } from '../values/data-type.ts'
import { SymbolVector } from '../values/symbol-vector.ts'
import type { Value } from '../values/value.ts'
import { text } from './argument.ts'
import { type Builtin, define } from './define.ts'
import { allocateResult, unaryElementPlan } from './lift/kernel-plan.ts'
import { applyUnary, UnaryOperation } from './lift/unary.ts'
import { opposite } from './logic.ts'

/** The regular expression of a pattern: `%` stands for any text, `?` for any character. */
export function likeExpression(pattern: string, ignoreCase: boolean): RegExp {
  const source = pattern
    .replace(/[\\^$.*+()[\]{}|/]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, ignoreCase ? 'sui' : 'su')
}

/** A test of texts by forms; of symbols every distinct one is tested once. */
export function testTexts(name: string, test: (text: string) => boolean, x: Value): Value {
  const plan = (type: DataType) => {
    if (!isLiteral(type)) return null
    const each = unaryElementPlan(BOOL, raw => (test(raw as string) ? 1 : 0))
    return {
      scalar: each.scalar,
      column: (column: Parameters<typeof each.column>[0]) => {
        if (!(column instanceof SymbolVector)) return each.column(column)
        const results = column.base.strings.map(text => (test(text) ? 1 : 0))
        const out = allocateResult(BOOL, column.length)
        for (let i = 0; i < column.length; i++) out.data[i] = results[column.codes[i]!]!
        return out
      },
    }
  }
  return applyUnary(new UnaryOperation(name, plan), x)
}

const matcher = (name: 'like' | 'ilike', ignoreCase: boolean, example: readonly [string, string]): Builtin =>
  define({
    name,
    signature: `${name}(X, pattern)`,
    kind: 'elementwise',
    doc: `Whether each text fits the pattern, in which % stands for any text and ? for any character${ignoreCase ? '; upper and lower case are the same' : ''}.`,
    examples: [example],
    run: (_, x, pattern) => {
      const expression = likeExpression(text(pattern, name, 'pattern'), ignoreCase)
      return testTexts(name, value => expression.test(value), x!)
    },
  })

export const like = matcher('like', false, ['like(`IBM`Goog`YHOO, "%OO%")', '[false,false,true]'])
export const ilike = matcher('ilike', true, ['ilike(`IBM`Goog`YHOO, "%OO%")', '[false,true,true]'])

export const notLike = define({
  name: 'notLike',
  signature: 'notLike(X, pattern)',
  kind: 'elementwise',
  doc: 'Whether each text does not fit the pattern: the opposite of like.',
  examples: [['notLike(`DEFG`ABC, "%DE%")', '[false,true]']],
  run: (context, x, pattern) => opposite(like.definition.run(context, x, pattern)),
})
