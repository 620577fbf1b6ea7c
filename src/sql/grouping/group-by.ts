import { print } from '../../../grammar/print/print.ts'
import type { Expression } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { CHAR } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import type { Value } from '../../values/value.ts'
import { emptyVector, vectorOf } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { columnOfCells } from '../cells.ts'
import { columnOf, Frame } from '../frame.ts'
import {
  asColumn,
  columnsOfValue,
  evaluate,
  type OutputColumn,
  type OutputItem,
  splitValue,
} from '../output.ts'
import { batchedAggregates } from './batched-aggregates.ts'
import { decompose, isRowwise, type Parts, touches } from './decompose.ts'
import type { RowGroups } from './row-groups.ts'
import { SegmentedFrame } from './segments.ts'

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
  readonly #known = new Map<string, Vector>()
  readonly #keyTexts = new Set<string>()
  readonly #parts: Parts
  #sorted: Frame | null = null
  #segments: SegmentedFrame | null = null

  constructor(context: Context, frame: Frame, groups: RowGroups, keys: readonly Key[]) {
    this.#context = context
    this.#frame = frame
    this.#groups = groups
    this.keys = keys.map(({ name, column }) => ({ name, vector: column.gather(groups.firstRows) }))
    keys.forEach(({ expression, name }, i) => {
      const texts = frame.indexOf(name) < 0 ? [print(expression), name] : [print(expression)]
      for (const text of texts) {
        this.#known.set(text, this.keys[i]!.vector)
        this.#keyTexts.add(text)
      }
    })
    this.#parts = this.#makeParts()
  }

  get count(): number {
    return this.#groups.count
  }

  #isColumn = (name: string): boolean => this.#frame.indexOf(name) >= 0

  #makeParts(): Parts {
    return {
      known: (_, text) => this.#known.get(text) ?? null,
      columnsAllowed: false,
      isColumn: this.#isColumn,
      call: (builtin, _, args) => {
        const { grouped } = builtin.definition
        if (!grouped) return null
        if (args.every(arg => isRowwise(this.#context, arg, this.#isColumn))) {
          return grouped(this.#arguments(args), this.#groups) ?? null
        }
        // Arguments that themselves depend on the group: `std(deltas(x))`.
        const segments = this.#inSegments()
        return grouped(segments.arguments(args), segments.groups) ?? null
      },
    }
  }

  /** Computes the aggregates of several expressions together, in one pass over the rows. */
  prepare(expressions: readonly Expression[]): void {
    const aggregates = batchedAggregates(expressions, {
      context: this.#context,
      groups: this.#groups,
      isColumn: this.#isColumn,
      column: arg =>
        isRowwise(this.#context, arg, this.#isColumn) ? (this.#argument(arg) as Vector | undefined)! : null,
    })
    for (const [text, vector] of aggregates) this.#known.set(text, vector)
  }

  #arguments(args: readonly (Expression | null)[]): (Value | undefined)[] {
    return args.map(arg => (arg === null ? undefined : this.#argument(arg)))
  }

  // An aggregate's argument by row, or a value that is the same for all; `count(*)` counts rows.
  #argument(arg: Expression): Value {
    if (arg.kind === 'star') return FixedVector.zeros(CHAR, this.#frame.rows)
    const value = evaluate(this.#context, arg, this.#frame)
    return touches(arg, this.#isColumn) ? asColumn(value, this.#frame.rows, print(arg)) : value
  }

  /** The columns of one output, a row a group. @throws ScriptError */
  column(item: OutputItem): OutputColumn[] {
    return this.aggregated(item) ?? this.#perGroup(item)
  }

  /** As `column`, but null where the output isn't made of aggregates and keys alone. */
  aggregated(item: OutputItem): OutputColumn[] | null {
    const parts = item.names.length <= 1 ? decompose(this.#context, item.expression, this.#parts) : null
    if (!parts) return null
    const frame = new Frame(parts.columns, this.count, this.#frame.lookup, () => this.#frame.names())
    return columnsOfValue(evaluate(this.#context, parts.rest, frame), item.names, this.count)
  }

  #inSegments(): SegmentedFrame {
    const { order, offsets } = this.#groups
    this.#sorted ??= this.#frame.select(order).with(this.#sortedKeys(order))
    return (this.#segments ??= new SegmentedFrame(this.#context, this.#sorted, offsets))
  }

  // Keys under names of their own, where they are no columns already.
  #sortedKeys(order: Int32Array) {
    return this.keys
      .filter(({ name }) => this.#frame.indexOf(name) < 0)
      .map(({ name, vector }) => columnOf(name, vector.gather(this.#groups.codes).gather(order)))
  }

  #perGroup(item: OutputItem): OutputColumn[] {
    const { frame } = this.#inSegments()
    const { offsets } = this.#groups
    const compiled = this.#context.evaluator.compile(item.expression)
    const values: Value[] = []
    for (let g = 0; g < this.count; g++) {
      this.#context.checkCancelled()
      values.push(compiled(frame.view(offsets[g]!, offsets[g + 1]!)))
    }
    if (item.names.length > 1) return severalColumns(item, values)
    if (values.length === 0) return [{ name: item.names[0] ?? '', vector: this.#empty(item.expression) }]
    const cells = values.map(value => this.#cell(value, item))
    return [{ name: item.names[0] ?? '', vector: columnOfCells(cells) }]
  }

  // Without groups, what the expression gives for no rows tells the type.
  #empty(expression: Expression): Vector {
    const value = evaluate(this.#context, expression, this.#frame)
    return value instanceof Vector ? emptyVector(value.type) : asColumn(value, 0, '')
  }

  #cell(value: Value, item: OutputItem): Value {
    if (!(value instanceof Vector)) return value
    if (this.#keyTexts.has(print(item.expression)) || value.length === 1) return value.get(0)
    const plainColumn = item.expression.kind === 'name' && this.#isColumn(item.expression.name)
    if (plainColumn) {
      throw new ScriptError(
        `The column [${item.names[0]}] must use aggregate function, since there is one row for each group.`,
      )
    }
    return value
  }
}

// Items with several names: the parts of each group's value, one a name.
function severalColumns(item: OutputItem, values: readonly Value[]): OutputColumn[] {
  const rows = values.map(value =>
    value instanceof Dictionary ? [...value.entries.values()].map(entry => entry.value) : splitValue(value),
  )
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
