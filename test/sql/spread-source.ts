import { print } from '../../grammar/print/print.ts'
import type { Context } from '../../src/runtime/context.ts'
import { type Elsewhere, PARTS, type Part, type PartQuery } from '../../src/sql/parts/source.ts'
import { Code } from '../../src/values/forms/code.ts'
import type { Table } from '../../src/values/forms/table.ts'
import { PartitionedSource } from './partitioned-source.ts'

/** As PartitionedSource, but its second part is queried by another node, and the third by one that is lost. */
export class SpreadSource extends PartitionedSource {
  /** What was asked of others, by node. */
  readonly asked: string[] = []
  readonly #tables: ReadonlyMap<string, Table>

  constructor(parts: ReadonlyMap<string, Table>) {
    super(parts)
    this.#tables = parts
  }

  override begin(context: Context, parts: readonly Part[], { select, lookup }: PartQuery): Elsewhere[] {
    this.asked.push(print(select))
    const query = (part: Part) => {
      const table = this.#tables.get(part.path)!
      return context.evaluator.evaluate(
        new Code(select, name => (name === PARTS ? table : lookup(name))),
      ) as Table
    }
    const [, second, third] = parts
    const others: Elsewhere[] = []
    if (second) others.push({ node: 'B', parts: [second], finish: () => [query(second)] })
    if (third) others.push({ node: 'C', parts: [third], finish: () => null })
    return others
  }
}
