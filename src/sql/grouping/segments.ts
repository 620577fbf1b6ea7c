import { print } from '../../../grammar/print/print.ts'
import type { Expression } from '../../../grammar/tree/ast.ts'
import type { Groups } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { together } from '../../values/cast/vector.ts'
import { CHAR } from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Frame } from '../frame.ts'
import {
  asColumn,
  columnsOfValue,
  evaluate,
  type OutputColumn,
  type OutputItem,
  splitRows,
} from '../output.ts'
import { decompose, type Parts } from './decompose.ts'

/**
 * Evaluates outputs within segments of consecutive rows, a row for each row: what `context by` does once rows are in
 * order of group.
 */
export class SegmentedFrame {
  readonly #context: Context
  /** Rows in order of segment. */
  readonly frame: Frame
  /** Segment g is rows offsets[g] … offsets[g + 1] − 1. */
  readonly offsets: Int32Array
  readonly #parts: Parts
  #codes: Int32Array | null = null

  constructor(context: Context, frame: Frame, offsets: Int32Array) {
    this.#context = context
    this.frame = frame
    this.offsets = offsets
    this.#parts = {
      known: () => null,
      columnsAllowed: true,
      isColumn: name => frame.indexOf(name) >= 0,
      call: (builtin, _, args) => {
        const { grouped, segmented } = builtin.definition
        if (segmented) return segmented(this.arguments(args), offsets) ?? null
        return grouped?.(this.arguments(args), this.groups)?.gather(this.#segmentOfRow()) ?? null
      },
    }
  }

  /** A call's arguments: a column for each that depends on columns, else its value. */
  arguments(args: readonly (Expression | null)[]): (Value | undefined)[] {
    return args.map(arg => (arg === null ? undefined : this.#argument(arg)))
  }

  // An argument may itself depend on segments: `cumsum(deltas(x))`.
  #argument(arg: Expression): Value {
    if (arg.kind === 'star') return FixedVector.zeros(CHAR, this.frame.rows)
    const parts = decompose(this.#context, arg, this.#parts)
    if (parts) return evaluate(this.#context, parts.rest, this.frame.with(parts.columns))
    return this.#perSegment({ expression: arg, names: [print(arg)] })[0]!.vector
  }

  #segmentOfRow(): Int32Array {
    if (!this.#codes) {
      this.#codes = allocate('i32', this.frame.rows)
      for (let g = 0; g + 1 < this.offsets.length; g++)
        this.#codes.fill(g, this.offsets[g], this.offsets[g + 1])
    }
    return this.#codes
  }

  /** The segments as groups of rows. */
  get groups(): Groups {
    const order = allocate('i32', this.frame.rows)
    for (let i = 0; i < order.length; i++) order[i] = i
    return { codes: this.#segmentOfRow(), count: this.offsets.length - 1, order, offsets: this.offsets }
  }

  /** The columns of one output. @throws ScriptError */
  column(item: OutputItem): OutputColumn[] {
    const parts = item.names.length <= 1 ? decompose(this.#context, item.expression, this.#parts) : null
    if (!parts) return this.#perSegment(item)
    const value = evaluate(this.#context, parts.rest, this.frame.with(parts.columns))
    return columnsOfValue(value, item.names, this.frame.rows)
  }

  #perSegment(item: OutputItem): OutputColumn[] {
    const compiled = this.#context.evaluator.compile(item.expression)
    const pieces: Vector[][] = item.names.map(() => [])
    // Without rows, what the expression gives for none tells the types.
    if (this.frame.rows === 0) return columnsOfValue(compiled(this.frame), item.names, 0)
    for (let g = 0; g + 1 < this.offsets.length; g++) {
      this.#context.checkCancelled()
      const start = this.offsets[g]!
      const rows = this.offsets[g + 1]! - start
      const value = compiled(this.frame.view(start, start + rows))
      const parts = item.names.length > 1 ? splitRows(value, item.names.length, rows) : [value]
      item.names.forEach((name, i) => {
        if (name !== null) pieces[i]!.push(asColumn(parts[i]!, rows, name))
      })
    }
    return item.names.flatMap((name, i) => (name === null ? [] : [{ name, vector: together(pieces[i]!) }]))
  }
}
