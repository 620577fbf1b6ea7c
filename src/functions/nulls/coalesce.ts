import { ScriptError } from '../../runtime/script-error.ts'
import type { Value } from '../../values/value.ts'
import { define } from '../define.ts'

export const coalesce = define({
  name: 'coalesce',
  signature: 'coalesce(X1, X2, ...)',
  kind: 'elementwise',
  doc: 'The first of the arguments that is not null, element by element.',
  examples: [['coalesce(1 NULL 3, 7 8 9)', '[1,8,3]']],
  run: (context, first, ...rest) => {
    const isNull = context.evaluator.findFunction('isNull')!
    const choose = context.evaluator.findFunction('iif')!
    if (rest.length === 0) throw new ScriptError('coalesce takes at least two arguments.')
    return rest.reduce<Value>(
      (found, next) => choose.invoke(context, [isNull.invoke(context, [found]), next, found]),
      first!,
    )
  },
})

export const asis = define({
  name: 'asis',
  signature: 'asis(obj)',
  kind: 'elementwise',
  doc: 'Its argument, itself and not a copy: `b = asis(a)` makes b another name of what a holds, which sees its changes.',
  examples: [
    ['asis(1 2 3)', '[1,2,3]'],
    ['a = 1 2 3; b = asis(a); a[0] = 0; b', '[0,2,3]'],
  ],
  run: (_, value) => value!,
})
