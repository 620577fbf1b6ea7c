import { ScriptError } from '../../runtime/script-error.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { DOUBLE, isLiteral } from '../../values/data-type.ts'
import { Table } from '../../values/forms/table.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { doubles } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { given, number, vector, wrongArgument } from '../argument.ts'

const missing = nullOf(DOUBLE) as number

/** The elements of a vector of numbers but for nulls, at least some. @throws ScriptError */
export function sampleOf(
  value: Value | undefined,
  usage: string,
  parameter: string,
  least: number,
): Float64Array {
  const column = vector(value, usage, parameter)
  if (isLiteral(column.type) || column.type.storage === 'any')
    throw wrongArgument(usage, parameter, 'a vector of numbers', value)
  const sample = (castFlat(column, DOUBLE).data as Float64Array).filter(each => each !== missing)
  if (sample.some(Number.isNaN))
    throw new ScriptError(`Usage: ${usage}. ${parameter} holds what is no number.`)
  if (sample.length >= least) return sample
  throw new ScriptError(
    `Usage: ${usage}. ${parameter} should have at least ${least} elements that aren't null, not ${sample.length}.`,
  )
}

export const meanOf = (sample: Float64Array): number =>
  sample.reduce((sum, each) => sum + each, 0) / sample.length

/** The sample variance. */
export function varianceOf(sample: Float64Array): number {
  const mean = meanOf(sample)
  return sample.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (sample.length - 1)
}

export function confidence(value: Value | undefined, usage: string): number {
  const level = number(given(value), usage, 'confLevel', 0.95)
  if (level > 0 && level < 1) return level
  throw new ScriptError(`Usage: ${usage}. confLevel should be between 0 and 1, not ${level}.`)
}

/** What may be true instead: that a value is another, is less, or is greater. */
export type Alternatives<Of> = readonly [other: Of, less: Of, greater: Of]

export interface Alternative {
  readonly pValue: number
  /** Between which the value lies with the confidence that is asked for. */
  readonly bounds?: readonly [lower: number, upper: number]
}

/** The table of a test's alternatives about what is called `subject`, beside a value. */
export function alternativeTable(subject: string, value: string, of: Alternatives<Alternative>): Table {
  const words = ['not equal to', 'less than', 'greater than']
  const names = ['alternativeHypothesis', 'pValue']
  const columns = [
    StringVector.of(words.map(word => `${subject} is ${word} ${value}`)),
    doubles(of.map(({ pValue }) => pValue)),
  ]
  if (!of[0].bounds) return new Table(names, columns)
  return new Table(
    [...names, 'lowerBound', 'upperBound'],
    [...columns, doubles(of.map(({ bounds }) => bounds![0])), doubles(of.map(({ bounds }) => bounds![1]))],
  )
}

/** The p-values of alternatives to a statistic, by how likely one is at most this one and at least this one. */
export const alternativesOf = (atMost: number, atLeast: number): Alternatives<Alternative> => [
  { pValue: Math.min(1, 2 * Math.min(atMost, atLeast)) },
  { pValue: atMost },
  { pValue: atLeast },
]
