import { ScriptError } from '../../runtime/script-error.ts'
import { together } from '../../values/cast/vector.ts'
import { ANY, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { NOTHING, NULL, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { concatenate, filledVector, vectorOf } from '../../values/vectors/build.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'

/** What a function has given on a node. */
export type NodeValue = readonly [alias: string, value: Value]

/**
 * The values of several nodes as pnodeRun gives them: tables one under the other, scalars and dictionaries as rows, vectors of
 * one length as a matrix's columns, nothing where all gave nothing, and everything else in a dictionary by node.
 */
export function merged(values: readonly NodeValue[], withName: boolean): Value {
  const all = values.map(([, value]) => value)
  const names = StringVector.of(values.map(([alias]) => alias))
  if (all.every(value => value === NOTHING)) return NOTHING
  if (all.every(value => value instanceof Table)) return stacked(values, all, withName)
  if (all.every(value => value instanceof Scalar)) return new Table(['Node', 'Value'], [names, vectorOf(all)])
  if (all.every(isColumn) && all.every(value => value.length === all[0]!.length))
    return new Matrix(together(all), all[0]!.length, all.length, null, names)
  if (all.every(value => value instanceof Dictionary && value.keyType === STRING))
    return asRows(names, all as Dictionary[], withName)
  const byNode = new Dictionary(STRING, ANY)
  for (const [alias, value] of values) byNode.set(alias, value)
  return byNode
}

const isColumn = (value: Value): value is Vector => value instanceof Vector && !(value instanceof Tuple)

function stacked(values: readonly NodeValue[], tables: readonly Table[], withName: boolean): Table {
  const [first] = tables
  const odd = tables.findIndex(({ names }) => String(names) !== String(first!.names))
  if (odd >= 0)
    throw new ScriptError(
      `The tables can't be put together: ${values[0]![0]} has the columns ${first!.names.join(', ')}, ${values[odd]![0]} has ${tables[odd]!.names.join(', ')}.`,
    )
  const columns = first!.names.map((_, i) => together(tables.map(table => table.columns[i]!)))
  if (!withName || first!.names.includes('node')) return new Table([...first!.names], columns)
  const nodes = values.map(([alias], i) => filledVector(STRING, tables[i]!.rows, alias))
  return new Table([...first!.names, 'node'], [...columns, concatenate(STRING, nodes)])
}

function asRows(nodes: Vector, dictionaries: readonly Dictionary[], withName: boolean): Table {
  const rows = dictionaries.map(
    each => new Map([...each.entries.values()].map(({ key, value }) => [String(key), value])),
  )
  const names = [...new Set(rows.flatMap(row => [...row.keys()]))]
  const columns = names.map(name => vectorOf(rows.map(row => row.get(name) ?? NULL)))
  return withName ? new Table(['Node', ...names], [nodes, ...columns]) : new Table(names, columns)
}
