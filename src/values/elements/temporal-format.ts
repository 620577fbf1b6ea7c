import { DATE, type DataType, MONTH } from '../data-type.ts'
import type { Raw } from '../null.ts'
import { dateOfDays, dayOf, monthOf, yearOf } from './civil-date.ts'
import { isTimeOfDay, unitsPerDay } from './temporal-convert.ts'

const two = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'))

const three = Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, '0'))

const year4 = (year: number) =>
  year >= 1000
    ? String(year)
    : year < 0
      ? `-${String(-year).padStart(4, '0')}`
      : String(year).padStart(4, '0')

// Columns mostly hold runs of one day.
let lastDays = Number.NaN
let lastDate = ''

/** `2012.06.13` of days since 1970. */
export function formatDate(days: number): string {
  if (days !== lastDays) {
    const date = dateOfDays(days)
    lastDate = `${year4(yearOf(date))}.${two[monthOf(date)]}.${two[dayOf(date)]}`
    lastDays = days
  }
  return lastDate
}

/** `2012.06M`. */
function formatMonth(month: number): string {
  const year = Math.floor(month / 12)
  return `${year4(year)}.${two[month - year * 12 + 1]}M`
}

/** `13:30:10` of seconds of the day. */
const formatSecond = (seconds: number) =>
  `${two[(seconds / 3600) | 0]}:${two[((seconds / 60) | 0) % 60]}:${two[seconds % 60]}`

// The time of day in units that `perDay` of make a day; `T13` for an hour, `T…` to nanoseconds.
function formatClock(units: number, perDay: number): string {
  switch (perDay) {
    case 24:
      return two[units]!
    case 1440:
      return `${two[(units / 60) | 0]}:${two[units % 60]}m`
    case 86400:
      return formatSecond(units)
    case 86400e3:
      return `${formatSecond((units / 1000) | 0)}.${three[units % 1000]}`
    default:
      // 86400e9: below 2^53, so exact.
      return `${formatSecond(Math.floor(units / 1e9))}.${String(units % 1e9).padStart(9, '0')}`
  }
}

/** A temporal value as it prints: `2012.06.13T13:30:10.008`. Not for null. A time beyond the day prints empty. */
export function formatTemporal(raw: Raw, type: DataType): string {
  if (type === DATE) return formatDate(raw as number)
  if (type === MONTH) return formatMonth(raw as number)
  const perDay = unitsPerDay(type)
  if (isTimeOfDay(type)) {
    const units = Number(raw)
    return units >= 0 && units < perDay ? formatClock(units, perDay) : ''
  }
  let days: number
  let rest: number
  if (perDay === 86400e9) {
    const wide = BigInt(perDay)
    let remainder = (raw as bigint) % wide
    if (remainder < 0n) remainder += wide
    rest = Number(remainder)
    days = Number(((raw as bigint) - remainder) / wide)
  } else {
    const units = Number(raw)
    days = Math.floor(units / perDay)
    rest = units - days * perDay
  }
  return `${formatDate(days)}T${formatClock(rest, perDay)}`
}
