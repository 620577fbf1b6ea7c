import { ScriptError } from '../../runtime/script-error.ts'
import { castScalar } from '../../values/cast/scalar.ts'
import { DATE, VOID } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { integer, truth, wrongArgument } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { datePlan, hasDate } from '../lift/time/dates.ts'
import {
  businessDays,
  everyNth,
  fiscalQuarters,
  fiscalYears,
  halfMonths,
  lastWeeksOfMonths,
  monthsFrom,
  monthsUpTo,
  type Periods,
  periodDays,
  weeksFrom,
  weeksOfMonths,
  weeksUpTo,
} from '../lift/time/periods.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'
import { earliest } from './order.ts'

// For each date the day that stands for its month, week, fiscal quarter …: monthBegin, weekEnd and their kin.

type Examples = readonly (readonly [string, string])[]

/** A parameter between `X` and `offset`: an integer in a range, or a truth where the range is null. */
interface Setting {
  readonly name: string
  readonly range: readonly [least: number, most: number] | null
  readonly fallback: number
}

interface Family {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly settings: readonly Setting[]
  readonly periods: (...settings: number[]) => Periods
  readonly doc: string
  readonly examples: Examples
}

const isAbsent = (value: Value | undefined) =>
  value === undefined || (value instanceof Scalar && value.type === VOID)

function settingOf(value: Value | undefined, name: string, setting: Setting): number {
  if (isAbsent(value)) return setting.fallback
  if (setting.range === null) return Number(truth(value, name, setting.name))
  const number = integer(value, name, setting.name)
  const [least, most] = setting.range
  if (number >= least && number <= most) return number
  throw new ScriptError(`${name}: ${setting.name} should be from ${least} to ${most}, not ${number}.`)
}

function nth(x: Value, periods: Periods, offset: Value | undefined, count: Value | undefined, name: string) {
  const n = isAbsent(count) ? 1 : integer(count, name, 'n')
  if (n < 1) throw new ScriptError(`${name}: n should be positive, not ${n}.`)
  if (n === 1) return periods
  const first = isAbsent(offset) ? earliest(x) : offset!
  if (!(first instanceof Scalar) || !hasDate(first.type)) {
    throw wrongArgument(name, 'offset', 'a date', first)
  }
  return first.isNull ? periods : everyNth(periods, n, castScalar(first, DATE).raw as number)
}

function family({ name, aliases, settings, periods, doc, examples }: Family): Builtin {
  const parameters = settings.map(({ name, range, fallback }) =>
    range === null ? `[${name}=${fallback === 1}]` : `[${name}=${fallback}]`,
  )
  return define({
    name,
    ...(aliases && { aliases }),
    signature: `${name}(${['X', ...parameters, '[offset]', '[n=1]'].join(', ')})`,
    kind: 'elementwise',
    doc: `${doc} With n only every nth counts, from that of \`offset\` on.`,
    examples,
    run: (_, x, ...rest) => {
      const chosen = periods(...settings.map((setting, i) => settingOf(rest[i], name, setting)))
      const [offset, n] = rest.slice(settings.length)
      const counted = nth(x!, chosen, offset, n, name)
      const plan = new UnaryOperation(name, type => datePlan(type, days => periodDays(days, counted)))
      return applyUnary(plan, x!)
    },
  })
}

const ofMonth = (name: string, fallback: number): Setting => ({ name, range: [1, 12], fallback })
const ofWeekday = (fallback: number): Setting => ({ name: 'weekday', range: [0, 6], fallback })

function months(
  name: string,
  length: number,
  end: boolean,
  business: boolean,
  unit: string,
  examples: Examples,
): Builtin {
  const which = `${end ? 'last' : 'first'} ${business ? 'business day' : 'day'}`
  const turn = end ? 'ends in endingMonth' : 'begins in startingMonth'
  const setting = end ? ofMonth('endingMonth', 12) : ofMonth('startingMonth', 1)
  return family({
    name,
    ...(name === 'monthBegin' && { aliases: ['monthStart'] }),
    settings: length === 1 ? [] : [setting],
    periods: (month = 1) => (end ? monthsUpTo : monthsFrom)(length, month, business),
    doc: `The ${which} of the ${unit} that each date lies in${length === 1 ? '' : `, which ${turn}`}.${business ? weekends(end) : ''}`,
    examples,
  })
}

