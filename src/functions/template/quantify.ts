import { ScriptError } from '../../runtime/script-error.ts'
import { FunctionValue } from '../../values/forms/function-value.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { bool, NULL } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { wrongArgument } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { commonCount, elementsOf, isFalse, isTrue } from './elements.ts'

type Quantifier = 'all' | 'any'

const quantifier = (name: Quantifier, doc: string, examples: [string, string][]): Builtin =>
  define({
    name,
    signature: `${name}(func, [args], ...)`,
    kind: 'template',
    doc,
    examples,
    run: (context, func, ...args) => {
      if (!(func instanceof FunctionValue)) {
        if (args.length > 0) throw new ScriptError(`${name}: func should be a function, not a ${func!.form}.`)
        return ofElements(name, func!)
      }
      const sources = args.map(arg => elementsOf(arg ?? NULL))
      const count = commonCount(name, sources)
      const decisive = name === 'any'
      const found = firstIndex(count, i => {
        context.checkCancelled()
        const result = context.call(
          func,
          sources.map(source => source.get(i)),
        )
        return isTrue(result) === decisive
      })
      return bool(found >= 0 === decisive)
    },
  })

// Of a single argument: whether its elements are true, nulls left out; `all` tells it of each column of a matrix.
function ofElements(name: Quantifier, x: Value): Value {
  if (x instanceof Matrix) {
    const columns = Array.from({ length: x.columns }, (_, i) => ofElements(name, x.column(i)))
    return name === 'all' ? vectorOf(columns) : bool(columns.some(isTrue))
  }
  if (x.form !== 'scalar' && x.form !== 'pair' && x.form !== 'vector')
    throw wrongArgument(`${name}(X)`, 'X', 'a scalar, pair, vector or matrix', x)
  const { count, get } = elementsOf(x)
  const decides = name === 'any' ? isTrue : isFalse
  return bool(firstIndex(count ?? 1, i => decides(get(i))) >= 0 === (name === 'any'))
}

function firstIndex(count: number, test: (i: number) => boolean): number {
  for (let i = 0; i < count; i++) if (test(i)) return i
  return -1
}

export const all = quantifier(
  'all',
  'Whether a function holds for the elements at every place of the arguments; it stops at the first where it does not. all(X) tells whether no element of X is false or 0, of a matrix column by column; nulls are left out.',
  [
    ['all(lt, 1 2 3, 4 5 6)', 'true'],
    ['all(x -> x > 1, 1 2 3)', 'false'],
    ['all(1 NULL 3)', 'true'],
    ['all(0..9$2:5)', '[false,true,true,true,true]'],
  ],
)
export const any = quantifier(
  'any',
  'Whether a function holds for the elements at some place of the arguments; it stops at the first where it does. any(X) tells whether some element of X is neither false nor 0; nulls are left out.',
  [
    ['any(x -> x > 2, 1 2 3)', 'true'],
    ['any(0 0 NULL)', 'false'],
    ['any(0..9$2:5)', 'true'],
  ],
)
