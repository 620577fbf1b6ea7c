import type { Call } from '../../../grammar/tree/ast.ts'
import type { Distribution } from '../../functions/define.ts'

/** An aggregate of the query that is computed part by part. */
export interface Distributed {
  readonly text: string
  readonly call: Call
  readonly distribution: Distribution
}

/** The same call of another function. */
export const calling = (call: Call, name: string): Call => ({
  ...call,
  callee: { kind: 'name', name, qualifiers: [], span: call.callee.span },
})

/** What each part computes of the aggregates. */
export const partialCalls = (aggregates: readonly Distributed[]): Call[] =>
  aggregates.flatMap(({ call, distribution }) => distribution.partials.map(name => calling(call, name)))
