import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat } from '../../values/cast/vector.ts'
import { BOOL, type DataType, DOUBLE, isLiteral } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { nullVector } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { number, truth, wrongArgument } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { applySeries } from '../lift/series-forms.ts'
import { mapColumns } from '../lift/unary.ts'

// Turning points and changes of state in a series.

const missing = nullOf(DOUBLE) as number
const doublesOf = (column: Vector) => castFlat(column, DOUBLE).data as Float64Array

/** Elements above both their neighbours (`sign` 1) or below (−1). Of equal ones in a row the middle one, unless strict. */
function turns(column: Vector, sign: 1 | -1, strict: boolean): Vector {
  const data = doublesOf(column)
  const out = allocateResult(BOOL, data.length)
  for (let start = 1; start + 1 < data.length; ) {
    let last = start
    while (last + 1 < data.length && data[last + 1] === data[start]) last++
    const sides = [data[start - 1]!, data[last + 1] ?? missing]
    const stands =
      data[start] !== missing && sides.every(side => side !== missing && sign * (data[start]! - side) > 0)
    if (stands && (last === start || !strict)) out.data[(start + last) >> 1] = 1
    start = last + 1
  }
  return out
}

const isMeasure = (type: DataType) =>
  isPlainNumber(type) || type.category === 'TEMPORAL' || type.category === 'DECIMAL'

function turning(
  name: 'isPeak' | 'isValley',
  sign: 1 | -1,
  word: string,
  examples: Builtin['definition']['examples'],
) {
  return define({
    name,
    signature: `${name}(X, [strict=true])`,
    kind: 'series',
    doc: `Whether each element is ${word} than both its neighbours. Of equal elements in a row the middle one is, with strict=false.`,
    examples,
    run: (_, x, strict) => {
      const isStrict = truth(strict, name, 'strict', true)
      if (x instanceof Table)
        return mapColumns(x, column => (isMeasure(column.type) ? turns(column, sign, isStrict) : column))
      return applySeries({ name, of: ([column]) => turns(column!, sign, isStrict) }, [x!])
    },
  })
}

export const isPeak = turning('isPeak', 1, 'larger', [
  ['isPeak([1, 2.2, 2.2, 2.3, 1])', '[false,false,false,true,false]'],
  ['isPeak([1, 2.2, 2.2, 2.2, 1.6], false)', '[false,false,true,false,false]'],
])
export const isValley = turning('isValley', -1, 'smaller', [
  ['isValley([3.1, 2.2, 1.3, 2.1])', '[false,false,true,false]'],
])

/** For each element the last valid one before (after) the stretch of equal elements that it is in. */
function otherState(column: Vector, forward: boolean): Vector {
  const read = rawReader(column)
  const indices = allocate('i32', column.length)
  const step = forward ? 1 : -1
  let valid = -1
  for (let k = 0, i = forward ? 0 : column.length - 1; k < column.length; k++, i += step) {
    const isNull = column.isNullAt(i)
    const goes = k > 0 && !isNull && !column.isNullAt(i - step) && read(i) === read(i - step)
    indices[i] = goes ? indices[i - step]! : valid
    if (!isNull) valid = i
  }
  return column.gather(indices)
}

function state(
  name: 'prevState' | 'nextState',
  forward: boolean,
  word: string,
  example: readonly [string, string],
) {
  return define({
    name,
    signature: `${name}(X)`,
    kind: 'series',
    doc: `The ${word} state of each element: equal elements in a row are one state, nulls have none.`,
    examples: [example],
    run: (_, x) => applySeries({ name, of: ([column]) => otherState(column!, forward) }, [x!]),
  })
}

export const prevState = state('prevState', true, 'previous', [
  'prevState([1, 2.2, NULL, 2.2, 2.3, 1, 1])',
  '[,1,2.2,2.2,2.2,2.3,2.3]',
])
export const nextState = state('nextState', false, 'next', [
  'nextState([1, 2.2, NULL, 2.2, 2.3, 1])',
  '[2.2,2.2,2.2,2.3,1,]',
])

