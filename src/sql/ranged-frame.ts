import { print } from '../../grammar/print/print.ts'
import type { Expression } from '../../grammar/tree/ast.ts'
import type { Context } from '../runtime/context.ts'
import { CHAR } from '../values/data-type.ts'
import type { Value } from '../values/value.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import { columnOfCells } from './cells.ts'
import { Frame } from './frame.ts'
import { decompose, isRowwise, type Parts, touches } from './grouping/decompose.ts'
import { asColumn, columnsOfValue, evaluate, type OutputColumn, type OutputItem } from './output.ts'

/**
 * Evaluates outputs over ranges of a frame's rows, which may overlap and be empty: a row for each range. What windows
 * are made of.
 */
export class RangedFrame {
  readonly #context: Context
  readonly #frame: Frame
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  readonly #parts: Parts

  /** Range r is rows starts[r] … ends[r] − 1. `known` gives what has a value of its own for each range. */
  constructor(
    context: Context,
    frame: Frame,
    starts: Int32Array,
    ends: Int32Array,
    known: Parts['known'] = () => null,
  ) {
    this.#context = context
    this.#frame = frame
    this.#starts = starts
    this.#ends = ends
    const isColumn = (name: string) => frame.indexOf(name) >= 0
    this.#parts = {
      known,
      columnsAllowed: false,
      isColumn,
      call: (builtin, _, args) => {
        const { ranges } = builtin.definition
        if (!ranges || !args.every(arg => isRowwise(context, arg, isColumn))) return null
        return (
          ranges(
            args.map(arg => this.#argument(arg)),
            starts,
            ends,
          ) ?? null
        )
      },
    }
  }

  #argument(arg: Expression | null): Value | undefined {
    if (arg === null) return undefined
    if (arg.kind === 'star') return FixedVector.zeros(CHAR, this.#frame.rows)
    const value = evaluate(this.#context, arg, this.#frame)
    if (!touches(arg, this.#parts.isColumn)) return value
    return asColumn(value, this.#frame.rows, print(arg))
  }

  /** The columns of one output, a row a range. @throws ScriptError */
  column(item: OutputItem): OutputColumn[] {
    const parts = decompose(this.#context, item.expression, this.#parts)
    if (!parts) return [{ name: item.names[0] ?? '', vector: this.#perRange(item.expression) }]
    const frame = new Frame(parts.columns, this.#starts.length, this.#frame.lookup, () => this.#frame.names())
    return columnsOfValue(evaluate(this.#context, parts.rest, frame), item.names, this.#starts.length)
  }

  #perRange(expression: Expression) {
    const compiled = this.#context.evaluator.compile(expression)
    const cells: Value[] = []
    for (let r = 0; r < this.#starts.length; r++) {
      if ((r & 1023) === 0) this.#context.checkCancelled()
      cells.push(compiled(this.#frame.view(this.#starts[r]!, this.#ends[r]!)))
    }
    return columnOfCells(cells)
  }
}
