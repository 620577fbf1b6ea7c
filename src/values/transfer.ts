import type { Expression, Statement } from '../../grammar/tree/ast.ts'
import { type DataType, typeOfCode } from './data-type.ts'
import { Chart } from './forms/chart.ts'
import { Code } from './forms/code.ts'
import { Dictionary } from './forms/dictionary.ts'
import { ForeignFunction, ForeignObject, ForeignTable } from './forms/foreign.ts'
import { FunctionValue } from './forms/function-value.ts'
import { Matrix } from './forms/matrix.ts'
import { Pair } from './forms/pair.ts'
import { Scalar } from './forms/scalar.ts'
import { SetValue } from './forms/set.ts'
import { SystemObject } from './forms/system-object.ts'
import { Table, type TableKind } from './forms/table.ts'
import { Tensor } from './forms/tensor.ts'
import type { TypedArray } from './memory.ts'
import type { Raw } from './null.ts'
import { retain } from './ownership.ts'
import type { Value } from './value.ts'
import { ArrayVector } from './vectors/array-vector.ts'
import { FixedVector } from './vectors/fixed-vector.ts'
import { StringVector, type Utf8 } from './vectors/string-vector.ts'
import { SymbolBase, SymbolVector } from './vectors/symbol-vector.ts'
import { Tuple } from './vectors/tuple.ts'
import { UnionVector } from './vectors/union-vector.ts'
import { Vector } from './vectors/vector.ts'

// Structured clone drops classes, so a value travels as a plain record. Typed arrays lie over shared memory and pass by
// reference: both threads then see the same column, so each side marks it as held from elsewhere, and copies before a change.

type Type = readonly [code: number, scale: number]

/** A value as postMessage takes it. */
export type Transferable =
  | { readonly is: 'scalar'; readonly type: Type; readonly raw: Raw }
  | { readonly is: 'pair'; readonly type: Type; readonly first: Raw; readonly second: Raw }
  | { readonly is: 'fixed'; readonly type: Type; readonly data: TypedArray; readonly nulls: boolean }
  | { readonly is: 'texts'; readonly type: Type; readonly texts: readonly string[] }
  | { readonly is: 'utf8'; readonly type: Type; readonly utf8: Utf8 }
  | { readonly is: 'symbols'; readonly codes: Int32Array; readonly base: string[]; readonly nulls: boolean }
  | { readonly is: 'rows'; readonly offsets: Int32Array; readonly flat: Transferable }
  | {
      readonly is: 'union'
      readonly codes: Int8Array
      readonly places: Int32Array
      readonly parts: readonly (readonly [code: number, part: Transferable])[]
    }
  | {
      readonly is: 'tuple'
      readonly type: Type
      readonly items: readonly Transferable[]
      readonly columnar: boolean
    }
  | {
      readonly is: 'matrix'
      readonly data: Transferable
      readonly shape: readonly [rows: number, columns: number]
      readonly labels: readonly [rows: Transferable | null, columns: Transferable | null]
      readonly index: Matrix['index']
    }
  | { readonly is: 'set'; readonly type: Type; readonly raws: readonly Raw[] }
  | {
      readonly is: 'dictionary'
      readonly types: readonly [key: Type, value: Type]
      readonly ordered: boolean
      readonly keys: readonly Raw[]
      readonly values: readonly Transferable[]
      readonly chart: boolean
    }
  | {
      readonly is: 'table'
      readonly names: readonly string[]
      readonly columns: readonly Transferable[]
      readonly kind: TableKind
      readonly keyColumns: readonly string[]
      readonly timeColumn: string | null
      readonly columnComments: Readonly<Record<string, string>>
      readonly sharedName: string | null
    }
  | { readonly is: 'function'; readonly name: string; readonly text: string }
  | { readonly is: 'code'; readonly node: Expression | Statement }
  | { readonly is: 'system'; readonly type: Type; readonly text: string }
  | { readonly is: 'tensor'; readonly data: Transferable; readonly shape: readonly number[] }
  | {
      readonly is: 'foreign table'
      readonly names: readonly string[]
      readonly types: readonly Type[]
      readonly text: string
    }

