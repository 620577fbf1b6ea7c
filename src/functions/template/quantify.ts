import { ScriptError } from '../../runtime/script-error.ts'
import { FunctionValue } from '../../values/function-value.ts'
import { bool, NULL } from '../../values/scalar.ts'
import { type Builtin, define } from '../define.ts'
import { commonCount, elementsOf, isTrue } from './elements.ts'

const quantifier = (name: 'all' | 'any', doc: string, examples: [string, string][]): Builtin =>
  define({
    name,
    signature: `${name}(func, args, ...)`,
    kind: 'template',
    doc,
    examples,
    run: (context, func, ...args) => {
      // Of a single argument, whether its elements are all, or any, true.
      if (!(func instanceof FunctionValue)) {
        if (args.length > 0) throw new ScriptError(`${name}: func should be a function, not a ${func!.form}.`)
        const { count, get } = elementsOf(func!)
        return bool(
          firstIndex(count ?? 1, i => isTrue(get(i)) === (name === 'any')) >= 0 === (name === 'any'),
        )
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

function firstIndex(count: number, test: (i: number) => boolean): number {
  for (let i = 0; i < count; i++) if (test(i)) return i
  return -1
}

export const all = quantifier(
  'all',
  'Whether a function holds for the elements at every place of the arguments; it stops at the first where it does not.',
  [
    ['all(lt, 1 2 3, 4 5 6)', 'true'],
    ['all(x -> x > 1, 1 2 3)', 'false'],
  ],
)
export const any = quantifier(
  'any',
  'Whether a function holds for the elements at some place of the arguments; it stops at the first where it does.',
  [['any(x -> x > 2, 1 2 3)', 'true']],
)
