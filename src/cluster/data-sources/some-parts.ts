import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type Condition, type Part, Source } from '../../sql/parts/source.ts'
import type { Table } from '../../values/forms/table.ts'

/** Some parts of a source, as a source that is only read. */
export class SomeParts extends Source {
  readonly #whole: Source
  readonly #parts: readonly Part[]

  constructor(whole: Source, parts: readonly Part[]) {
    super()
    this.#whole = whole
    this.#parts = parts
  }

  get names(): readonly string[] {
    return this.#whole.names
  }

  get types(): Source['types'] {
    return this.#whole.types
  }

  get describe(): string {
    return this.#whole.describe
  }

  override textIndex(column: string): string | null {
    return this.#whole.textIndex(column)
  }

  append(): number {
    throw new ScriptError('A data source takes no rows.')
  }

  load(context: Context): Table {
    return this.#whole.load(context)
  }

  partCount(): number {
    return this.#parts.length
  }

  parts(): readonly Part[] {
    return this.#parts
  }

  read(part: Part, columns: readonly string[], conditions: readonly Condition[]): Table {
    return this.#whole.read(part, columns, conditions)
  }

  replace(): void {
    throw new ScriptError('Rows of a data source are not changed.')
  }
}
