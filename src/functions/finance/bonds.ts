import { ScriptError } from '../../runtime/script-error.ts'
import { DATE, DOUBLE } from '../../values/data-type.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { arrayVectorOf } from '../../values/vectors/build.ts'
import { doubles, FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { given, text } from '../argument.ts'
import { define } from '../define.ts'
import { times } from '../optimization/limits.ts'
import {
  type Bond,
  bondOf,
  dirtyPrice,
  type Position,
  paymentsOf,
  positionOf,
  sensitivity,
  settlementOf,
  yieldOf,
} from './bond.ts'
import { eachRow, numberOfEachRow, numberOrNull } from './each-row.ts'

// Prices and yields of bonds of a face value of 100, as Excel's functions count.

const described = 'start, maturity, issuePrice, coupon, frequency, dayCountConvention, bondType'

function checkBenchmark(value: Value | undefined, usage: string): void {
  const benchmark = text(given(value), usage, 'benchmark', 'Excel')
  if (benchmark !== 'Excel')
    throw new ScriptError(`Usage: ${usage}. benchmark should be Excel, not ${benchmark}.`)
}

/** One of the words that a price may be. @throws ScriptError */
export function priceTypeOf<T extends string>(
  value: Value | undefined,
  among: readonly T[],
  usage: string,
): T {
  const word = text(value, usage, 'priceType')
  const found = among.find(each => each === word)
  if (found) return found
  throw new ScriptError(`Usage: ${usage}. priceType should be ${among.join(' or ')}, not ${word}.`)
}

/** The yield that a price is or stands for. */
export function yieldAt(
  position: Position,
  price: number,
  type: 'YTM' | 'CleanPrice' | 'DirtyPrice',
  steps = 100,
) {
  if (type === 'YTM') return price
  return yieldOf(position, type === 'CleanPrice' ? price + position.accrued : price, steps)
}

export const bondAccrInt = define({
  name: 'bondAccrInt',
  signature: `bondAccrInt(${described}, settlement, [benchmark='Excel'])`,
  kind: 'system',
  doc: 'The interest that has accrued on a bond since its last coupon, or its start, of a face value of 100. Arguments are scalars or vectors of one length. frequency is the number of payments a year or Once, Annual, Semiannual, Quarterly, Monthly; bondType FixedRate, Discount or ZeroCoupon; dayCountConvention Thirty360US, ActualActualISMA, Actual360, Actual365, Thirty360EU or ActualActualISDA.',
  examples: [
    ['bondAccrInt(2024.01.01, 2030.12.31, 100, 0.1, 2, "Thirty360US", "FixedRate", 2024.05.15)', '3.75'],
    [
      'bondAccrInt(2025.02.13, 2025.05.15, [99.663, NULL], 0.0, "Once", "Actual365", "Discount", 2025.04.10)',
      '[0.207385,]',
    ],
  ],
  run: (context, ...args) => {
    const usage = bondAccrInt.definition.signature
    checkBenchmark(args[8], usage)
    return numberOfEachRow(context, args.slice(0, 8), usage, row => {
      const bond = bondOf(row, usage)
      return positionOf(bond, settlementOf(bond, row[7], usage), 'Excel').accrued
    })
  },
})

/** A function of a bond, its day of settlement, and a price. */
const ofPrice = (
  name: string,
  doc: string,
  examples: readonly (readonly [string, string])[],
  priceTypes: readonly ('YTM' | 'CleanPrice')[],
  of: (position: Position, price: number, type: 'YTM' | 'CleanPrice') => number,
  aliases: readonly string[] = [],
) => {
  const usage = `${name}(${described}, settlement, price, priceType, [benchmark='Excel'])`
  return define({
    name,
    aliases,
    signature: usage,
    kind: 'system',
    doc: `${doc} Arguments that describe it are those of bondAccrInt; priceType is ${priceTypes.join(' or ')}.`,
    examples,
    run: (context, ...args) => {
      checkBenchmark(args[10], usage)
      return numberOfEachRow(context, args.slice(0, 10), usage, row => {
        const bond = bondOf(row, usage)
        const position = positionOf(bond, settlementOf(bond, row[7], usage), 'Excel')
        return of(position, numberOrNull(row[8], usage, 'price'), priceTypeOf(row[9], priceTypes, usage))
      })
    },
  })
}

const example = '2023.01.01, 2030.12.31, 100, 0.05, 1, "ActualActualISMA", "FixedRate", 2023.04.01'

export const bondDirtyPrice = ofPrice(
  'bondDirtyPrice',
  'The price of a bond with what has accrued, at a yield or a clean price.',
  [
    [`bondDirtyPrice(${example}, 100.2143, "CleanPrice")`, '101.447177'],
    [`bondDirtyPrice(${example}, 0.03 NULL, "YTM")`, '[114.873594,]'],
  ],
  ['YTM', 'CleanPrice'],
  (position, price, type) => (type === 'YTM' ? dirtyPrice(position, price) : price + position.accrued),
)

export const bondDuration = ofPrice(
  'bondDuration',
  "Macaulay's duration of a bond at a yield, in years.",
  [[`bondDuration(${example}, 0.03, "YTM")`, '6.628496']],
  ['YTM'],
  (position, price) => sensitivity(position, price).macaulay,
  ['fiDuration'],
)

export const bondConvexity = ofPrice(
  'bondConvexity',
  'The convexity of a bond at a yield: the second derivative of its price, relative to the price.',
  [[`bondConvexity(${example}, 0.03, "YTM")`, '51.864348']],
  ['YTM'],
  (position, price) => sensitivity(position, price).convexity,
)

const methods = ['newton', 'brent', 'brentq', 'nm', 'bfgs', 'lbfgs']

export const bondYield = define({
  name: 'bondYield',
  signature: `bondYield(${described}, settlement, price, priceType, [method='newton'], [maxIter=100], [benchmark='Excel'])`,
  kind: 'system',
  doc: 'The yield of a bond at a clean or dirty price; null where there is none. Arguments that describe it are those of bondAccrInt; priceType is CleanPrice or DirtyPrice. The root is found by Newton steps to all its digits, so that every method (newton, brent, nm, bfgs, lbfgs) gives the same.',
  examples: [
    [`bondYield(${example}, 100.2143, "CleanPrice")`, '0.049625'],
    [`bondYield(${example}, bondDirtyPrice(${example}, 0.03, "YTM"), "DirtyPrice")`, '0.03'],
  ],
  run: (context, ...args) => {
    const usage = bondYield.definition.signature
    checkBenchmark(args[12], usage)
    return numberOfEachRow(context, args.slice(0, 12), usage, row => {
      const bond = bondOf(row, usage)
      const method = text(given(row[10]), usage, 'method', 'newton')
      if (!methods.includes(method)) {
        throw new ScriptError(
          `Usage: ${usage}. method should be one of ${methods.join(', ')}, not ${method}.`,
        )
      }
      const position = positionOf(bond, settlementOf(bond, row[7], usage), 'Excel')
      const type = priceTypeOf(row[9], ['CleanPrice', 'DirtyPrice'], usage)
      return yieldAt(
        position,
        numberOrNull(row[8], usage, 'price'),
        type,
        times(row[11], usage, 'maxIter', 100),
      )
    })
  },
})

function cashflowTable(bond: Bond): Table {
  const payments = paymentsOf(bond)
  return new Table(
    ['paymentDate', 'coupon', 'notional', 'total'],
    [
      FixedVector.of(
        DATE,
        payments.map(({ day }) => day),
      ),
      doubles(payments.map(({ interest }) => interest)),
      doubles(payments.map(({ capital }) => capital)),
      doubles(payments.map(({ interest, capital }) => interest + capital)),
    ],
  )
}

export const bondCashflow = define({
  name: 'bondCashflow',
  signature:
    "bondCashflow(start, maturity, coupon, frequency, dayCountConvention, bondType, [mode='Vector'])",
  kind: 'system',
  doc: "What a bond of a face value of 100 pays, from its start to its maturity: a vector, or of several bonds an array vector; with mode 'Table' a table with the dates, or a tuple of tables. Arguments are those of bondAccrInt.",
  examples: [
    ['bondCashflow(2022.09.28, 2025.09.28, 0.078, "Annual", "Thirty360US", "FixedRate")', '[7.8,7.8,107.8]'],
    [
      'exec paymentDate from bondCashflow(2022.09.28, 2023.09.28, 0.078, 2, "Thirty360US", "FixedRate", "Table")',
      '[2023.03.28,2023.09.28]',
    ],
    [
      'bondCashflow(2022.09.28 2022.09.28, 2023.09.28 2024.09.28, 0.1, 1, "Actual365", "FixedRate")',
      '[[110],[10,110]]',
    ],
  ],
  run: (context, start, maturity, coupon, frequency, dayCountConvention, bondType, mode) => {
    const usage = bondCashflow.definition.signature
    const way = text(given(mode), usage, 'mode', 'Vector')
    if (way !== 'Vector' && way !== 'Table') {
      throw new ScriptError(`Usage: ${usage}. mode should be Vector or Table, not ${way}.`)
    }
    const tables = eachRow(
      context,
      [start, maturity, coupon, frequency, dayCountConvention, bondType],
      usage,
      row => cashflowTable(bondOf([row[0], row[1], hundred, ...row.slice(2)], usage)),
    )
    if (tables.single) return way === 'Table' ? tables.result : tables.result.columns[3]!
    if (way === 'Table') return new Tuple([...tables.results])
    return arrayVectorOf(
      DOUBLE,
      tables.results.map(table => table.columns[3]!),
    )
  },
})

const hundred = doubles([100]).get(0)
