import { Callable } from '../../runtime/callable.ts'
import { ComposedFunction } from '../../runtime/composed.ts'
import { PartialFunction } from '../../runtime/partial.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { bools, ints } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { text, wrongArgument } from '../argument.ts'
import { Builtin, define } from '../define.ts'
import { likeTest } from '../strings/like.ts'

// Functions that are about functions.

function callable(value: Value | undefined, usage: string, parameter: string): Callable {
  if (value instanceof Callable) return value
  throw wrongArgument(usage, parameter, 'a function', value)
}

export const partial = define({
  name: 'partial',
  signature: 'partial(func, args, ...)',
  kind: 'system',
  doc: 'func with its first arguments fixed, as func{args}.',
  examples: [['partial(pow, 2)(3)', '8']],
  run: (_, func, ...args) => new PartialFunction(callable(func, 'partial(func, args, ...)', 'func'), args),
})

export const compose = define({
  name: 'compose',
  signature: 'compose(first, second)',
  kind: 'system',
  doc: 'A function that calls `second` with what `first` gives.',
  examples: [['compose(add, sqrt)(7, 9)', '4']],
  run: (_, first, second) => {
    const usage = 'compose(first, second)'
    return new ComposedFunction(callable(first, usage, 'first'), callable(second, usage, 'second'))
  },
})

const parametersOf = (each: Callable) =>
  each instanceof Builtin
    ? each.definition.signature.slice(each.definition.signature.indexOf('('))
    : `(${each.parameters.list.map(({ name }) => name).join(', ')})`

export const defs = define({
  name: 'defs',
  signature: 'defs([X])',
  kind: 'table',
  doc: 'All functions, or those with names like X (% stands for any text, ? for a character): a table with their numbers of parameters and how they are called.',
  examples: [
    ['select name, minParamCount from defs("bitN%")', 'name   minParamCount\n------ -------------\nbitNot 1'],
  ],
  run: (context, pattern) => {
    const wanted = pattern === undefined ? () => true : likeTest(text(pattern, 'defs([X])', 'X'), false)
    const all = [...context.evaluator.functions()]
      .filter(each => wanted(each.name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
    return new Table(
      ['name', 'isCommand', 'userDefined', 'minParamCount', 'maxParamCount', 'syntax'],
      [
        StringVector.of(all.map(each => each.name)),
        bools(all.map(() => false)),
        bools(all.map(each => !(each instanceof Builtin))),
        ints(all.map(each => each.parameters.least)),
        ints(all.map(each => (each.parameters.variadic ? MOST : each.parameters.most))),
        StringVector.of(all.map(parametersOf)),
      ],
    )
  },
})

// What is shown of functions that take any number of arguments.
const MOST = 512
