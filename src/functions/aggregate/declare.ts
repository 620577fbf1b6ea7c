import { VOID } from '../../values/data-type.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vector.ts'
import { type Builtin, type Distribution, define } from '../define.ts'
import { applyAggregate, type ColumnAggregate } from '../lift/aggregate-forms.ts'
import type { Aggregation } from './aggregation.ts'

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
      const columns = args.filter(arg => arg instanceof Vector)
      if (columns.length !== args.length || columns.length !== aggregation.inputs) return undefined
      if (
        columns.some(column => column.type === VOID || column.type.storage === 'any' || column.type.element)
      )
        return undefined
      if (!aggregation.takes(columns.map(column => column.type))) return undefined
      return aggregation.grouped(columns, groups)
    },
  })
}
