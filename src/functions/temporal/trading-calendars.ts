import { administrators } from '../../runtime/administrators.ts'
import type { Context } from '../../runtime/context.ts'
import { marketHolidays } from '../../runtime/market-holidays.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { DATE } from '../../values/data-type.ts'
import { dateOfDays, daysOfDate, yearOf } from '../../values/elements/civil-date.ts'
import { textOf } from '../../values/format/text.ts'
import { NOTHING, Scalar, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { text, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { type DateType, isMarketName, tradingCalendar } from '../lift/time/trading-calendar.ts'

// Which days markets trade on: a file for each, which administrators add and change. Units of durations and rules of
// sampling name them.

function marketName(value: Value | undefined, usage: string): string {
  const name = text(value, usage, 'marketName')
  if (isMarketName(name)) return name
  throw new ScriptError(`Usage: ${usage}. marketName should be four or five capital letters, not "${name}".`)
}

function fileOf(dateType: DateType, dates: Value | undefined, usage: string): string {
  const days = dates instanceof Scalar && dates.type === DATE ? FixedVector.of(DATE, [dates.raw]) : dates
  if (!(days instanceof FixedVector) || days.type !== DATE) {
    throw wrongArgument(usage, 'holiday', 'a vector of dates', dates)
  }
  const lines = Array.from({ length: days.length }, (_, i) => textOf(DATE, days.raw(i)))
  return `${[dateType, ...lines.filter(line => line !== '')].join('\n')}\n`
}

/** The files, for those who may change them. @throws ScriptError */
function filesToChange(context: Context, functionName: string) {
  if (context.has(administrators)) context.service(administrators).require(functionName)
  return context.service(marketHolidays)
}

export const addMarketHoliday = define({
  name: 'addMarketHoliday',
  signature: "addMarketHoliday(marketName, holiday, [dateType='holidayDate'])",
  kind: 'system',
  doc: 'Adds a trading calendar to this node, named by four or five capital letters: of the weekdays on which the market rests, or with dateType tradingDate of all days on which it trades. For administrators.',
  examples: [
    [
      'addMarketHoliday("DCBA", 2022.01.03 2022.01.05); temporalAdd(2022.01.01, 1 2, "DCBA")',
      '[2022.01.04,2022.01.06]',
    ],
    [
      'addMarketHoliday("AAAA", 2024.02.08 2024.02.09 2024.02.18, "tradingDate"); temporalAdd(2024.02.09, 1, "AAAA")',
      '2024.02.18',
    ],
  ],
  run: (context, market, holiday, type) => {
    const usage = "addMarketHoliday(marketName, holiday, [dateType='holidayDate'])"
    const name = marketName(market, usage)
    const dateType = text(type, usage, 'dateType', 'holidayDate')
    if (dateType !== 'holidayDate' && dateType !== 'tradingDate') {
      throw new ScriptError(
        `Usage: ${usage}. dateType should be holidayDate or tradingDate, not ${dateType}.`,
      )
    }
    const content = fileOf(dateType, holiday, usage)
    const files = filesToChange(context, 'addMarketHoliday')
    if (files.stamp(name) !== undefined) throw new ScriptError(`The added market '${name}' already exists.`)
    files.write(name, content)
    return NOTHING
  },
})

export const updateMarketHoliday = define({
  name: 'updateMarketHoliday',
  signature: 'updateMarketHoliday(marketName, holiday)',
  kind: 'system',
  doc: 'Replaces the days of a trading calendar by others of the same kind. For administrators.',
  examples: [
    [
      'addMarketHoliday("CFFEX", 2022.01.03); updateMarketHoliday("CFFEX", 2022.01.03 2022.01.04); temporalAdd(2022.01.01, 1, "CFFEX")',
      '2022.01.05',
    ],
  ],
  run: (context, market, holiday) => {
    const usage = 'updateMarketHoliday(marketName, holiday)'
    const name = marketName(market, usage)
    const content = fileOf(tradingCalendar(name).dateType, holiday, usage)
    filesToChange(context, 'updateMarketHoliday').write(name, content)
    return NOTHING
  },
})

export const deleteMarketHoliday = define({
  name: 'deleteMarketHoliday',
  signature: 'deleteMarketHoliday(marketName)',
  kind: 'system',
  doc: 'Removes a trading calendar from this node. For administrators.',
  examples: [
    [
      'addMarketHoliday("DCBC", 2022.01.03); deleteMarketHoliday("DCBC"); "DCBC" in listAllMarkets()',
      'false',
    ],
  ],
  run: (context, market) => {
    const name = marketName(market, 'deleteMarketHoliday(marketName)')
    const files = filesToChange(context, 'deleteMarketHoliday')
    tradingCalendar(name)
    files.remove(name)
    return NOTHING
  },
})

export const listAllMarkets = define({
  name: 'listAllMarkets',
  signature: 'listAllMarkets()',
  kind: 'system',
  doc: 'The names of all trading calendars of this node.',
  examples: [['addMarketHoliday("DCBD", 2022.01.03); "DCBD" in listAllMarkets()', 'true']],
  run: context => StringVector.of(context.service(marketHolidays).names().filter(isMarketName)),
})

export const getTradingCalendarType = define({
  name: 'getTradingCalendarType',
  signature: 'getTradingCalendarType(marketName)',
  kind: 'system',
  doc: 'Whether the dates of a trading calendar are days of rest (holidayDate) or trading days (tradingDate).',
  examples: [['addMarketHoliday("DCBE", 2022.01.03); getTradingCalendarType("DCBE")', 'holidayDate']],
  run: (_, market) =>
    string(tradingCalendar(marketName(market, 'getTradingCalendarType(marketName)')).dateType),
})

const yearOfDay = (day: number) => yearOf(dateOfDays(day))

export const getMarketCalendar = define({
  name: 'getMarketCalendar',
  signature: 'getMarketCalendar(marketName, [startDate], [endDate])',
  kind: 'system',
  doc: 'The trading days of a market between two dates, both included; without them in the years that its calendar tells of.',
  examples: [
    [
      'addMarketHoliday("DCBF", 2022.01.03 2022.01.05); getMarketCalendar("DCBF", 2022.01.01, 2022.01.10)',
      '[2022.01.04,2022.01.06,2022.01.07,2022.01.10]',
    ],
  ],
  run: (context, market, startDate, endDate) => {
    const usage = 'getMarketCalendar(marketName, [startDate], [endDate])'
    const { dates, isOpen } = tradingCalendar(marketName(market, usage))
    const end = (value: Value | undefined, parameter: string, usual: () => number): number => {
      if (value === undefined || (value instanceof Scalar && value.isNull)) {
        if (dates.length === 0) throw new ScriptError(`Usage: ${usage}. ${parameter} is missing.`)
        return usual()
      }
      if (value instanceof Scalar && value.type === DATE) return value.raw as number
      throw wrongArgument(usage, parameter, 'a date', value)
    }
    const first = end(startDate, 'startDate', () => daysOfDate(yearOfDay(dates[0]!), 1, 1))
    const last = end(endDate, 'endDate', () => daysOfDate(yearOfDay(dates.at(-1)!), 12, 31))
    const open: number[] = []
    for (let day = first; day <= last; day++) {
      if ((day & 0xfff) === 0) context.checkCancelled()
      if (isOpen(day)) open.push(day)
    }
    return FixedVector.of(DATE, open)
  },
})
