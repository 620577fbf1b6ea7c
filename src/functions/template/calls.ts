import { ScriptError } from '../../runtime/script-error.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { wrongArgument } from '../argument.ts'
import { define } from '../define.ts'

export const call = define({
  name: 'call',
  aliases: ['pcall'],
  signature: 'call(func, [args], ...)',
  kind: 'template',
  doc: 'Calls a function with the arguments that follow: for templates that go through functions.',
  examples: [
    ['call(sum, 1..10)', '55'],
    ['each(call{, 1 2 3}, (sum, max))', '[6,3]'],
  ],
  run: (context, func, ...args) => context.call(func!, args),
})

export const unifiedCall = define({
  name: 'unifiedCall',
  signature: 'unifiedCall(func, args)',
  kind: 'template',
  doc: 'Calls a function with the elements of a tuple as its arguments.',
  examples: [['unifiedCall(add, (1, 2))', '3']],
  run: (context, func, args) => {
    if (!(args instanceof Vector)) throw wrongArgument('unifiedCall(func, args)', 'args', 'a tuple', args)
    return context.call(
      func!,
      Array.from({ length: args.length }, (_, i) => args.get(i)),
    )
  },
})

export const pipeline = define({
  name: 'pipeline',
  signature: 'pipeline(initTasks, followers, [queueDepth=2])',
  kind: 'template',
  doc: 'Runs tasks of several steps: each of initTasks, a function without arguments, begins one, and each follower takes the result of the step before.',
  examples: [['pipeline((def(): 1, def(): 2), (x -> x * 10))', '(10,20)']],
  run: (context, initTasks, followers) => {
    if (!(initTasks instanceof Vector))
      throw new ScriptError('pipeline: initTasks should be a tuple of functions.')
    const steps =
      followers instanceof Vector
        ? Array.from({ length: followers.length }, (_, i) => followers.get(i))
        : [followers!]
    const results = Array.from({ length: initTasks.length }, (_, i) => {
      let value: Value = context.call(initTasks.get(i), [])
      for (const step of steps) value = context.call(step, [value])
      return value
    })
    if (results.every(result => result === NOTHING)) return NOTHING
    return new Tuple(results)
  },
})