function trueRanges([high, low, close]: readonly Float64Array[]): FixedVector {
  const out = allocateResult(DOUBLE, high!.length)
  const data = out.data as Float64Array
  for (let row = 0; row < data.length; row++) {
    const [top, bottom, before] = [high![row]!, low![row]!, row === 0 ? missing : close![row - 1]!]
    const isKnown = top !== missing && bottom !== missing && before !== missing
    data[row] = isKnown
      ? Math.max(Math.abs(top - bottom), Math.abs(top - before), Math.abs(before - bottom))
      : missing
  }
  out.mayHoldNulls = true
  return out
}

export const trueRange = define({
  name: 'trueRange',
  signature: 'trueRange(high, low, close)',
  kind: 'series',
  doc: 'The largest distance between the highest price, the lowest price and the last closing price.',
  examples: [['trueRange(11 12 13, 9 10 11, 10 11 12)', '[,2,2]']],
  run: (_, high, low, close) =>
    applySeries({ name: 'trueRange', of: columns => trueRanges(columns.map(doublesOf)) }, [
      high!,
      low!,
      close!,
    ]),
})

interface ZigzagRule {
  readonly change: number
  readonly percent: boolean
  readonly retrace: boolean
  readonly lastExtreme: boolean
}

/** Turning points of a series (its upper and lower side): each is far enough from the one before, all others are null. */
function turningPoints(high: Float64Array, low: Float64Array, rule: ZigzagRule): FixedVector {
  const out = allocateResult(DOUBLE, high.length)
  const data = out.data as Float64Array
  data.fill(missing)
  out.mayHoldNulls = true
  if (high.length === 0) return out
  let fixed = { row: 0, price: (high[0]! + low[0]!) / 2 }
  let latest = fixed
  let trend = 0
  const away = (direction: 1 | -1) => {
    if (rule.retrace && rule.percent && trend !== 0)
      return latest.price + direction * Math.abs(latest.price - fixed.price) * rule.change
    return rule.percent
      ? latest.price * (1 + direction * rule.change)
      : latest.price + direction * rule.change
  }
  for (let row = 1; row < high.length; row++) {
    const [top, bottom] = [high[row]!, low[row]!]
    if (trend === 0) {
      if (top >= away(1)) trend = 1
      else if (bottom <= away(-1)) trend = -1
      else continue
    }
    const [ahead, back] = trend === 1 ? [top, bottom] : [bottom, top]
    const goesOn = trend * (ahead - latest.price)
    if (latest === fixed || goesOn > 0 || (goesOn === 0 && rule.lastExtreme)) latest = { row, price: ahead }
    if (trend * (away(trend === 1 ? -1 : 1) - back) >= 0 && latest.row !== row) {
      data[fixed.row] = fixed.price
      fixed = latest
      latest = { row, price: back }
      trend = -trend
    }
  }
  data[fixed.row] = fixed.price
  data[latest.row] = latest.price
  return out
}

export const zigzag = define({
  name: 'zigzag',
  signature: 'zigzag(HL, [change=10], [percent=true], [retrace=false], [lastExtreme=true])',
  kind: 'series',
  doc: 'The turning points of prices, or of a matrix of two columns with highest and lowest prices, that are at least `change` (percent) from the one before; null elsewhere.',
  examples: [['zigzag(1.2 3 14 25 17.8 19 10)', '[1.2,,,25,,,10]']],
  run: (_, prices, change, percent, retrace, lastExtreme) => {
    const isPercent = truth(percent, 'zigzag', 'percent', true)
    const rule = {
      change: number(change, 'zigzag', 'change', 10) / (isPercent ? 100 : 1),
      percent: isPercent,
      retrace: truth(retrace, 'zigzag', 'retrace', false),
      lastExtreme: truth(lastExtreme, 'zigzag', 'lastExtreme', true),
    }
    if (prices instanceof Matrix) {
      if (prices.columns !== 2)
        throw new ScriptError(`zigzag: HL should have two columns, not ${prices.columns}.`)
      return turningPoints(doublesOf(prices.column(0)), doublesOf(prices.column(1)), rule)
    }
    if (!(prices instanceof Vector) || isLiteral(prices.type))
      throw wrongArgument('zigzag(HL)', 'HL', 'a numeric vector or matrix', prices as Value)
    if (prices.length === 0) return nullVector(DOUBLE, 0)
    return turningPoints(doublesOf(prices), doublesOf(prices), rule)
  },
})
