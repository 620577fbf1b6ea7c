import { print } from '../../../grammar/print/print.ts'
import type { Select } from '../../../grammar/tree/ast.ts'
import type { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { PARTS, type Part, type Source } from '../../sql/parts/source.ts'
import { DATASOURCE } from '../../values/data-type.ts'
import { Code, type Lookup } from '../../values/forms/code.ts'
import { SystemObject } from '../../values/forms/system-object.ts'
import type { Value } from '../../values/value.ts'
import { inTurn } from '../functions/part-functions.ts'
import { SomeParts } from './some-parts.ts'

/** Partitions of a table from which a data source reads. */
export interface Place {
  readonly table: Source
  readonly paths: readonly string[]
  /** What the table is called in the query, and which partitions these are: `trades`, `/stock/20190102/C`. */
  readonly name: string
  readonly shown: string
}

/** A query whose result is data for mr and its kin, made when it is asked for. With a place, its `from` is the name PARTS. */
export class DataSource extends SystemObject {
  readonly type = DATASOURCE
  readonly select: Select
  readonly lookup: Lookup
  readonly place: Place | null
  readonly #hint: number
  transforms: Callable[] = []
  caches = false
  #cached: Value | null = null

  constructor(select: Select, lookup: Lookup, place: Place | null, hint: number) {
    super()
    this.select = select
    this.lookup = lookup
    this.place = place
    this.#hint = hint
  }

  get isCached(): boolean {
    return this.#cached !== null
  }

  /** The data, read by this session. `now`: the table's partitions as they are. */
  materialize(context: Context, now?: readonly Part[]): Value {
    if (this.#cached) return this.#cached
    const value = inTurn(context, this.#queried(context, now), this.transforms, [])
    if (this.caches) this.#cached = value
    return value
  }

  #queried(context: Context, now?: readonly Part[]): Value {
    const { place, select, lookup } = this
    if (!place) return context.evaluator.evaluate(new Code(select, lookup))
    const { table, paths } = place
    const parts = (now ?? table.parts(context, [])).filter(({ path }) => paths.includes(path))
    const own = new SomeParts(table, parts)
    return context.evaluator.evaluate(new Code(select, name => (name === PARTS ? own : lookup(name))))
  }

  clearCache(): void {
    this.caches = false
    this.#cached = null
  }

  describe(): string {
    const text = print({ ...this.select, hints: [String(this.#hint)] })
    const { place } = this
    const named = place ? text.replace(PARTS, `${place.name} [partition = ${place.shown}]`) : text
    return `DataSource< ${named} >`
  }
}
