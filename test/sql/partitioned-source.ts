import type { Context } from '../../src/runtime/context.ts'
import { ScriptError } from '../../src/runtime/script-error.ts'
import { type Condition, type Part, Source } from '../../src/sql/parts/source.ts'
import { compareRaws } from '../../src/values/compare.ts'
import { Scalar } from '../../src/values/forms/scalar.ts'
import type { Table } from '../../src/values/forms/table.ts'
import { Table as MemoryTable } from '../../src/values/forms/table.ts'
import { concatenate } from '../../src/values/vectors/build.ts'

/** A source over tables in memory, partitioned by the values of its first column; it tells what was read. */
export class PartitionedSource extends Source {
  readonly names: readonly string[]
  readonly types: Source['types']
  readonly describe = 'PARTITIONED TABLE OF A TEST'
  /** `part: columns` of each read. */
  readonly reads: string[] = []
  readonly #parts: Map<string, Table>

  constructor(parts: ReadonlyMap<string, Table>) {
    super()
    this.#parts = new Map(parts)
    const [first] = this.#parts.values()
    this.names = first!.names
    this.types = first!.types
  }

  partCount(): number {
    return this.#parts.size
  }

  parts(_context: Context, conditions: readonly Condition[]): readonly Part[] {
    const paths = [...this.#parts.keys()]
    return paths.filter(path => this.#mayHold(path, conditions)).map(path => ({ path }))
  }

  // The value by which a part was made is that of its first row.
  #mayHold(path: string, conditions: readonly Condition[]): boolean {
    const key = this.#parts.get(path)!.columns[0]!.get(0) as Scalar
    return conditions.every(condition => {
      if (condition.is === 'any' || condition.column !== this.names[0]) return true
      if (condition.is === 'among') {
        const { values } = condition
        return Array.from({ length: values.length }, (_, i) => values.get(i)).some(
          value => value instanceof Scalar && compareRaws(key.type, key.raw, value.raw) === 0,
        )
      }
      if (condition.is === 'partitions') return condition.names.has(path)
      const { least, most } = condition
      return (
        (!least || compareRaws(key.type, key.raw, least.raw) >= 0) &&
        (!most || compareRaws(key.type, key.raw, most.raw) <= 0)
      )
    })
  }

  read(part: Part, columns: readonly string[]): Table {
    this.reads.push(`${part.path}: ${columns.join()}`)
    const table = this.#parts.get(part.path)!
    return new MemoryTable(
      [...columns],
      columns.map(name => table.column(name)!),
    )
  }

  replace(_context: Context, changes: readonly (readonly [Part, Table | null])[]): void {
    for (const [{ path }, rows] of changes) {
      if (rows) this.#parts.set(path, rows)
      else this.#parts.delete(path)
    }
  }

  append(): number {
    throw new ScriptError('The test writes no rows here.')
  }

  load(): Table {
    const tables = [...this.#parts.values()]
    const columns = this.types.map((type, i) =>
      concatenate(
        type,
        tables.map(table => table.columns[i]!),
      ),
    )
    return new MemoryTable([...this.names], columns)
  }
}
