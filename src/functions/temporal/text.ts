import {
  DATE,
  DATEHOUR,
  DATETIME,
  type DataType,
  isTemporal,
  MINUTE,
  MONTH,
  NANOTIME,
  NANOTIMESTAMP,
  SECOND,
  STRING,
  TIME,
  TIMESTAMP,
} from '../../values/data-type.ts'
import {
  dateOfDays,
  dayOf,
  daysInMonth,
  daysOfDate,
  monthOf,
  yearOf,
} from '../../values/elements/civil-date.ts'
import { daysOf, isTimeOfDay, unitsPerDay } from '../../values/elements/temporal-convert.ts'
import { isNullRaw, nullOf, type Raw } from '../../values/null.ts'
import { text } from '../argument.ts'
import { define } from '../define.ts'
import { unaryElementPlan } from '../lift/plans/kernel-plan.ts'
import { applyToTexts } from '../lift/text-function.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'
import { type Field, monthNames, type Piece, temporalPattern } from './pattern.ts'

// Moments as text in a given format, and back.

const second = 1_000_000_000
const two = (value: number, letters: number) => (letters > 1 && value < 10 ? `0${value}` : String(value))

/** The day (since 1970) and nanosecond of the day of a moment; a part that the type lacks is 0. */
function partsOf(raw: Raw, type: DataType): { day: number; time: number } {
  if (type === MONTH) return { day: daysOf(raw, type), time: 0 }
  const perDay = unitsPerDay(type)
  if (type === NANOTIMESTAMP) {
    const day = daysOf(raw, type)
    return { day, time: Number((raw as bigint) - BigInt(day) * BigInt(perDay)) }
  }
  const units = Number(raw)
  const day = isTimeOfDay(type) ? 0 : Math.floor(units / perDay)
  return { day, time: (units - day * perDay) * (86400e9 / perDay) }
}

function written(piece: Piece, date: number, time: number): string {
  if (piece.field === null) return piece.text
  const { letters } = piece
  const hour = Math.floor(time / (3600 * second))
  const within = time % second
  switch (piece.field) {
    case 'year':
      return letters === 2 ? two(yearOf(date) % 100, 2) : String(yearOf(date)).padStart(4, '0')
    case 'month':
      return two(monthOf(date), letters)
    case 'monthName':
      return monthNames[monthOf(date) - 1]!
    case 'day':
      return two(dayOf(date), letters)
    case 'hour':
      return two(hour, letters)
    case 'hour12':
      return two(hour % 12, letters)
    case 'minute':
      return two(Math.floor(time / (60 * second)) % 60, letters)
    case 'second':
      return two(Math.floor(time / second) % 60, letters)
    case 'half':
      return hour < 12 ? 'AM' : 'PM'
    case 'millisecond':
      return String(Math.floor(within / 1e6)).padStart(3, '0')
    case 'microsecond':
      return String(Math.floor(within / 1e3)).padStart(6, '0')
    default:
      return String(within).padStart(9, '0')
  }
}

/** A function of moments that writes them by a pattern. */
export function momentFormat(name: string, pattern: string): UnaryOperation {
  const pieces = temporalPattern(pattern)
  return new UnaryOperation(name, type => {
    if (!isTemporal(type)) return null
    // Neighbours are often equal.
    let [last, lastText]: [Raw, string] = [null, '']
    return unaryElementPlan(STRING, raw => {
      if (isNullRaw(type, raw)) return ''
      if (raw === last) return lastText
      const { day, time } = partsOf(raw, type)
      const date = dateOfDays(day)
      last = raw
      lastText = ''
      for (const piece of pieces) lastText += written(piece, date, time)
      return lastText
    })
  })
}

export const temporalFormat = define({
  name: 'temporalFormat',
  aliases: ['datetimeFormat'],
  signature: 'temporalFormat(X, format)',
  kind: 'elementwise',
  doc: 'Each moment as text in a format: yyyy yy MM MMM dd HH hh mm ss aa SSS nnnnnn nnnnnnnnn stand for its parts, single letters for parts without leading zeros.',
  examples: [
    ['temporalFormat(2018.02.14, "dd-MMM-yy")', '14-FEB-18'],
    ['temporalFormat([02:19:06, 00s], "HH.mm.ss")', '["02.19.06",]'],
    ['temporalFormat(14:19:06, "hhmmssaa")', '021906PM'],
  ],
  run: (_, x, format) =>
    applyUnary(momentFormat('temporalFormat', text(format, 'temporalFormat(X, format)', 'format')), x!),
})

/** The type that a pattern's fields amount to; null when they make none. */
function typeOf(pieces: readonly Piece[]): DataType | null {
  const has = new Set(pieces.map(piece => piece.field))
  const month = has.has('month') || has.has('monthName')
  const hour = has.has('hour') || has.has('hour12')
  const finest = (millisecond: DataType, nanosecond: DataType, whole: DataType) =>
    has.has('nanosecond') || has.has('microsecond')
      ? nanosecond
      : has.has('millisecond')
        ? millisecond
        : whole
  if (has.has('year') && month) {
    if (!has.has('day')) return hour || has.has('minute') ? null : MONTH
    if (!hour) return has.has('minute') || has.has('second') ? null : DATE
    if (!has.has('minute')) return has.has('second') ? null : DATEHOUR
    return finest(TIMESTAMP, NANOTIMESTAMP, DATETIME)
  }
  if (has.has('year') || month || has.has('day') || !hour || !has.has('minute')) return null
  return has.has('second') ? finest(TIME, NANOTIME, SECOND) : MINUTE
}