const tag = (type: DataType): Type => [type.code, type.scale]
const untag = ([code, scale]: Type): DataType => typeOfCode(code, scale)!

// From about here on, sharing bytes costs less than cloning strings.
const SHARED_TEXTS = 64

function packVector(vector: Vector): Transferable {
  const type = tag(vector.type)
  if (vector instanceof FixedVector) {
    return { is: 'fixed', type, data: vector.data, nulls: vector.mayHoldNulls }
  }
  if (vector instanceof StringVector) {
    if (vector.length < SHARED_TEXTS) return { is: 'texts', type, texts: vector.texts() }
    return { is: 'utf8', type, utf8: vector.utf8() }
  }
  if (vector instanceof SymbolVector) {
    // A base that is much larger than the column stays here; the column takes its own strings along.
    const own = vector.base.size > 2 * vector.length + 16 ? vector.compacted() : vector
    return { is: 'symbols', codes: own.codes, base: own.base.strings, nulls: own.mayHoldNulls }
  }
  if (vector instanceof ArrayVector) {
    return { is: 'rows', offsets: vector.offsets, flat: toTransferable(vector.flat) }
  }
  if (vector instanceof UnionVector) {
    const { codes, places, parts } = vector.compacted()
    const packed = [...parts].map(([code, part]) => [code, toTransferable(part)] as const)
    return { is: 'union', codes, places, parts: packed }
  }
  const tuple = vector as Tuple
  return { is: 'tuple', type, items: tuple.items.map(toTransferable), columnar: tuple.columnar }
}

function packTable(table: Table): Transferable {
  return {
    is: 'table',
    names: table.names,
    columns: table.columns.map(toTransferable),
    kind: table.kind,
    keyColumns: table.keyColumns,
    timeColumn: table.timeColumn,
    columnComments: table.columnComments,
    sharedName: table.sharedName,
  }
}

function packMatrix(matrix: Matrix): Transferable {
  const { rowLabels, columnLabels } = matrix
  return {
    is: 'matrix',
    data: toTransferable(matrix.data),
    shape: [matrix.rows, matrix.columns],
    labels: [rowLabels && toTransferable(rowLabels), columnLabels && toTransferable(columnLabels)],
    index: matrix.index,
  }
}

function packDictionary(dictionary: Dictionary): Transferable {
  const entries = [...dictionary.entries.values()]
  return {
    is: 'dictionary',
    types: [tag(dictionary.keyType), tag(dictionary.valueType)],
    ordered: dictionary.ordered,
    keys: entries.map(entry => entry.key),
    values: entries.map(entry => toTransferable(entry.value)),
    chart: dictionary instanceof Chart,
  }
}

/**
 * `value` for another thread. Column memory is shared, not copied, and `value` is marked as held elsewhere. Functions,
 * handles and tables that aren't in memory go as their text.
 */
export function toTransferable(value: Value): Transferable {
  if (value instanceof Scalar) return { is: 'scalar', type: tag(value.type), raw: value.raw }
  if (value instanceof Vector) return packVector(retain(value))
  if (value instanceof Table) return packTable(retain(value))
  if (value instanceof Pair) {
    return { is: 'pair', type: tag(value.type), first: value.first, second: value.second }
  }
  if (value instanceof Matrix) return packMatrix(retain(value))
  if (value instanceof SetValue) return { is: 'set', type: tag(value.type), raws: [...value.items.values()] }
  if (value instanceof Dictionary) return packDictionary(value)
  if (value instanceof FunctionValue) return { is: 'function', name: value.name, text: value.describe() }
  if (value instanceof Code) return { is: 'code', node: value.node }
  if (value instanceof Tensor) {
    return { is: 'tensor', data: toTransferable(value.data), shape: value.shape }
  }
  if (value instanceof SystemObject) return { is: 'system', type: tag(value.type), text: value.describe() }
  return { is: 'foreign table', names: value.names, types: value.types.map(tag), text: value.describe }
}

/** Finds the function that a name, or a source text, stands for in this thread; undefined when it can't be. */
export type FunctionFinder = (name: string, text: string) => FunctionValue | undefined

