import type { MarketHolidays } from '../../../runtime/market-holidays.ts'
import { ScriptError } from '../../../runtime/script-error.ts'
import { DATE } from '../../../values/data-type.ts'
import { parseTemporal } from '../../../values/elements/temporal-parse.ts'
import { isNullRaw } from '../../../values/null.ts'
import { businessDays, type Periods } from './periods.ts'

// Days on which a market trades, counted since 1970 like all dates.

/** What the dates of a market's file are: weekdays on which it rests, or all days on which it trades. */
export type DateType = 'holidayDate' | 'tradingDate'

export interface TradingCalendar {
  readonly dateType: DateType
  /** The dates of its file, in order. */
  readonly dates: Int32Array
  readonly isOpen: (day: number) => boolean
  /** Trading days, each with the days of rest that follow it. */
  readonly days: Periods
}

/** Whether a unit or rule can be the name of a market: four or five capital letters. */
export const isMarketName = (name: string): boolean => /^[A-Z]{4,5}$/.test(name)

/** How many of `dates` are no later than `day`. */
function countUpTo(dates: Int32Array, day: number): number {
  let [low, high] = [0, dates.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (dates[middle]! <= day) low = middle + 1
    else high = middle
  }
  return low
}

const holds = (dates: Int32Array, day: number) => {
  const count = countUpTo(dates, day)
  return count > 0 && dates[count - 1] === day
}

function ofHolidays(dates: Int32Array): TradingCalendar {
  const isWeekday = (day: number) => businessDays.dayOf(businessDays.numberOf(day)) === day
  const resting = dates.filter(isWeekday)
  return {
    dateType: 'holidayDate',
    dates,
    isOpen: day => isWeekday(day) && !holds(resting, day),
    days: {
      towards: 'down',
      numberOf: day => businessDays.numberOf(day) - countUpTo(resting, day),
      dayOf: number => {
        // The first business day with as many trading days before it.
        let [business, before] = [number, Number.NaN]
        while (business !== before) {
          before = business
          business = number + countUpTo(resting, businessDays.dayOf(business))
        }
        return businessDays.dayOf(business)
      },
    },
  }
}

function ofTradingDays(name: string, dates: Int32Array): TradingCalendar {
  return {
    dateType: 'tradingDate',
    dates,
    isOpen: day => holds(dates, day),
    days: {
      towards: 'down',
      numberOf: day => countUpTo(dates, day) - 1,
      dayOf: number => {
        const day = dates[number]
        if (day !== undefined) return day
        throw new ScriptError(`The returned date does not exist in trading calendar [${name}].`)
      },
    },
  }
}

/** From the text of its file: a line that says what the dates are, then a date a line. */
function parsed(name: string, text: string): TradingCalendar {
  const [head, ...lines] = text.split(/\r?\n/)
  const days = lines.map(line => parseTemporal(line.trim(), DATE)).filter(raw => !isNullRaw(DATE, raw))
  const dates = Int32Array.from(new Set(days as number[])).sort()
  return head!.trim() === 'tradingDate' ? ofTradingDays(name, dates) : ofHolidays(dates)
}

// A node has one set of calendars, and so has each of its threads: units of durations name them where there is no context.
let source: MarketHolidays | null = null
const known = new Map<string, { readonly stamp: string; readonly calendar: TradingCalendar }>()

/** Says where this thread's calendars come from. */
export function provideCalendars(holidays: MarketHolidays): void {
  if (source === holidays) return
  source = holidays
  known.clear()
}

/** The calendar of that name as it is now. @throws ScriptError when there is none. */
export function tradingCalendar(name: string): TradingCalendar {
  const stamp = isMarketName(name) ? source?.stamp(name) : undefined
  if (!source || stamp === undefined) {
    throw new ScriptError(`The trading calendar ${name} is unknown here.`, {
      hint: 'addMarketHoliday adds one; listAllMarkets() tells which there are',
    })
  }
  const held = known.get(name)
  if (held?.stamp === stamp) return held.calendar
  const calendar = parsed(name, source.read(name))
  known.set(name, { stamp, calendar })
  return calendar
}

/** The day so many trading days after `day`, or before it; days of rest count as the trading day before or behind. */
export function afterTradingDays({ days, isOpen }: TradingCalendar, day: number, amount: number): number {
  if (amount === 0) return day
  const from = days.numberOf(day) + Number(amount < 0 && !isOpen(day))
  return days.dayOf(from + amount)
}