const weekends = (end: boolean) =>
  end ? ' Days after it belong to the next.' : ' Days before it belong to the one before.'

export const monthBegin = months('monthBegin', 1, false, false, 'month', [
  ['monthBegin(2016.12.06)', '2016.12.01'],
  ['monthBegin([2016.04.12, 00d, 2016.05.12], 2016.01.01, 2)', '[2016.03.01,,2016.05.01]'],
])
export const monthEnd = months('monthEnd', 1, true, false, 'month', [
  ['monthEnd([2016.05.12, 2016.06.11], 2016.01.31, 2)', '[2016.05.31,2016.07.31]'],
])
export const businessMonthBegin = months('businessMonthBegin', 1, false, true, 'month', [
  ['businessMonthBegin(2018.09.12)', '2018.09.03'],
])
export const businessMonthEnd = months('businessMonthEnd', 1, true, true, 'month', [
  ['businessMonthEnd(2018.09.12)', '2018.09.28'],
  ['businessMonthEnd([2016.05.12, 2016.07.11], 2016.01.31, 2)', '[2016.06.30,2016.08.31]'],
])
export const quarterBegin = months('quarterBegin', 3, false, false, 'quarter', [
  ['quarterBegin(2012.06.13 10:10:10.008, 5)', '2012.05.01'],
])
export const quarterEnd = months('quarterEnd', 3, true, false, 'quarter', [
  ['quarterEnd(2012.06.13, 5)', '2012.08.31'],
])
export const businessQuarterBegin = months('businessQuarterBegin', 3, false, true, 'quarter', [
  ['businessQuarterBegin(2012.05.12)', '2012.04.02'],
])
export const businessQuarterEnd = months('businessQuarterEnd', 3, true, true, 'quarter', [
  ['businessQuarterEnd(2012.04.12, 8, 2011.08.01, 3)', '2012.05.31'],
])
export const semiannualBegin = months('semiannualBegin', 6, false, false, 'half-year', [
  ['semiannualBegin(2025.10.10, 3)', '2025.09.01'],
])
export const semiannualEnd = months('semiannualEnd', 6, true, false, 'half-year', [
  ['semiannualEnd(2025.10.10, 3)', '2026.03.31'],
])
export const yearBegin = months('yearBegin', 12, false, false, 'year', [
  ['yearBegin(2012.06.12, 10)', '2011.10.01'],
  ['yearBegin(2012.06.12, 1, 2009.04.03, 2)', '2011.01.01'],
])
export const yearEnd = months('yearEnd', 12, true, false, 'year', [['yearEnd(2012.06.12, 3)', '2013.03.31']])
export const businessYearBegin = months('businessYearBegin', 12, false, true, 'year', [
  ['businessYearBegin(2012.06.12)', '2012.01.02'],
  ['businessYearBegin(2022.01.01)', '2021.01.01'],
])
export const businessYearEnd = months('businessYearEnd', 12, true, true, 'year', [
  ['businessYearEnd(2012.06.12)', '2012.12.31'],
])

