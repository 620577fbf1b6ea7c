import { shareAs } from '../../functions/session/names.ts'
import { catalogs } from '../../runtime/catalog.ts'
import type { Context } from '../../runtime/context.ts'
import { type OpenTransaction, transactions } from '../../runtime/transaction.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'

/** `share v as name`. */
export const shareValue = (context: Context, value: Value, name: string): void =>
  shareAs(context, value, name)

/** `undef all`, of one kind if given. Shared variables only go when asked for. */
export function undefAll(context: Context, kind: string): void {
  context.evaluator.undefine(null, kind === '' ? null : kind)
}

export const useCatalog = (context: Context, name: string): void => context.service(catalogs).use(name)

/** What `timer` prints. */
export function printElapsed(context: Context, start: bigint): void {
  const milliseconds = Number(context.surroundings.monotonic() - start) / 1e6
  context.surroundings.print(`Time elapsed: ${Number(milliseconds.toFixed(3))} ms`)
}

/** What a failed `assert` prints: the case named by an annotation before it, and its own label. */
export function failedAssertion(context: Context, label: string): void {
  const named = context.variables.get('testing_case') as { raw?: unknown } | undefined
  const name = typeof named?.raw === 'string' ? named.raw : 'adhocTesting'
  const failed = label === '' ? name : `${name}_${label}`
  context.failedAssertions?.push(failed)
  context.surroundings.print(`Testing case ${failed} failed`)
}

/** A transaction of the node's store, or over the shared tables in memory, which are then kept as they were. */
export function beginTransaction(context: Context): OpenTransaction {
  return context.has(transactions) ? context.service(transactions).begin() : memoryTransaction(context)
}

function memoryTransaction(context: Context): OpenTransaction {
  const saved = [...context.shared].flatMap(([, value]) =>
    value instanceof Table ? [{ table: value, copy: value.clone() }] : [],
  )
  return {
    commit() {},
    rollback() {
      for (const { table, copy } of saved) {
        table.names = copy.names
        table.columns = copy.columns
      }
    },
  }
}
