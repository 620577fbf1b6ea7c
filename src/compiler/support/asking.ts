import type { Query } from '../../../grammar/tree/ast.ts'
import type { Context, Scope } from '../../runtime/context.ts'
import { missingColumn } from '../../runtime/missing-column.ts'
import { type Change, type Definition, queries } from '../../runtime/query.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isLiteral } from '../../values/data-type.ts'
import type { Lookup } from '../../values/forms/code.ts'
import { bool, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import type { Operator } from '../plain/scalar-fast-path.ts'
import { truth } from './truth.ts'

// What compiled code asks of SQL, and what queries have in them that plain code has not.

export const select = (context: Context, node: Query, lookup: Lookup): Value =>
  context.service(queries).select(context, node, lookup)

export const change = (context: Context, node: Change, lookup: Lookup): void =>
  context.service(queries).change(context, node, lookup)

export const define = (context: Context, node: Definition, lookup: Lookup): Value | undefined =>
  context.service(queries).define(context, node, lookup)

/** A name that only a query's scope can know, such as `*`. */
export function column(scope: Scope, name: string): Value {
  const value = scope.resolve(name)
  if (value) return value
  throw new ScriptError(`${name} can't stand here.`)
}

/** `_$name`, `_$$name`: what the columns are called is in the variable. */
export function macro(context: Context, scope: Scope, name: string, several: boolean): Value {
  const value = scope.resolve(name) ?? context.variable(name)
  if (!value) throw new ScriptError(`The variable ${name} of a macro doesn't exist.`)
  if (several && value instanceof Vector && isLiteral(value.type)) {
    const names = Array.from({ length: value.length }, (_, i) => (value.get(i) as Scalar).raw as string)
    return new Tuple(names.map(each => named(context, scope, each)))
  }
  if (value instanceof Scalar && isLiteral(value.type)) return named(context, scope, value.raw as string)
  throw new ScriptError(`The variable ${name} of a macro should hold ${several ? 'names' : 'a name'}.`)
}

function named(context: Context, scope: Scope, name: string): Value {
  const value = scope.resolve(name) ?? context.variable(name)
  if (value) return value
  throw missingColumn(name, scope.names?.())
}

/** A query's result as an operand: its one column, and of one row that value. */
export function single(value: Value): Value {
  if (!(value instanceof Table) || value.columns.length !== 1) return value
  const column = value.columns[0]!
  return column.length === 1 ? column.get(0) : column
}

/** Whether a query gave rows. */
export function exists(value: Value, expected: boolean): Value {
  const rows = value instanceof Table ? value.rows : value instanceof Vector ? value.length : 1
  return bool(rows > 0 === expected)
}

/** `left op any (values)`, `left op all (values)`. */
export function quantified(
  context: Context,
  operator: Operator,
  left: Value,
  quantifier: 'any' | 'all',
  right: Value,
): Value {
  const values = valuesOf(right)
  const holds = (one: Value): boolean => {
    const test = (i: number) => truth(operator(context, one, values.get(i)))
    const places = Array.from({ length: values.length }, (_, i) => i)
    return quantifier === 'any' ? places.some(test) : places.every(test)
  }
  if (left instanceof Vector) {
    return vectorOf(Array.from({ length: left.length }, (_, i) => bool(holds(left.get(i)))))
  }
  return bool(holds(left))
}

function valuesOf(value: Value): Vector {
  if (value instanceof Table && value.columns.length === 1) return value.columns[0]!
  if (value instanceof Vector) return value
  if (value instanceof Scalar) return vectorOf([value])
  throw new ScriptError('any and all are followed by one column, or a vector.')
}
