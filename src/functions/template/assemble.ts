import type { Callable } from '../../runtime/callable.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { commonTypeOf } from '../../values/cast/promote.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { castVector } from '../../values/cast/vector.ts'
import { ANY, type DataType, isLiteral, VOID } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { columnFrom, concatenate, vectorOf, vectorOfScalars } from '../../values/vectors/build.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'

/**
 * How results of single calls become one value.
 * D: scalars a vector, vectors of one length a matrix, dictionaries a table, otherwise a tuple. C: as D, in the type of
 * the first. U: always a tuple. K: as D, but vectors make a tuple.
 */
export type AssembleRule = 'D' | 'C' | 'U' | 'K'

const rules: readonly AssembleRule[] = ['D', 'C', 'U', 'K']

/** The rule that an argument names: a letter, a number, or true for C. @throws ScriptError */
export function assembleRule(value: Value | undefined): AssembleRule {
  if (value === undefined || (value instanceof Scalar && value.isNull)) return 'D'
  if (value instanceof Scalar) {
    if (value.type.category === 'LOGICAL') return Number(value.raw) !== 0 ? 'C' : 'D'
    const rule = isLiteral(value.type) ? rules.find(each => each === value.raw) : rules[Number(value.raw)]
    if (rule) return rule
  }
  throw new ScriptError('assembleRule is one of "D", "C", "U", "K", or 0 to 3.')
}

/** Puts results together. `labels` are the columns' names where they make a matrix. */
export function assemble(
  results: readonly Value[],
  rule: AssembleRule = 'D',
  labels: Vector | null = null,
): Value {
  const [first] = results
  if (first === undefined || rule === 'U') return new Tuple([...results])
  if (results.every(result => result instanceof Scalar)) return scalars(results as Scalar[], rule)
  if (rule === 'K' && results.some(result => result instanceof Vector)) return new Tuple([...results])
  if (results.every(result => result instanceof Vector && !(result instanceof Tuple))) {
    return columns(results as Vector[], rule, labels)
  }
  if (results.every(result => result instanceof Dictionary))
    return tableOfDictionaries(results as Dictionary[])
  return new Tuple([...results])
}

function scalars(results: readonly Scalar[], rule: AssembleRule): Value {
  if (rule === 'C')
    return vectorOfScalars(
      results[0]!.type,
      results.map(result => castScalar(result, results[0]!.type)),
    )
  const types = new Set(results.map(result => result.type).filter(type => type !== VOID))
  if (types.size <= 1) return vectorOf([...results])
  const common = commonTypeOf(types)
  // Numbers of different types make a vector of the widest; other mixtures stay as they are.
  return common === null || common === ANY ? new Tuple([...results]) : vectorOf([...results])
}

function columns(results: readonly Vector[], rule: AssembleRule, labels: Vector | null): Value {
  const [first] = results
  const same = results.every(result => result.length === first!.length)
  const type: DataType | null = rule === 'C' ? first!.type : commonTypeOf(results.map(result => result.type))
  if (!same || type === null || type.storage === 'array' || type.storage === 'any')
    return new Tuple([...results])
  if (isLiteral(type) && type.name !== 'SYMBOL' && first!.length === 0) return new Tuple([...results])
  const data = concatenate(
    type,
    results.map(result => castVector(result, type)),
  )
  return new Matrix(data, first!.length, results.length, null, labels)
}

// The columns are the first one's keys; what another one lacks is null.
function tableOfDictionaries(results: readonly Dictionary[]): Value {
  const keys = [...results[0]!.entries.values()].map(entry => entry.key)
  if (!keys.every(key => typeof key === 'string')) return new Tuple([...results])
  return new Table(
    keys as string[],
    keys.map(key => vectorOf(results.map(result => result.get(key) ?? NULL))),
  )
}

/** What several functions give for the same arguments: their names label it where it is a matrix. */
export function assembleOfFunctions(functions: readonly Callable[], results: readonly Value[]): Value {
  const labels = StringVector.of(functions.map(each => each.name))
  const lengths = new Set(results.flatMap(result => (result instanceof Vector ? [result.length] : [])))
  if (lengths.size !== 1) return assemble(results, 'D', labels)
  // Beside columns a single value is one too.
  const [length] = [...lengths]
  return assemble(
    results.map(result => (result instanceof Scalar ? columnFrom(result, length!) : result)),
    'D',
    labels,
  )
}

/** Names of columns as labels, or null where there are none. */
export const labelsOf = (value: Value): Vector | null =>
  value instanceof Matrix
    ? value.columnLabels
    : value instanceof Table
      ? StringVector.of([...value.names])
      : null
