import type { Context } from '../runtime/context.ts'
import type { JoinFunction, QueryRunner } from '../runtime/query.ts'
import { RemoteTable } from '../runtime/remote-table.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { Table } from '../values/forms/table.ts'
import type { Value } from '../values/value.ts'
import { change } from './change/change.ts'
import { define } from './definitions.ts'
import { Frame } from './frame.ts'
import { joinByArguments } from './join/join-arguments.ts'
import { runQuery } from './query.ts'

/** SQL over tables in memory and elsewhere, for compiled scripts. */
export const queryRunner: QueryRunner = {
  select: runQuery,
  change,
  define,
  join: joinTables,
}

function joinTables(
  context: Context,
  join: JoinFunction,
  names: readonly (string | null)[],
  args: readonly (Value | undefined)[],
): Value {
  const frame = (place: number) => {
    const value = args[place]
    const table = value instanceof RemoteTable ? value.load(context) : value
    if (!(table instanceof Table))
      throw new ScriptError(`${join} joins tables, not a ${value?.form ?? 'nothing'}.`)
    return Frame.ofTable(table, names[place] ?? null, () => undefined)
  }
  return joinByArguments(context, join, frame(0), frame(1), args.slice(2)).toTable()
}
