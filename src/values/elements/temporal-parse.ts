import {
  DATE,
  DATEHOUR,
  DATETIME,
  type DataType,
  MINUTE,
  MONTH,
  NANOTIME,
  NANOTIMESTAMP,
  SECOND,
  TIME,
  TIMESTAMP,
} from '../data-type.ts'
import { nullOf, type Raw } from '../null.ts'
import { daysInMonth, daysOfDate } from './civil-date.ts'
import { convertTemporal, isTimeOfDay } from './temporal-convert.ts'

// The fields of the text being read. One scan at a time, so that reading a column makes no objects.
let text = ''
let at = 0
/** Days since 1970; NaN when there was no date. A month alone has its first day, and `monthOnly`. */
let days = Number.NaN
let monthOnly = false
/** Seconds of the day; NaN when there was no time. */
let seconds = Number.NaN
let nanoseconds = 0

const isDigit = (code: number) => code >= 48 && code <= 57

/** The number of 1 to `most` digits at the cursor; −1 when there is none. */
function number(most: number): number {
  let value = 0
  const start = at
  while (at - start < most && isDigit(text.charCodeAt(at))) value = value * 10 + text.charCodeAt(at++) - 48
  return at === start ? -1 : value
}

function accept(char: string): boolean {
  if (text[at] !== char) return false
  at++
  return true
}

/** `2012.06.13` (or with - or /), `20120613`, `2012.06`, `2012.06M`. */
function scanDate(): boolean {
  const start = at
  const year = number(8)
  const digits = at - start
  if (digits === 8) return setDate(Math.floor(year / 10000), Math.floor(year / 100) % 100, year % 100)
  const separator = text[at]
  if (digits !== 4 || (separator !== '.' && separator !== '-' && separator !== '/')) {
    at = start
    return false
  }
  at++
  const month = number(2)
  if (accept(separator)) return setDate(year, month, number(2))
  accept('M')
  monthOnly = true
  return setDate(year, month, 1)
}

function setDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return false
  days = daysOfDate(year, month, day)
  return true
}

/** `13`, `13:30`, `13:30m`, `13:30:10`, `13:30:10.008`. */
function scanTime(): boolean {
  const hour = number(2)
  if (hour < 0 || hour > 23) return false
  let minute = 0
  let second = 0
  if (accept(':')) {
    minute = number(2)
    if (minute < 0 || minute > 59) return false
    if (accept(':')) {
      second = number(2)
      if (second < 0 || second > 59) return false
      if (accept('.') && !scanFraction()) return false
      if (text[at] === 's') at++
    } else if (text[at] === 'm') at++
  } else if (Number.isNaN(days)) return false
  seconds = hour * 3600 + minute * 60 + second
  return true
}

function scanFraction(): boolean {
  const start = at
  nanoseconds = number(9)
  if (nanoseconds < 0) return false
  nanoseconds *= 10 ** (9 - (at - start))
  while (isDigit(text.charCodeAt(at))) at++
  return true
}

function scan(source: string): boolean {
  text = source
  at = 0
  days = seconds = Number.NaN
  nanoseconds = 0
  monthOnly = false
  while (text[at] === ' ') at++
  if (scanDate()) {
    if (monthOnly && at < text.length) return text.slice(at).trim() === ''
    if (accept('T') || text[at] === ' ') {
      while (text[at] === ' ') at++
      if (at < text.length && !scanTime()) return false
    }
  } else if (at > 0 && isDigit(text.charCodeAt(at - 1))) return false
  else if (!scanTime()) return false
  if (text[at] === 'Z') at++
  while (text[at] === ' ') at++
  return at === text.length
}

// What was read, in units of `type`; null when out of its range.
function assemble(type: DataType): Raw {
  if (type === DATE) return days
  if (type === MONTH) return convertTemporal(days, DATE, MONTH)
  const time = Number.isNaN(seconds) ? 0 : seconds
  switch (type) {
    case MINUTE:
      return Math.floor(time / 60)
    case SECOND:
      return time
    case TIME:
      return time * 1000 + Math.floor(nanoseconds / 1e6)
    case DATEHOUR:
      return days * 24 + Math.floor(time / 3600)
    case DATETIME: {
      const value = days * 86400 + time
      return Math.abs(value) < 2147483648 ? value : nullOf(DATETIME)
    }
    case TIMESTAMP:
      return BigInt((days * 86400 + time) * 1000 + Math.floor(nanoseconds / 1e6))
    case NANOTIME:
      return BigInt(time) * 1000000000n + BigInt(nanoseconds)
    case NANOTIMESTAMP: {
      const value = BigInt(days * 86400 + time) * 1000000000n + BigInt(nanoseconds)
      return BigInt.asIntN(64, value) === value ? value : nullOf(type)
    }
    default:
      throw new RangeError(`${type} is no temporal type`)
  }
}

/**
 * The temporal value that `source` shows, whatever its precision: `2012.06.13`, `2012-06-13 13:30:10.008`, `20120613`,
 * `13:30m`. Null when it shows none, or lacks what the type needs: a date, or a time of day.
 */
export function parseTemporal(source: string, type: DataType): Raw {
  if (!scan(source)) return nullOf(type)
  if (isTimeOfDay(type) ? Number.isNaN(seconds) : Number.isNaN(days)) return nullOf(type)
  if (monthOnly && type !== MONTH) return nullOf(type)
  return assemble(type)
}
