import { dividedDifferences, newtonAt } from '../../kernels/interpolation/newton-polynomial.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isPlainNumber } from '../../values/cast/promote.ts'
import { castFlat, castVector } from '../../values/cast/vector.ts'
import { DOUBLE } from '../../values/data-type.ts'
import { allocate } from '../../values/memory.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { integer, text, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { overwrite } from '../nulls/nulls.ts'

interface Options {
  readonly method: string
  readonly limit: number
  readonly direction: string
  readonly area: string
}

/** One of the words that an option can be. @throws ScriptError */
function word(value: Value | undefined, parameter: string, words: readonly string[]): string {
  const given = text(value, 'interpolate', parameter, words[0]!)
  const found = words.find(each => each.toLowerCase() === given.toLowerCase())
  if (found !== undefined) return found
  throw new ScriptError(`interpolate: ${parameter} should be one of '${words.join("', '")}', not '${given}'.`)
}

/** A null row with the nearest valid rows around it; −1: there is none. */
interface Gap {
  readonly row: number
  readonly before: number
  readonly after: number
}

/** The rows to fill. */
function gaps(column: Vector, { limit, direction, area }: Options): Gap[] {
  const before = allocate('i32', column.length)
  let valid = -1
  for (let row = 0; row < column.length; row++) {
    if (!column.isNullAt(row)) valid = row
    before[row] = valid
  }
  const found: Gap[] = []
  let after = -1
  for (let row = column.length - 1; row >= 0; row--) {
    if (!column.isNullAt(row)) after = row
    else {
      const gap = { row, before: before[row]!, after }
      const [fromBefore, fromAfter] = [gap.before >= 0, after >= 0]
      const isReached =
        (direction !== 'backward' && fromBefore && row - gap.before <= limit) ||
        (direction !== 'forward' && fromAfter && after - row <= limit)
      const isInside = fromBefore && fromAfter
      if (isReached && (area === '' || (area === 'inside') === isInside)) found.push(gap)
    }
  }
  return found
}

/** The polynomial through all valid elements. */
function throughValid(column: Vector, places: Float64Array, data: Float64Array): (place: number) => number {
  const isValid = (_: number, row: number) => !column.isNullAt(row)
  const [x, y] = [places.filter(isValid), data.filter(isValid)]
  const factors = dividedDifferences(x, y)
  return place => newtonAt(x, factors, place)
}

function computed(column: Vector, places: Float64Array, method: string, found: readonly Gap[]): Vector {
  const out = allocateResult(DOUBLE, column.length)
  const data = out.data as Float64Array
  data.set(castFlat(column, DOUBLE).data as Float64Array)
  out.mayHoldNulls = true
  const polynomial = method === 'krogh' ? throughValid(column, places, data) : undefined
  for (const { row, before, after } of found) {
    if (polynomial) data[row] = polynomial(places[row]!)
    else if (before < 0 || after < 0) data[row] = data[Math.max(before, after)]!
    else {
      const slope = (data[after]! - data[before]!) / (places[after]! - places[before]!)
      data[row] = data[before]! + slope * (places[row]! - places[before]!)
    }
  }
  return out
}

/** Nulls replaced by the valid element before them or, if it is nearer and `method` says so, after them. */
function copied(column: Vector, places: Float64Array, method: string, found: readonly Gap[]): Vector {
  const indices = allocate('i32', column.length)
  for (let row = 0; row < column.length; row++) indices[row] = row
  for (const { row, before, after } of found) {
    const isNearer =
      before >= 0 && after >= 0 && places[after]! - places[row]! < places[row]! - places[before]!
    indices[row] = before < 0 || (method === 'nearest' && isNearer) ? after : before
  }
  return column.gather(indices)
}

function interpolated(column: Vector, options: Options, index: Value | undefined): Vector {
  if (!isPlainNumber(column.type)) throw wrongArgument('interpolate(X)', 'X', 'a numeric vector', column)
  const places = placesOf(column, index)
  const found = gaps(column, options)
  const { method } = options
  const isComputed = method === 'linear' || method === 'krogh'
  return isComputed ? computed(column, places, method, found) : copied(column, places, method, found)
}

function placesOf(column: Vector, index: Value | undefined): Float64Array {
  if (index === undefined) return Float64Array.from({ length: column.length }, (_, row) => row)
  const places = castFlat(vector(index, 'interpolate', 'index'), DOUBLE).data as Float64Array
  if (places.length !== column.length || places.includes(nullOf(DOUBLE) as number))
    throw new ScriptError('interpolate: index must be as long as X and without nulls.')
  return places
}

export const interpolate = define({
  name: 'interpolate',
  signature:
    "interpolate(X, [method='linear'], [limit], [inplace=false], [limitDirection='forward'], [limitArea=''], [index])",
  kind: 'series',
  doc: 'X with nulls replaced by what lies between (or beside) the valid elements around them: linear, pad, nearest or krogh. At most `limit` from a valid element on in limitDirection; limitArea: only those inside or outside of valid elements. index: where on a line the elements lie.',
  examples: [
    ['interpolate([NULL,1,2,NULL,NULL,5,NULL])', '[,1,2,3,4,5,5]'],
    ['interpolate([NULL,NULL,1,NULL], method="pad", limit=1, limitDirection="both")', '[,1,1,1]'],
  ],
  mutates: [0],
  run: (_, x, method, limit, inplace, direction, area, index) => {
    const column = vector(x, 'interpolate', 'X')
    const options = {
      method: word(method, 'method', ['linear', 'pad', 'nearest', 'krogh']),
      limit: integer(limit, 'interpolate', 'limit', Number.MAX_SAFE_INTEGER),
      direction: word(direction, 'limitDirection', ['forward', 'backward', 'both']),
      area: word(area, 'limitArea', ['', 'inside', 'outside']),
    }
    const result = interpolated(column, options, index)
    if (!truth(inplace, 'interpolate', 'inplace', false)) return result
    overwrite(column, castVector(result, column.type))
    return column
  },
})
