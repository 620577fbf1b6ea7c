/** Random values of every type and form, as the script text that makes them, so that a failing case is a script. */
import type { Random } from './random.ts'

/** Scalars by type: ordinary ones, the null, and those at the ends of the range. */
const scalars: Readonly<Record<string, readonly string[]>> = {
  VOID: ['NULL'],
  BOOL: ['true', 'false', '00b'],
  CHAR: ["'a'", '0c', '127c', '-5c', '00c'],
  SHORT: ['0h', '3h', '32767h', '-32767h', '00h'],
  INT: ['0', '1', '2', '3', '-1', '7', '100', '00i'],
  LONG: ['0l', '1l', '5l', '-3l', '00l'],
  FLOAT: ['0f', '1.5f', '-2.25f', '00f', 'float("inf")'],
  DOUBLE: ['0.0', '1.5', '-2.25', '0.1', '1e308', '-1e-308', '00F', 'double("inf")', 'double("nan")'],
  DECIMAL: ['decimal32(1.25, 2)', 'decimal64(-3.5, 4)', 'decimal128(7, 0)', 'decimal32(NULL, 1)'],
  DATE: ['2021.03.04', '1969.12.31', '00d'],
  MONTH: ['2021.03M', '00M'],
  TIME: ['13:30:10.008', '00:00:00.000', '00t'],
  MINUTE: ['13:30m', '00:00m', '00m'],
  SECOND: ['13:30:10', '23:59:59', '00s'],
  DATETIME: ['2021.03.04T13:30:10', '1969.12.31T23:59:59', '00D'],
  TIMESTAMP: ['2021.03.04T13:30:10.008', '00T'],
  NANOTIME: ['13:30:10.008007006', '00n'],
  NANOTIMESTAMP: ['2021.03.04T13:30:10.008007006', '00N'],
  DATEHOUR: ['datehour(2021.03.04T13:00:00)', 'datehour(NULL)'],
  DURATION: ['3d', '15m', '1M', '2H', '500ms'],
  STRING: ['"abc"', '"a b,c"', '""', '"%"', '"7"', '"日本"', '"a\\nb"', 'string(NULL)'],
  SYMBOL: ['`ibm', 'symbol(["x"])[0]'],
  UUID: ['uuid("5d212a78-cc48-e3b1-4235-b4d91473ee87")', 'uuid("")'],
  IPADDR: ['ipaddr("192.168.1.13")'],
  INT128: ['int128("e1671797c52e15f763380b45e841ec32")'],
  COMPLEX: ['complex(2, 5)'],
  POINT: ['point(1, 2)'],
  BLOB: ['blob("bytes")'],
}

const types = Object.keys(scalars)
const numeric = ['BOOL', 'CHAR', 'SHORT', 'INT', 'LONG', 'FLOAT', 'DOUBLE']
const ordinary = ['INT', 'DOUBLE', 'LONG', 'STRING', 'SYMBOL', 'DATE', 'TIMESTAMP', 'BOOL']

/** Numbers that nobody means as a size, a place or a count, but that arrive as one. */
const extremes = [
  '1000',
  '1000000',
  '2147483647',
  '-2147483647',
  '1000000000000l',
  '9223372036854775807l',
  '-9223372036854775807l',
  '1e18',
  'double("nan")',
]

const someType = (random: Random) => random.pick(random.oneIn(3) ? types : ordinary)

export const randomScalar = (random: Random, type = someType(random)) =>
  random.oneIn(60) && numeric.includes(type) ? random.pick(extremes) : random.pick(scalars[type])

/** A vector of a type, of some length from 0 to 6 unless given. */
export function randomVector(random: Random, type = someType(random), length = random.below(7)): string {
  if (random.oneIn(12))
    return random.pick([`array(${type === 'VOID' ? 'INT' : type}, 0)`, '1..5', '5..1', '0..2', '0..999'])
  if (type === 'SYMBOL')
    return `symbol([${random.times(length || 1, () => random.pick(['"a"', '"b"', '""'])).join(', ')}])`
  if (length === 0) return `take(${randomScalar(random, type)}, 0)`
  return `[${random.times(length, () => randomScalar(random, type)).join(', ')}]`
}

const makers: readonly ((random: Random, depth: number) => string)[] = [
  random => randomScalar(random),
  random => randomScalar(random),
  random => randomVector(random),
  random => randomVector(random),
  random => randomVector(random, random.pick(numeric)),
  random =>
    `(${randomScalar(random, random.pick(ordinary))} : ${randomScalar(random, random.pick(ordinary))})`,
  randomMatrix,
  random => `set(${randomVector(random)})`,
  (random, depth) => `dict(${randomVector(random, 'STRING', 2)}, ${randomArguments(random, 2, depth)}, true)`,
  randomTable,
  (random, depth) => `(${randomArguments(random, random.below(4), depth)})`,
  random => `arrayVector([1, 3, 3], ${randomVector(random, random.pick(numeric), 3)})`,
  random => random.pick(['sum', 'add', 'x -> x', 'def (x, y) : x + y', 'add{1}', 'print', 'each']),
  random => random.pick(['<1 + 2>', '<x>', '<select * from t>', 'INT', 'DOUBLE', 'STRING', 'ANY', 'DFLT']),
  randomUnion,
  random => `indexedSeries(1 2 3, ${randomVector(random, 'DOUBLE', 3)})`,
]

function randomMatrix(random: Random): string {
  const [rows, columns] = [1 + random.below(3), 1 + random.below(3)]
  const type = random.oneIn(4) ? random.pick(ordinary) : random.pick(numeric)
  const vectors = random.times(
    columns,
    () => `[${random.times(rows, () => randomScalar(random, type)).join(', ')}]`,
  )
  const matrix = `matrix(${vectors.join(', ')})`
  return random.oneIn(4) ? `${matrix}.rename!(1..${rows}, 1..${columns})` : matrix
}

/** A column of IOTANY, of few kinds or many. */
function randomUnion(random: Random): string {
  const kinds = random.pick([
    ['INT'],
    ['INT', 'DOUBLE'],
    ['STRING', 'SYMBOL'],
    ['VOID'],
    [...numeric, 'STRING', 'VOID'],
  ])
  return `(${random.times(1 + random.below(5), () => random.pick(scalars[random.pick(kinds)]!)).join(', ')},)$IOTANY`
}

function randomTable(random: Random): string {
  const rows = random.below(4)
  const columns = random.times(1 + random.below(3), () => randomVector(random, someType(random), rows))
  if (rows > 0 && random.oneIn(6)) columns.push(`take(${randomUnion(random)}, ${rows})`)
  return `table(${columns.map((column, i) => `${column} as c${i}`).join(', ')})`
}

/** A list of so many values between commas; they nest up to a depth. */
function randomArguments(random: Random, count: number, depth: number): string {
  return random.times(count, () => randomValue(random, depth - 1)).join(', ')
}

/** Any value. */
export function randomValue(random: Random, depth = 2): string {
  return depth <= 0 ? randomScalar(random) : random.pick(makers)(random, depth)
}
