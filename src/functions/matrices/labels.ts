import { ScriptError } from '../../runtime/script-error.ts'
import { commonType } from '../../values/cast/promote.ts'
import { castVector } from '../../values/cast/vector.ts'
import { compareRaws } from '../../values/compare.ts'
import { BOOL, type DataType, isLiteral, STRING } from '../../values/data-type.ts'
import { displayScalar } from '../../values/format/scalar.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { keyOf } from '../../values/forms/set.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { text, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { matrixArgument } from '../doubles-of.ts'
import { sequence, truePlaces } from '../indexing/positions.ts'
import { cellsOf } from '../indexing/read-matrix.ts'
import { rawReader } from '../lift/plans/elements.ts'

export const rowNames = define({
  name: 'rowNames',
  signature: 'rowNames(X)',
  kind: 'system',
  doc: 'The row labels of a matrix; an empty vector if it has none.',
  examples: [['x = 1..4$2:2; x.rename!(1 2, `a`b); rowNames(x)', '[1,2]']],
  run: (_, x) => matrixArgument(x, 'rowNames(X)').rowLabels ?? vectorOf([]),
})

/** Rows and columns of a matrix at these places (−1: nulls), with other labels. */
function placed(
  matrix: Matrix,
  rows: Int32Array,
  columns: Int32Array,
  rowLabels: Vector | null,
  columnLabels: Vector | null,
): Matrix {
  const data = matrix.data.gather(cellsOf(matrix, rows, columns))
  return new Matrix(data, rows.length, columns.length, rowLabels, columnLabels)
}

/** Which rows or columns a filter means: truths, a label, labels, or a range of them. */
function chosen(
  filter: Value | undefined,
  labels: Vector | null,
  count: number,
  parameter: string,
  indexed: boolean,
): Int32Array {
  if (filter === undefined || (filter instanceof Scalar && filter.type.category === 'VOID'))
    return sequence(0, count)
  if (filter instanceof Vector && filter.type === BOOL) return truePlaces(filter as FixedVector, count)
  if (!labels)
    throw new ScriptError(`loc: ${parameter} chooses by label, but the matrix has no labels there.`)
  if (filter instanceof Pair) {
    if (!indexed)
      throw new ScriptError(`loc: ${parameter} is a range, so the matrix should be an indexed one.`)
    return between(filter, labels)
  }
  const sought = filter instanceof Vector ? filter : vectorOf([filter])
  if (sought instanceof Tuple) throw wrongArgument('loc', parameter, 'a label, labels or truths', filter)
  return labelPlaces(labels, labelType(labels, sought), sought)
}

function labelPlaces(labels: Vector, type: DataType, sought: Vector): Int32Array {
  const places = new Map<unknown, number[]>()
  const read = rawReader(castVector(labels, type))
  for (let i = 0; i < labels.length; i++) {
    const key = keyOf(read(i))
    const known = places.get(key)
    if (known) known.push(i)
    else places.set(key, [i])
  }
  const readSought = rawReader(castVector(sought, type))
  const found: number[] = []
  for (let i = 0; i < sought.length; i++) {
    const rows = places.get(keyOf(readSought(i)))
    if (!rows) throw new ScriptError(`loc: there is no label ${displayScalar(sought.get(i) as Scalar)}.`)
    found.push(...rows)
  }
  return Int32Array.from(found)
}

// Both ends included.
function between(range: Pair, labels: Vector): Int32Array {
  const type = labelType(labels, vectorOf([range.get(0)]))
  const read = rawReader(castVector(labels, type))
  const ends = rawReader(castVector(vectorOf([range.get(0), range.get(1)]), type))
  return sequence(0, labels.length).filter(
    i =>
      (range.get(0).isNull || compareRaws(type, read(i), ends(0)) >= 0) &&
      (range.get(1).isNull || compareRaws(type, read(i), ends(1)) <= 0),
  )
}

/** The type in which two sets of labels can be compared. @throws ScriptError */
function labelType(x: Vector, y: Vector): DataType {
  if (isLiteral(x.type) && isLiteral(y.type)) return STRING
  const alike = x.type === y.type || (x.type.category === y.type.category && x.type.category !== 'TEMPORAL')
  const type = alike ? commonType(x.type, y.type) : null
  if (type) return type
  throw new ScriptError(`Labels of type ${x.type} can't be compared with labels of type ${y.type}.`)
}

export const loc = define({
  name: 'loc',
  signature: 'loc(obj, [rowFilter], [colFilter], [view=false])',
  kind: 'system',
  doc: 'Rows and columns of a matrix by their labels: one, several, a range (of an indexed matrix, both ends included), or truths. A copy, also with view.',
  examples: [
    ['flatten(loc(1..6$2:3, true false))', '[1,3,5]'],
    ['m = 1..6$2:3; m.rename!(`a`b`c); flatten(m.loc(colFilter=`c`a))', '[5,6,1,2]'],
  ],
  run: (_, x, rowFilter, colFilter, view) => {
    const matrix = matrixArgument(x, 'loc(obj, rowFilter, [colFilter])', 'obj')
    truth(view, 'loc', 'view', false)
    const indexed = matrix.index !== 'none'
    const rows = chosen(rowFilter, matrix.rowLabels, matrix.rows, 'rowFilter', indexed)
    const columns = chosen(colFilter, matrix.columnLabels, matrix.columns, 'colFilter', indexed)
    const labels = [
      matrix.rowLabels?.gather(rows) ?? null,
      matrix.columnLabels?.gather(columns) ?? null,
    ] as const
    const part = placed(matrix, rows, columns, ...labels)
    part.index = matrix.index
    return part
  },
})

type Joined = 'outer' | 'inner' | 'left' | 'right' | 'asof'

const shortNames: Record<string, Joined> = {
  fj: 'outer',
  outer: 'outer',
  ej: 'inner',
  inner: 'inner',
  lj: 'left',
  left: 'left',
  aj: 'asof',
  asof: 'asof',
}

/** Two sets of labels joined, and the place of each in either (−1: none). */
interface LabelJoin {
  readonly labels: Vector
  readonly left: Int32Array
  readonly right: Int32Array
}

function joinLabels(x: Vector, y: Vector, how: Joined): LabelJoin {
  if (how === 'right') {
    const { labels, left, right } = joinLabels(y, x, 'left')
    return { labels, left: right, right: left }
  }
  const type = labelType(x, y)
  const [a, b] = [castVector(x, type), castVector(y, type)]
  const pairs = how === 'asof' ? asofPairs(type, a, b) : equalPairs(type, a, b, how)
  const left = Int32Array.from(pairs, pair => pair[0])
  const right = Int32Array.from(pairs, pair => pair[1])
  const both = a.clone()
  both.append(b)
  const labels = both.gather(Int32Array.from(pairs, ([i, j]) => (i >= 0 ? i : a.length + j)))
  return { labels, left, right }
}

function equalPairs(type: DataType, a: Vector, b: Vector, how: Joined): [number, number][] {
  const [readA, readB] = [rawReader(a), rawReader(b)]
  const matches = new Map<unknown, number[]>()
  for (let j = 0; j < b.length; j++) {
    const key = keyOf(readB(j))
    const known = matches.get(key)
    if (known) known.push(j)
    else matches.set(key, [j])
  }
  const pairs: [number, number][] = []
  const met = new Set<unknown>()
  for (let i = 0; i < a.length; i++) {
    const key = keyOf(readA(i))
    met.add(key)
    const places = matches.get(key) ?? (how === 'inner' ? [] : [-1])
    for (const j of places) pairs.push([i, j])
  }
  if (how !== 'outer') return pairs
  for (let j = 0; j < b.length; j++) if (!met.has(keyOf(readB(j)))) pairs.push([-1, j])
  const label = ([i, j]: [number, number]) => (i >= 0 ? readA(i) : readB(j))
  return pairs.sort((p, q) => compareRaws(type, label(p), label(q)))
}

// For each label of the left the last of the right that is no larger.
function asofPairs(type: DataType, a: Vector, b: Vector): [number, number][] {
  const [readA, readB] = [rawReader(a), rawReader(b)]
  return Array.from({ length: a.length }, (_, i) => {
    let [low, high] = [0, b.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (compareRaws(type, readB(middle), readA(i)) <= 0) low = middle + 1
      else high = middle
    }
    return [i, low - 1]
  })
}

function howNamed(name: string, usage: string): Joined {
  const how = shortNames[name]
  if (how) return how
  throw new ScriptError(`Usage: ${usage}. how should be outer, inner, left or asof, not '${name}'.`)
}

function needed(labels: Vector | null, kind: 'row' | 'column'): Vector {
  if (labels) return labels
  throw new ScriptError(`align: both matrices need ${kind} labels.`)
}

export const align = define({
  name: 'align',
  signature: "align(left, right, [how='outer'], [byRow], [view=true])",
  kind: 'system',
  doc: "Two matrices brought to the same labels, as a tuple: of rows (byRow true), columns (false) or both. How labels meet: outer (fj), inner (ej), left (lj), asof (aj), or one for rows and one for columns ('aj,fj').",
  examples: [
    [
      'a = matrix(1 2, 3 4).rename!(1 2); b = matrix(5 6, 7 8).rename!(2 3); x, y = align(a, b, byRow=false); flatten(x)',
      '[1,2,3,4,,]',
    ],
  ],
  run: (_, x, y, how, byRow) => {
    const usage = "align(left, right, [how='outer'], [byRow])"
    const [left, right] = [matrixArgument(x, usage, 'left'), matrixArgument(y, usage, 'right')]
    const ways = text(how, usage, 'how', 'outer').split(',')
    if (ways.length > 2)
      throw new ScriptError(`Usage: ${usage}. how is one or two words with a comma between.`)
    const both = byRow === undefined || (byRow instanceof Scalar && byRow.isNull)
    const [ofRows, ofColumns] = both
      ? [true, true]
      : [truth(byRow, usage, 'byRow'), !truth(byRow, usage, 'byRow')]
    const rows = ofRows
      ? joinLabels(needed(left.rowLabels, 'row'), needed(right.rowLabels, 'row'), howNamed(ways[0]!, usage))
      : null
    const columns = ofColumns
      ? joinLabels(
          needed(left.columnLabels, 'column'),
          needed(right.columnLabels, 'column'),
          howNamed(ways.at(-1)!, usage),
        )
      : null
    const brought = (matrix: Matrix, side: 'left' | 'right') =>
      placed(
        matrix,
        rows ? rows[side] : sequence(0, matrix.rows),
        columns ? columns[side] : sequence(0, matrix.columns),
        rows ? rows.labels : matrix.rowLabels,
        columns ? columns.labels : matrix.columnLabels,
      )
    return new Tuple([brought(left, 'left'), brought(right, 'right')])
  },
})

export const merge = define({
  name: 'merge',
  signature: "merge(left, right, [how='inner'])",
  kind: 'system',
  doc: 'Two indexed series, or indexed matrices, side by side at the row labels they have in common (inner), that either has (outer), of the left or right, or the latest of the right for each of the left (asof).',
  examples: [
    ['flatten(merge(indexedSeries(1 2 3, 4 5 6), indexedSeries(2 3 4, 7 8 9)))', '[5,6,7,8]'],
    ["flatten(merge(indexedSeries(1 2 3, 4 5 6), indexedSeries(2 3 4, 7 8 9), 'left'))", '[4,5,6,,7,8]'],
  ],
  run: (_, x, y, how) => {
    const usage = "merge(left, right, [how='inner'])"
    const [left, right] = [indexedArgument(x, usage, 'left'), indexedArgument(y, usage, 'right')]
    if (left.index !== right.index)
      throw new ScriptError('merge: left and right should both be indexed series, or both indexed matrices.')
    const way = text(how, usage, 'how', 'inner')
    const rows = joinLabels(
      left.rowLabels!,
      right.rowLabels!,
      way === 'right' ? 'right' : howNamed(way, usage),
    )
    const type = commonType(left.type, right.type)
    if (!type) throw new ScriptError(`merge: ${left.type} and ${right.type} can't be in one matrix.`)
    const side = (matrix: Matrix, places: Int32Array) =>
      castVector(matrix.data.gather(cellsOf(matrix, places, sequence(0, matrix.columns))), type).clone()
    const data = side(left, rows.left)
    data.append(side(right, rows.right))
    return new Matrix(
      data,
      rows.left.length,
      left.columns + right.columns,
      rows.labels,
      sideBySide(left, right),
    )
  },
})

function indexedArgument(x: Value | undefined, usage: string, parameter: string): Matrix {
  if (x instanceof Matrix && x.index !== 'none' && x.rowLabels) return x
  throw wrongArgument(usage, parameter, 'an indexed series or indexed matrix', x)
}

function sideBySide(left: Matrix, right: Matrix): Vector | null {
  if (left.index === 'series') return StringVector.of(['series1', 'series2'])
  const [a, b] = [left.columnLabels, right.columnLabels]
  if (!a || !b) return null
  const type = isLiteral(a.type) && isLiteral(b.type) ? STRING : (commonType(a.type, b.type) ?? STRING)
  const labels = castVector(a, type).clone()
  labels.append(castVector(b, type))
  return labels
}
