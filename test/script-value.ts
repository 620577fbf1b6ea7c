import { Compiler } from '../src/compiler/compiler.ts'
import { builtins } from '../src/functions/builtins.ts'
import { realClock } from '../src/host/real/clock.ts'
import { Context } from '../src/runtime/context.ts'
import type { Value } from '../src/values/value.ts'

/** The value that a script gives, for tests of what comes after evaluation. */
export function scriptValue(script: string): Value {
  const context = new Context({
    print: () => {},
    now: () => realClock.now(),
    monotonic: () => realClock.monotonic(),
    sleep: () => {},
    cancelFlag: new Int32Array(new SharedArrayBuffer(4)),
    seeds: () => [1, 2, 3, 4],
  })
  const compiler = new Compiler(context, builtins())
  context.evaluator = compiler
  const value = compiler.run(script)
  if (value === undefined) throw new Error(`${script} gives nothing.`)
  return value
}
