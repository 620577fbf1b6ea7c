import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { DataType } from '../../values/data-type.ts'
import { Chart } from '../../values/forms/chart.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { int, long, Scalar } from '../../values/forms/scalar.ts'
import { SetValue } from '../../values/forms/set.ts'
import { Table } from '../../values/forms/table.ts'
import { TableValue } from '../../values/forms/table-value.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { bools, ints, longs } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { text, truth } from '../argument.ts'
import { type Builtin, define } from '../define.ts'

// What values take up, and which there are.

// Beside its elements: of a scalar, a table, a column of a table, an entry of a dictionary or set.
const SCALAR_BYTES = 16
const TABLE_BYTES = 232
const COLUMN_BYTES = 40
const ENTRY_BYTES = 16

/** About how many bytes a value takes up. What is shared with others counts in full. */
export function bytesOf(value: Value): number {
  if (value instanceof Scalar) return Math.max(SCALAR_BYTES, value.type.width) + textBytes(value.raw)
  if (value instanceof Pair) return 2 * value.type.width
  if (value instanceof ArrayVector) return bytesOf(value.flat) + 4 * value.length
  if (value instanceof Tuple) return sum(value.items.map(bytesOf)) + 8 * value.length
  if (value instanceof SymbolVector) return 4 * value.length
  if (value instanceof StringVector)
    return sum(Array.from({ length: value.length }, (_, i) => 8 + textBytes(value.get(i).raw)))
  if (value instanceof Vector) return value.type.width * value.length
  if (value instanceof Matrix) return bytesOf(value.data)
  if (value instanceof SetValue) return value.items.size * (value.type.width + ENTRY_BYTES)
  if (value instanceof Dictionary)
    return sum(
      [...value.entries.values()].map(({ value: each }) => value.keyType.width + ENTRY_BYTES + bytesOf(each)),
    )
  if (value instanceof Table)
    return TABLE_BYTES + sum(value.columns.map(column => COLUMN_BYTES + bytesOf(column)))
  return SCALAR_BYTES
}

const textBytes = (raw: unknown) => (typeof raw === 'string' ? raw.length : 0)

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

export const memSize = define({
  name: 'memSize',
  signature: 'memSize(obj)',
  kind: 'system',
  doc: 'About how many bytes a value takes up in memory.',
  examples: [['memSize(1..100)', '400']],
  run: (_, x) => long(BigInt(bytesOf(x!))),
})

const typeName = (value: Value): string => {
  if (value instanceof Table) return value.kind.toUpperCase()
  if (value instanceof TableValue) return 'ALIAS'
  if (value instanceof Dictionary) return value.valueType.name
  return (value as { type?: DataType }).type?.name ?? value.form.toUpperCase()
}

// Handles, functions and code are scalars to it.
export const formName = (value: Value): string => {
  if (value instanceof Chart) return 'CHART'
  return ['system', 'function', 'code'].includes(value.form) ? 'SCALAR' : value.form.toUpperCase()
}

export const rowsOf = (value: Value): number => {
  if (value instanceof Vector || value instanceof SetValue)
    return value instanceof Vector ? value.length : value.items.size
  if (value instanceof Matrix || value instanceof Table) return value.rows
  if (value instanceof Dictionary) return value.entries.size
  if (value instanceof TableValue) return 0
  return value instanceof Pair ? 2 : 1
}

export const columnsOf = (value: Value): number => {
  if (value instanceof Matrix) return value.columns
  return value instanceof TableValue ? value.names.length : 1
}

function listed(context: Context, withShared: boolean): Table {
  const local = [...context.variables].map(([name, value]) => ({ name, value, shared: false }))
  const shared = withShared ? [...context.shared].map(([name, value]) => ({ name, value, shared: true })) : []
  const all = [...local, ...shared]
  const columns: Record<string, Vector> = {
    name: StringVector.of(all.map(({ name }) => name)),
    type: StringVector.of(all.map(({ value }) => typeName(value))),
    form: StringVector.of(all.map(({ value }) => formName(value))),
    rows: ints(all.map(({ value }) => rowsOf(value))),
    columns: ints(all.map(({ value }) => columnsOf(value))),
    bytes: longs(all.map(({ value }) => BigInt(bytesOf(value)))),
    shared: bools(all.map(({ shared: isShared }) => isShared)),
    extra: StringVector.of(all.map(({ value }) => (value instanceof TableValue ? value.location : ''))),
  }
  if (withShared) {
    const ownerOf = (name: string) => context.shared.ownerOf?.(name) ?? ''
    columns.owner = StringVector.of(all.map(({ name, shared: isShared }) => (isShared ? ownerOf(name) : '')))
  }
  return new Table(Object.keys(columns), Object.values(columns))
}

export const objs: Builtin = define({
  name: 'objs',
  signature: 'objs([shared=false])',
  kind: 'system',
  doc: 'A table of the variables of the session, and with shared=true of those that sessions share: type, form, size.',
  examples: [['x = 1 2 3; exec name from objs() where rows = 3', '["x"]']],
  run: (context, shared) => listed(context, truth(shared, 'objs', 'shared', false)),
})

export const refCount = define({
  name: 'refCount',
  signature: 'refCount(varname)',
  kind: 'system',
  doc: 'How many variables hold the value of the variable of that name, which counts, too.',
  examples: [['x = 1 2 3; y = x; refCount("x")', '2']],
  run: (context, name) => {
    const named = text(name, 'refCount(varname)', 'varname')
    const value = context.variable(named)
    if (value === undefined) throw new ScriptError(`Can't find the object with name ${named}`)
    const holders = [...context.variables.values(), ...[...context.shared].map(([, held]) => held)]
    return int(holders.filter(held => held === value).length)
  },
})
