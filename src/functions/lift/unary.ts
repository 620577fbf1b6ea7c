import { ScriptError } from '../../runtime/script-error.ts'
import { plainOf } from '../../values/cast/vector.ts'
import { type DataType, DOUBLE, VOID } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { rebasedOffsets, unsuitable } from './binary-forms.ts'
import type { UnaryPlan } from './plans/kernel-plan.ts'

/** An elementwise function of one argument, such as `abs`. Plans are made once per element type. */
export class UnaryOperation {
  readonly name: string
  readonly #resolve: (x: DataType) => UnaryPlan | null
  readonly #plans = new Map<DataType, UnaryPlan>()

  constructor(name: string, resolve: (x: DataType) => UnaryPlan | null) {
    this.name = name
    this.#resolve = resolve
  }

  /** @throws ScriptError when the type won't do. */
  plan(x: DataType): UnaryPlan {
    let plan = this.#plans.get(x)
    if (plan) return plan
    plan = this.#resolve(x) ?? (x === VOID ? this.#ofVoid() : undefined)
    if (!plan) throw new ScriptError(`The function [${this.name}] can't take ${x}.`)
    this.#plans.set(x, plan)
    return plan
  }

  /** Whether it takes elements of this type. */
  takes(x: DataType): boolean {
    return x === VOID || this.#plans.has(x) || this.#resolve(x) !== null
  }

  #ofVoid(): UnaryPlan {
    const plan = this.plan(DOUBLE)
    const missing = new Scalar(DOUBLE, nullOf(DOUBLE))
    return { scalar: () => plan.scalar(missing), column: x => x }
  }
}

/** A function of one argument by forms. Forms, labels and names stay as they are. */
export function applyUnary(op: UnaryOperation, x: Value): Value {
  if (x instanceof Scalar) return op.plan(x.type).scalar(x)
  if (x instanceof ArrayVector) {
    const flat = x.flat.view(x.offsets[0]!, x.offsets[x.length]!)
    return new ArrayVector(rebasedOffsets(x), op.plan(flat.type).column(flat))
  }
  if (x instanceof UnionVector) return applyUnary(op, plainOf(x))
  if (x instanceof Tuple)
    return new Tuple(
      x.items.map(item => applyUnary(op, item)),
      x.columnar,
    )
  if (x instanceof Vector) return op.plan(x.type).column(x)
  if (x instanceof Pair) {
    const plan = op.plan(x.type)
    const [first, second] = [plan.scalar(x.get(0)), plan.scalar(x.get(1))]
    return new Pair(first.type, first.raw, second.raw)
  }
  if (x instanceof Matrix) return withData(x, applyUnary(op, x.data) as Vector)
  if (x instanceof Table)
    return mapColumns(x, column =>
      op.takes(column.type.element ?? column.type) ? (applyUnary(op, column) as Vector) : column,
    )
  if (x instanceof Dictionary) return mapValues(x, value => applyUnary(op, value))
  throw unsuitable(op.name, x)
}

/** A matrix of the same shape, labels and index over other data. */
export function withData(matrix: Matrix, data: Vector): Matrix {
  const made = new Matrix(data, matrix.rows, matrix.columns, matrix.rowLabels, matrix.columnLabels)
  made.index = matrix.index
  return made
}

/** A table in memory with the same names over other columns. */
export function mapColumns(table: Table, map: (column: Vector, index: number) => Vector): Table {
  return new Table([...table.names], table.columns.map(map))
}

/** A dictionary with the same keys over other values. */
export function mapValues(dictionary: Dictionary, map: (value: Value) => Value): Dictionary {
  const entries = [...dictionary.entries.values()].map(({ key, value }) => ({ key, value: map(value) }))
  const first = entries[0]?.value
  const type =
    first instanceof Scalar && dictionary.valueType.storage !== 'any' ? first.type : dictionary.valueType
  const made = new Dictionary(dictionary.keyType, type, dictionary.ordered)
  for (const { key, value } of entries) made.set(key, value)
  return made
}
