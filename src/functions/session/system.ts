import { DATE, NANOTIMESTAMP, TIMESTAMP } from '../../values/data-type.ts'
import { display } from '../../values/format/format.ts'
import { NOTHING, NULL, Scalar } from '../../values/forms/scalar.ts'
import { number, truth } from '../argument.ts'
import { define } from '../define.ts'

export const print = define({
  name: 'print',
  signature: 'print(X, ...)',
  kind: 'system',
  doc: 'Writes each argument to the output, a line or block of lines each.',
  examples: [['print(1 2 3)', '[1,2,3]']],
  run: (context, ...args) => {
    for (const value of args) context.surroundings.print(display(value ?? NULL))
    return NOTHING
  },
})

export const now = define({
  name: 'now',
  signature: 'now([nanoSecond=false])',
  kind: 'system',
  doc: 'The current local time as TIMESTAMP, or with true as NANOTIMESTAMP.',
  examples: [['typestr(now())', 'TIMESTAMP']],
  run: (context, nanoSecond) => {
    const milliseconds = context.surroundings.now()
    if (!truth(nanoSecond, 'now', 'nanoSecond', false)) return new Scalar(TIMESTAMP, milliseconds)
    return new Scalar(NANOTIMESTAMP, milliseconds * 1_000_000n)
  },
})

export const today = define({
  name: 'today',
  signature: 'today()',
  kind: 'system',
  doc: 'The current local date.',
  examples: [['typestr(today())', 'DATE']],
  run: context => new Scalar(DATE, Number(context.surroundings.now() / 86_400_000n)),
})

export const sleep = define({
  name: 'sleep',
  signature: 'sleep(X)',
  kind: 'system',
  doc: 'Waits for X milliseconds.',
  examples: [['sleep(1); 1', '1']],
  run: (context, milliseconds) => {
    context.surroundings.sleep(number(milliseconds, 'sleep', 'X'))
    return NOTHING
  },
})
