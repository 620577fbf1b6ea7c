import type { Expression } from '../../grammar/ast.ts'
import { print } from '../../grammar/print.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { vectorOf } from '../values/build.ts'
import { INT } from '../values/data-type.ts'
import { FixedVector } from '../values/fixed-vector.ts'
import type { Value } from '../values/value.ts'
import type { Vector } from '../values/vector.ts'
import { decompose, type Parts } from './decompose.ts'
import { columnOf, Frame } from './frame.ts'
import {
  asColumn,
  columnsOfValue,
  evaluate,
  type OutputColumn,
  type OutputItem,
  splitValue,
} from './output.ts'
import type { RowGroups } from './row-groups.ts'

/** A grouping key: what was written, its name in the result, and its column by row. */
export interface Key {
  readonly expression: Expression
  readonly name: string
  readonly column: Vector
}

/** Evaluates outputs over groups of a frame's rows: one row a group. */
export class GroupedFrame {
  readonly #context: Context
  readonly #frame: Frame
  readonly #groups: RowGroups
  /** One row a group. */
  readonly keys: readonly OutputColumn[]
  readonly #keyTexts = new Map<string, Vector>()
  readonly #parts: Parts
  #sorted: Frame | null = null

  constructor(context: Context, frame: Frame, groups: RowGroups, keys: readonly Key[]) {
    this.#context = context
    this.#frame = frame
    this.#groups = groups
    this.keys = keys.map(({ name, column }) => ({ name, vector: column.gather(groups.firstRows) }))
    keys.forEach(({ expression, name }, i) => {
      const { vector } = this.keys[i]!
      this.#keyTexts.set(print(expression), vector)
      if (frame.indexOf(name) < 0) this.#keyTexts.set(name, vector)
    })
    this.#parts = this.#makeParts()
  }

  get count(): number {
    return this.#groups.count
  }

  #makeParts(): Parts {
    return {
      known: (_, text) => this.#keyTexts.get(text) ?? null,
      columnsAllowed: false,
      isColumn: name => this.#frame.indexOf(name) >= 0,
      call: (builtin, _, args) => {
        const { grouped } = builtin.definition
        if (!grouped) return null
        const columns = args.map(arg => this.#argument(arg))
        return grouped(columns, this.#groups) ?? null
      },
    }
  }

  // An aggregate's argument by row; `count(*)` counts rows.
  #argument(arg: Expression | null): Vector {
    if (arg === null || arg.kind === 'star') return new FixedVector(INT, this.#groups.codes, false)
    return asColumn(evaluate(this.#context, arg, this.#frame), this.#frame.rows, print(arg))
  }

  /** The columns of one output, a row a group. @throws ScriptError */
  column(item: OutputItem): OutputColumn[] {
    return this.aggregated(item) ?? this.#perGroup(item)
  }

  /** As `column`, but null where the output isn't made of aggregates and keys alone. */
  aggregated(item: OutputItem): OutputColumn[] | null {
    const parts = item.names.length <= 1 ? decompose(this.#context, item.expression, this.#parts) : null
    if (!parts) return null
    const frame = new Frame(parts.columns, this.count, this.#frame.lookup)
    return columnsOfValue(evaluate(this.#context, parts.rest, frame), item.names, this.count)
  }

  #perGroup(item: OutputItem): OutputColumn[] {
    const { order, offsets } = this.#groups
    this.#sorted ??= this.#frame.select(order).with(this.#sortedKeys(order))
    const compiled = this.#context.evaluator.compile(item.expression)
    const values: Value[] = []
    for (let g = 0; g < this.count; g++) {
      this.#context.checkCancelled()
      values.push(compiled(this.#sorted.view(offsets[g]!, offsets[g + 1]!)))
    }
    if (item.names.length > 1) return this.#several(item, values)
    return [{ name: item.names[0] ?? '', vector: vectorOf(values.map(value => this.#single(value, item))) }]
  }

  #sortedKeys(order: Int32Array) {
    return this.keys
      .filter(({ name }) => this.#frame.indexOf(name) < 0)
      .map(({ name, vector }) => columnOf(name, vector.gather(this.#groups.codes).gather(order)))
  }

  #single(value: Value, item: OutputItem): Value {
    if (value.form === 'vector' && value.length === 1) return value.get(0)
    if (value.form === 'vector' && this.#isKey(item.expression)) return value.get(0)
    return value
  }

  #isKey(expression: Expression): boolean {
    return this.#keyTexts.has(print(expression))
  }

  #several(item: OutputItem, values: readonly Value[]): OutputColumn[] {
    const rows = values.map(splitValue)
    return item.names.flatMap((name, i) => {
      if (name === null) return []
      const cells = rows.map(row => {
        const cell = row[i]
        if (cell === undefined) {
          throw new ScriptError(
            `The expression gives ${row.length} values, but ${item.names.length} names are given.`,
          )
        }
        return cell
      })
      return [{ name, vector: vectorOf(cells) }]
    })
  }
}