// How many digits a field has where nothing separates it from the next, and the most it may have otherwise.
const widths: Partial<Record<Field, number>> = { millisecond: 3, microsecond: 6, nanosecond: 9 }

/** Reads texts by a pattern; −1 where a field doesn't fit. */
class MomentReader {
  readonly type: DataType
  readonly #pieces: readonly Piece[]
  // Fields next to each other have as many digits as letters, since nothing else tells where one ends.
  readonly #solid: readonly boolean[]
  #whole = ''
  #at = 0

  constructor(type: DataType, pieces: readonly Piece[]) {
    this.type = type
    this.#pieces = pieces
    const isField = (place: number) => (pieces[place]?.field ?? null) !== null
    this.#solid = pieces.map((_, i) => isField(i - 1) || isField(i + 1))
  }

  /** Null when the text doesn't fit, or shows no moment. */
  read(whole: string): Raw {
    this.#whole = whole
    this.#at = 0
    const found: Partial<Record<Field, number>> = {}
    for (const [i, piece] of this.#pieces.entries()) {
      if (piece.field === null) {
        if (!whole.startsWith(piece.text, this.#at)) return nullOf(this.type)
        this.#at += piece.text.length
        continue
      }
      const value = this.#field(piece.field, piece.letters, this.#solid[i]!)
      if (value < 0) return nullOf(this.type)
      found[piece.field] = value
    }
    return this.#at === whole.length ? this.#moment(found) : nullOf(this.type)
  }

  #field(field: Field, letters: number, solid: boolean): number {
    if (field === 'monthName' || field === 'half') {
      const length = field === 'half' ? 2 : 3
      const name = this.#whole.slice(this.#at, this.#at + length).toUpperCase()
      this.#at += length
      return field === 'half' ? ['AM', 'PM'].indexOf(name) : monthNames.indexOf(name) + 1 || -1
    }
    const exact = widths[field] ?? (solid ? letters : null)
    let end = this.#at
    let value = 0
    for (; end - this.#at < (exact ?? 9); end++) {
      const digit = this.#whole.charCodeAt(end) - 48
      if (!(digit >= 0 && digit <= 9)) break
      value = value * 10 + digit
    }
    const digits = end - this.#at
    if (digits === 0 || (exact !== null && digits !== exact)) return -1
    this.#at = end
    if (field !== 'year' || digits > 2) return field === 'year' && digits !== 4 ? -1 : value
    if (letters === 4) return -1
    return value + (value < 40 ? 2000 : 1900)
  }

  #moment(found: Partial<Record<Field, number>>): Raw {
    const missing = nullOf(this.type)
    const [year, month] = [found.year ?? 1970, found.month ?? found.monthName ?? 1]
    const day = found.day ?? 1
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return missing
    if (this.type === MONTH) return year * 12 + month - 1
    let hour = found.hour ?? found.hour12 ?? 0
    if (found.half !== undefined && hour > 12) return missing
    if (found.half === 1 && hour < 12) hour += 12
    else if (found.half === 0 && hour === 12) hour = 0
    const [minute, seconds] = [found.minute ?? 0, found.second ?? 0]
    if (hour > 23 || minute > 59 || seconds > 59) return missing
    const perDay = unitsPerDay(this.type)
    const within = (found.nanosecond ?? 0) + (found.microsecond ?? 0) * 1e3 + (found.millisecond ?? 0) * 1e6
    const time = (hour * 3600 + minute * 60 + seconds) * second + within
    const units =
      BigInt(isTimeOfDay(this.type) ? 0 : daysOfDate(year, month, day)) * BigInt(perDay) +
      BigInt(Math.floor(time / (86400e9 / perDay)))
    return typeof missing === 'bigint' ? units : Number(units)
  }
}

export const temporalParse = define({
  name: 'temporalParse',
  aliases: ['datetimeParse'],
  signature: 'temporalParse(X, format)',
  kind: 'elementwise',
  doc: 'The moments that texts in a format (see temporalFormat) show: of the type that the parts in the format amount to. Null where a text does not fit.',
  examples: [
    ['temporalParse("14-02-2018", "dd-MM-yyyy")', '2018.02.14'],
    ['temporalParse("2018/2/6 02:33:01 PM", "y/M/d h:m:s a")', '2018.02.06T14:33:01'],
    ['temporalParse(["20180214", "2018", ""], "yyyyMMdd")', '[2018.02.14,,]'],
    ['temporalParse("13:30:10.008001", "H:m:s.nnnnnn")', '13:30:10.008001000'],
  ],
  run: (_, x, format) => {
    const pattern = text(format, 'temporalParse(X, format)', 'format')
    const pieces = temporalPattern(pattern)
    const type = typeOf(pieces)
    // Without a type to be of, nulls.
    const reader = new MomentReader(type ?? DATE, pieces)
    return applyToTexts(
      {
        name: 'temporalParse',
        result: reader.type,
        of: whole => (type === null ? nullOf(DATE) : reader.read(whole)),
      },
      x!,
    )
  },
})
