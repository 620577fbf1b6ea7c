/** Scripts that nest, recurse or repeat beyond what anybody writes by hand: what programs generate, and mistakes. */
import type { Random } from './random.ts'
import { randomScalar } from './random-value.ts'

const nestings: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['[', ']'],
  ['{x -> ', '}(1)'],
  ['sum(', ')'],
  ['-', ''],
  ['!', ''],
  ['sum ', ''],
  ['<', '>'],
  ['1 + (', ')'],
  ['iif(true, ', ', 0)'],
  ['(true ? ', ' : 0)'],
  ['if (true) {', '}'],
  ['for (i in 1..1) {', '}'],
  ['try {', '} catch (ex) {}'],
  ['select * from (', ')'],
  ['dict(["a"], [', '], true)'],
  ['x[', ']'],
  ['def f() { ', ' }'],
]

const links = [
  ' + 1',
  '.sum()',
  '[0]',
  ', 1',
  ' && true',
  '\n1',
  ';x = 1',
  ' 1',
  ' <- 2',
  ' join 3',
  ' ? 1 : 2',
  '{1}',
  ':E',
]

const recursions = [
  'def f(x) { return f(x + 1) }\nf(1)',
  'def f(x) { return [f(x)] }\nf(1)',
  'def f(x) : each(f, x + 1 2)\nf(1 2)',
  'def g(x) { return x }\ndef f(x) { try { return f(x) } catch (ex) { return f(x) } }\nf(1)',
  'class A { def A() {} def m() { return m() } }\nA().m()',
  'x = parseExpr("x")\nx = <eval(x)>\neval(x)',
  'def f(mutable t) { f(t) }\nf(table(1 2 as a))',
  'def f(x) { select f(x) from table(1 2 as x) }\nf(1)',
]

/** Up to some ten thousand levels, links or elements. */
export function deepScript(random: Random): string {
  const size = 10 ** (1 + random.below(3)) * (1 + random.below(5)) + random.below(100)
  const text = () => randomScalar(random)
  switch (random.below(6)) {
    case 0:
    case 1: {
      const [open, close] = random.pick(nestings)
      return `x = [1]\n${open.repeat(size)}${text()}${random.oneIn(5) ? '' : close.repeat(size)}`
    }
    case 2:
      return `x = [1]\n${text()}${random.pick(links).repeat(size)}`
    case 3:
      return random.pick(recursions)
    case 4:
      return random.pick([
        `size("${'x'.repeat(size)}")`,
        `${'9'.repeat(size)}`,
        `x${'y'.repeat(size)} = 1`,
        `0.${'1'.repeat(size)}e${'1'.repeat(size)}`,
      ])
    default: {
      const values = Array.from({ length: 1 + random.below(4) }, text)
      // What holds itself twice grows by doubling.
      const [levels, wrap] = random.oneIn(4)
        ? [random.below(12), '[nested, nested]']
        : [size, random.pick(['(nested, 1)', '[nested]', 'dict(["a"], (nested, 2))'])]
      return `nested = ${values[0]}\nfor (i in 1..${levels}) { nested = ${wrap} }\n${random.pick(['nested', 'string(nested)', 'nested + 1', 'size(nested)', 'flatten(nested)', 'nested == nested', 'toStdJson(nested)', 'typestr(nested)'])}`
    }
  }
}