/** What one call has met: columns that shared a symbol base share one again. */
interface Unpacking {
  readonly find: FunctionFinder
  readonly bases: Map<string[], SymbolBase>
}

function baseOf(strings: string[], unpacking: Unpacking): SymbolBase {
  let base = unpacking.bases.get(strings)
  if (!base) {
    base = SymbolBase.of(strings)
    unpacking.bases.set(strings, base)
  }
  return base
}

function unpackTable(data: Extract<Transferable, { is: 'table' }>, unpacking: Unpacking): Table {
  const table = new Table(
    [...data.names],
    data.columns.map(column => unpack(column, unpacking) as Vector),
  )
  table.kind = data.kind
  table.keyColumns = data.keyColumns
  table.timeColumn = data.timeColumn
  table.columnComments = data.columnComments
  table.sharedName = data.sharedName
  return table
}

function unpackMatrix(data: Extract<Transferable, { is: 'matrix' }>, unpacking: Unpacking): Matrix {
  const [rowLabels, columnLabels] = data.labels.map(labels => labels && (unpack(labels, unpacking) as Vector))
  const matrix = new Matrix(unpack(data.data, unpacking) as Vector, ...data.shape, rowLabels, columnLabels)
  matrix.index = data.index
  return matrix
}

function unpackDictionary(
  data: Extract<Transferable, { is: 'dictionary' }>,
  unpacking: Unpacking,
): Dictionary {
  const dictionary = data.chart
    ? new Chart()
    : new Dictionary(untag(data.types[0]), untag(data.types[1]), data.ordered)
  for (let i = 0; i < data.keys.length; i++) dictionary.set(data.keys[i]!, unpack(data.values[i]!, unpacking))
  return dictionary
}

function unpackNew(data: Transferable, unpacking: Unpacking): Value {
  switch (data.is) {
    case 'scalar':
      return new Scalar(untag(data.type), data.raw)
    case 'pair':
      return new Pair(untag(data.type), data.first, data.second)
    case 'fixed':
      return new FixedVector(untag(data.type), data.data, data.nulls)
    case 'texts':
      return StringVector.of([...data.texts], untag(data.type))
    case 'utf8':
      return StringVector.ofUtf8(data.utf8, untag(data.type))
    case 'symbols':
      return new SymbolVector(data.codes, baseOf(data.base, unpacking), data.nulls)
    case 'rows':
      return new ArrayVector(data.offsets, unpack(data.flat, unpacking) as Vector)
    case 'union': {
      const parts = data.parts.map(([code, part]) => [code, unpack(part, unpacking) as Vector] as const)
      return new UnionVector(data.codes, data.places, new Map(parts))
    }
    case 'tuple': {
      const items = data.items.map(item => unpack(item, unpacking))
      return new Tuple(items, data.columnar, untag(data.type))
    }
    case 'matrix':
      return unpackMatrix(data, unpacking)
    case 'set':
      return new SetValue(untag(data.type), data.raws)
    case 'dictionary':
      return unpackDictionary(data, unpacking)
    case 'table':
      return unpackTable(data, unpacking)
    case 'function':
      return unpacking.find(data.name, data.text) ?? new ForeignFunction(data.name, data.text)
    case 'code':
      return new Code(data.node)
    case 'system':
      return new ForeignObject(untag(data.type), data.text)
    case 'tensor':
      return new Tensor(unpack(data.data, unpacking) as FixedVector, data.shape)
    case 'foreign table':
      return new ForeignTable(data.names, data.types.map(untag), data.text)
  }
}

// Memory that came from another thread isn't this one's to change.
const unpack = (data: Transferable, unpacking: Unpacking): Value => retain(unpackNew(data, unpacking))

/** The value that was sent. Functions can be shown, but not called: see fromTransferableFinding. */
export const fromTransferable = (data: unknown): Value => fromTransferableFinding(data, () => undefined)

/** As fromTransferable, but functions are looked for with `find`; those it doesn't know can only be shown. */
export function fromTransferableFinding(data: unknown, find: FunctionFinder): Value {
  return unpack(data as Transferable, { find, bases: new Map() })
}