export const weekBegin = family({
  name: 'weekBegin',
  settings: [ofWeekday(0)],
  periods: weekday => weeksFrom(weekday!),
  doc: 'The first day of the week that each date lies in. Weeks begin on `weekday`, 0 being Monday.',
  examples: [
    ['weekBegin(2017.12.03)', '2017.11.27'],
    ['weekBegin(2017.12.03, 4)', '2017.12.01'],
  ],
})
export const weekEnd = family({
  name: 'weekEnd',
  aliases: ['week'],
  settings: [ofWeekday(6)],
  periods: weekday => weeksUpTo(weekday!),
  doc: 'The last day of the week that each date lies in. Weeks end on `weekday`, 0 being Monday.',
  examples: [['weekEnd([2017.12.01, 2017.12.02], 4)', '[2017.12.01,2017.12.08]']],
})
export const weekOfMonth = family({
  name: 'weekOfMonth',
  settings: [{ name: 'week', range: [0, 3], fallback: 0 }, ofWeekday(0)],
  periods: (week, weekday) => weeksOfMonths(week!, weekday!),
  doc: 'The last date up to each date that is the first, second … such `weekday` of a month (`week` counts from 0, and 0 is Monday).',
  examples: [['weekOfMonth(2019.11.01 2019.11.20, 2, 4)', '[2019.10.18,2019.11.15]']],
})
export const lastWeekOfMonth = family({
  name: 'lastWeekOfMonth',
  settings: [ofWeekday(0)],
  periods: weekday => lastWeeksOfMonths(weekday!),
  doc: 'The last date up to each date that is the last such `weekday` of a month, 0 being Monday.',
  examples: [['lastWeekOfMonth(2019.11.24 2019.11.29, 2)', '[2019.10.30,2019.11.27]']],
})

const dayOfHalf: Setting = { name: 'dayOfMonth', range: [2, 27], fallback: 15 }

export const semiMonthBegin = family({
  name: 'semiMonthBegin',
  settings: [dayOfHalf],
  periods: second => halfMonths(second!, false),
  doc: 'The first day of the half of the month that each date lies in. The second half begins on the day dayOfMonth.',
  examples: [['semiMonthBegin(2012.06.12 2012.06.24)', '[2012.06.01,2012.06.15]']],
})
export const semiMonthEnd = family({
  name: 'semiMonthEnd',
  settings: [dayOfHalf],
  periods: second => halfMonths(second!, true),
  doc: 'The day dayOfMonth of the month of each date if it is not before that, else the last day of the month before.',
  examples: [['semiMonthEnd(2012.06.12 2012.06.24)', '[2012.05.31,2012.06.15]']],
})
export const businessDay = family({
  name: 'businessDay',
  settings: [],
  periods: () => businessDays,
  doc: 'Each date, or the Friday before it if it is on a weekend.',
  examples: [
    ['businessDay(2019.01.06)', '2019.01.04'],
    ['businessDay(2019.01.11 2019.01.14, 2019.01.07, 2)', '[2019.01.11,2019.01.11]'],
  ],
})

const nearest: Setting = { name: 'nearest', range: null, fallback: 1 }

export const fy5253 = family({
  name: 'fy5253',
  settings: [ofWeekday(0), ofMonth('startingMonth', 1), nearest],
  periods: (weekday, month, close) => fiscalYears({ weekday: weekday!, month: month!, nearest: close === 1 }),
  doc: 'The first day of the fiscal year of 52 or 53 weeks that each date lies in. It begins on the `weekday` (0 is Monday) nearest the end of startingMonth, or on the last one in it.',
  examples: [
    ['fy5253(2016.11.01, 0, 1, true)', '2016.02.01'],
    ['fy5253(2016.11.01, 0, 1, false)', '2016.01.25'],
  ],
})
export const fy5253Quarter = family({
  name: 'fy5253Quarter',
  settings: [
    ofWeekday(0),
    ofMonth('startingMonth', 1),
    { name: 'qtrWithExtraWeek', range: [1, 4], fallback: 1 },
    nearest,
  ],
  periods: (weekday, month, longer, close) =>
    fiscalQuarters({ weekday: weekday!, month: month!, nearest: close === 1 }, longer!),
  doc: 'The first day of the quarter of the fiscal year of 52 or 53 weeks (see fy5253) that each date lies in. Quarters have 13 weeks, but the one told in a year of 53 weeks has 14.',
  examples: [['fy5253Quarter(2019.12.01, 0, 1, 1, true)', '2019.11.04']],
})
