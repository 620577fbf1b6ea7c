import { plainOf } from '../../values/cast/vector.ts'
import { VOID } from '../../values/data-type.ts'
import type { Value } from '../../values/value.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { type Builtin, type Distribution, define } from '../define.ts'
import { applyAggregate, type ColumnAggregate } from '../lift/aggregate-forms.ts'
import type { Aggregation } from './aggregation.ts'
import { KernelAggregation } from './kernel-aggregation.ts'

export interface AggregateDeclaration {
  readonly signature: string
  readonly doc: string
  readonly examples: readonly (readonly [source: string, prints: string])[]
  readonly aliases?: readonly string[]
  readonly distribution?: Distribution
}

/** An aggregation as what forms are lifted from. */
export const columnAggregate = (aggregation: Aggregation): ColumnAggregate => ({
  name: aggregation.name,
  of: columns => aggregation.of(columns),
  takes: columns => aggregation.takes(columns.map(column => column.type)),
})

/** A built-in aggregate: on values of any form, and by group. */
export function declareAggregate(aggregation: Aggregation, declaration: AggregateDeclaration): Builtin {
  const aggregate = columnAggregate(aggregation)
  return define({
    name: aggregation.name,
    kind: 'aggregate',
    ...declaration,
    run: (_, ...args) => applyAggregate(aggregate, args as Value[]),
    grouped: (args, groups) => {
      const columns = plainColumns(aggregation, args)
      return columns && aggregation.grouped(columns, groups)
    },
    ranges: (args, starts, ends) => {
      const columns = plainColumns(aggregation, args)
      return columns && aggregation.ranges(columns, starts, ends)
    },
    ...(aggregation instanceof KernelAggregation ? { kernel: aggregation.kernel } : {}),
  })
}

// The arguments, if they are columns that the aggregation can look at together.
function plainColumns(aggregation: Aggregation, args: readonly (Value | undefined)[]): Vector[] | undefined {
  const columns = args
    .filter(arg => arg instanceof Vector)
    .map(column => (column instanceof UnionVector ? plainOf(column) : column))
  if (columns.length !== args.length || columns.length !== aggregation.inputs) return undefined
  const mixed = ({ type }: Vector) => type === VOID || type.storage === 'any' || type.element !== null
  if (columns.some(mixed) || !aggregation.takes(columns.map(column => column.type))) return undefined
  return columns
}
