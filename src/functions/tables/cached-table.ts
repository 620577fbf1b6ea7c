import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { RemoteTable } from '../../runtime/remote-table.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Table } from '../../values/forms/table.ts'
import { integer, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'

const usage = 'cachedTable(updateFunc, retentionSeconds)'

/** The table that a function gave, asked again when a query comes after its time. */
class CachedTable extends RemoteTable {
  readonly describe = 'CACHED IN-MEMORY TABLE'
  readonly #update: Callable
  readonly #retention: bigint
  #rows: Table
  #since: bigint

  constructor(context: Context, update: Callable, seconds: number) {
    super()
    this.#update = update
    this.#retention = BigInt(seconds) * 1_000_000_000n
    this.#rows = updated(context, update)
    this.#since = context.surroundings.monotonic()
  }

  get names(): readonly string[] {
    return this.#rows.names
  }

  get types() {
    return this.#rows.types
  }

  load(context: Context): Table {
    if (context.surroundings.monotonic() - this.#since > this.#retention) {
      this.#rows = updated(context, this.#update)
      this.#since = context.surroundings.monotonic()
    }
    return this.#rows
  }

  append(): never {
    throw new ScriptError('A cached table takes no rows: its function makes them.')
  }
}

function updated(context: Context, update: Callable): Table {
  const table = context.call(update, [])
  if (table instanceof Table) return table
  throw new ScriptError(`Usage: ${usage}. updateFunc should give a table in memory.`)
}

export const cachedTable = define({
  name: 'cachedTable',
  signature: usage,
  kind: 'table',
  doc: 'A table for queries whose rows a function without parameters makes, now and again whenever a query comes more than retentionSeconds after it did.',
  examples: [['ct = cachedTable(def (): table(1 2 as x), 60); exec sum(x) from ct', '3']],
  run: (context, updateFunc, retentionSeconds) => {
    if (!(updateFunc instanceof Callable))
      throw wrongArgument(usage, 'updateFunc', 'a function without parameters', updateFunc)
    const seconds = integer(retentionSeconds, usage, 'retentionSeconds')
    if (seconds < 1)
      throw new ScriptError(`Usage: ${usage}. retentionSeconds should be positive, not ${seconds}.`)
    return new CachedTable(context, updateFunc, seconds)
  },
})
