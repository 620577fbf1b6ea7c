import { ScriptError } from '../../runtime/script-error.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { vector } from '../argument.ts'
import { define } from '../define.ts'

export const talibNull = define({
  name: 'talibNull',
  signature: 'talibNull(args, ...)',
  kind: 'series',
  doc: 'Vectors with nulls before the first row in which none is null, as TA-Lib wants them: a tuple of as many.',
  examples: [['talibNull(2 3 4 5 6, NULL 1 2 NULL 4, 7 NULL 9 10 11)', '([,,4,5,6],[,,2,,4],[,,9,10,11])']],
  run: (_, ...args) => {
    const vectors = args.map(arg => vector(arg, 'talibNull(args, ...)', 'Each argument'))
    const length = vectors[0]?.length ?? 0
    const other = vectors.find(each => each.length !== length)
    if (other) throw new ScriptError(`talibNull: the vectors have ${length} and ${other.length} elements.`)
    let first = 0
    while (first < length && vectors.some(each => each.isNullAt(first))) first++
    const rows = Int32Array.from({ length }, (_item, i) => (i < first ? -1 : i))
    return new Tuple(vectors.map(each => each.gather(rows)))
  },
})
