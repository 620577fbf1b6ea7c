import { ScriptError } from '../../runtime/script-error.ts'
import { DOUBLE, POINT } from '../../values/data-type.ts'
import { bool, type Scalar } from '../../values/forms/scalar.ts'
import { isNullRaw, type Lanes, nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { bools } from '../../values/vectors/fixed-vector.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { number, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { elementPlan } from '../lift/plans/kernel-plan.ts'

// Points on the earth, and in the plane.

/** Metres from the middle of the earth to its surface. */
const EARTH_RADIUS = 6371004

function onEarth(from: Lanes, to: Lanes): number {
  const radians = Math.PI / 180
  const [south, north] = [from.y * radians, to.y * radians]
  const cosine =
    Math.sin(south) * Math.sin(north) +
    Math.cos(south) * Math.cos(north) * Math.cos((from.x - to.x) * radians)
  return EARTH_RADIUS * Math.acos(Math.min(1, cosine))
}

const distances = new BinaryOperation('distance', (x, y) => {
  if (x !== POINT || y !== POINT) return null
  return elementPlan(DOUBLE, (a, b) =>
    isNullRaw(POINT, a) || isNullRaw(POINT, b) ? nullOf(DOUBLE) : onEarth(a as Lanes, b as Lanes),
  )
})

export const distance = define({
  name: 'distance',
  signature: 'distance(X, Y)',
  kind: 'elementwise',
  doc: 'How many metres two points on the earth are apart, each a point of longitude and latitude in degrees.',
  examples: [['distance(point(180, 24.118418), point(180, 24.11931))', '99.185916']],
  run: (_, x, y) => applyBinary(distances, x!, y!),
})

/** The points of a vector of them. @throws ScriptError also where one is null */
function pointsOf(value: Value | undefined, usage: string, parameter: string): Lanes[] {
  if (!(value instanceof Vector) || value.type !== POINT)
    throw wrongArgument(usage, parameter, 'a vector of points', value)
  return Array.from({ length: value.length }, (_, i) => {
    const { raw, isNull } = value.get(i) as Scalar
    if (isNull) throw new ScriptError(`Usage: ${usage}. ${parameter} must not hold nulls.`)
    return raw as Lanes
  })
}

/** Twice the area of the triangle of three points; 0 on a line. */
const turn = (a: Lanes, b: Lanes, p: Lanes) => (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)

function liesBetween(a: Lanes, b: Lanes, p: Lanes): boolean {
  const isInside = (low: number, high: number, at: number) =>
    at >= Math.min(low, high) && at <= Math.max(low, high)
  return turn(a, b, p) === 0 && isInside(a.x, b.x, p.x) && isInside(a.y, b.y, p.y)
}

/** By how often a line from p to the right meets the polygon's edges. */
function liesWithin(vertices: readonly Lanes[], p: Lanes, containBoundary: boolean): boolean {
  let isInside = false
  for (let i = 0; i < vertices.length; i++) {
    const [a, b] = [vertices[i]!, vertices[(i + 1) % vertices.length]!]
    if (liesBetween(a, b, p)) return containBoundary
    if (a.y > p.y !== b.y > p.y && turn(a, b, p) > 0 === b.y > a.y) isInside = !isInside
  }
  return isInside
}

export const geoWithin = define({
  name: 'geoWithin',
  signature: 'geoWithin(X, polygonVertices, [containBoundary=true])',
  kind: 'system',
  doc: 'Whether points lie within the polygon with these vertices, of at least three; unless containBoundary is false, those on its edges do.',
  examples: [
    ['geoWithin(point(1 2 3, 1 1 1), point(0 0 2 2, 0 2 2 0))', '[true,true,false]'],
    ['geoWithin(point(1 2 3, 1 1 1), point(0 0 2 2, 0 2 2 0), false)', '[true,false,false]'],
  ],
  run: (_, x, polygonVertices, containBoundary) => {
    const usage = 'geoWithin(X, polygonVertices, [containBoundary=true])'
    const vertices = pointsOf(polygonVertices, usage, 'polygonVertices')
    if (vertices.length < 3) throw new ScriptError(`Usage: ${usage}. A polygon has at least three vertices.`)
    const isContained = truth(containBoundary, usage, 'containBoundary', true)
    const isWithin = (p: Lanes) => liesWithin(vertices, p, isContained)
    if (x instanceof Vector) return bools(pointsOf(x, usage, 'X').map(isWithin))
    return bool(pointsOf(vectorOf([x!]), usage, 'X').map(isWithin)[0]!)
  },
})

/** Which points are left where others lie no further than epsilon from the line between those before and after. */
function simplified(points: readonly Lanes[], epsilon: number): number[] {
  const isKept = new Array<boolean>(points.length).fill(false)
  const pieces: [number, number][] = [[0, points.length - 1]]
  for (let piece = pieces.pop(); piece; piece = pieces.pop()) {
    const [first, last] = piece
    isKept[first] = isKept[last] = true
    let [furthest, most] = [-1, epsilon]
    for (let i = first + 1; i < last; i++) {
      const away = fromLine(points[first]!, points[last]!, points[i]!)
      if (away > most) [furthest, most] = [i, away]
    }
    if (furthest >= 0) pieces.push([first, furthest], [furthest, last])
  }
  return isKept.flatMap((kept, i) => (kept ? [i] : []))
}

function fromLine(a: Lanes, b: Lanes, p: Lanes): number {
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  return length === 0 ? Math.hypot(p.x - a.x, p.y - a.y) : Math.abs(turn(a, b, p)) / length
}

export const rdp = define({
  name: 'rdp',
  signature: 'rdp(pointList, epsilon)',
  kind: 'system',
  doc: 'The points of a line without those that lie within epsilon of the line that is left: Ramer, Douglas and Peucker.',
  examples: [
    ['rdp(point(1 2 3 4, 1 2 3 4), 0.1)', '[(1.0, 1.0),(4.0, 4.0)]'],
    ['size(rdp(point(1 2 3 4, 1 3 3 4), 0.1))', '4'],
  ],
  run: (_, pointList, epsilon) => {
    const usage = 'rdp(pointList, epsilon)'
    const points = pointsOf(pointList, usage, 'pointList')
    const threshold = number(epsilon, usage, 'epsilon')
    if (!(threshold >= 0))
      throw new ScriptError(`Usage: ${usage}. epsilon must not be negative, but it is ${threshold}.`)
    if (points.length === 0) return pointList!
    return (pointList as Vector).gather(Int32Array.from(simplified(points, threshold)))
  },
})
