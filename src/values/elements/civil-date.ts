// Gregorian calendar, proleptic. Days count from 1970.01.01. Years are cut into eras of 400, and begin in March,
// so that the leap day is the last.

const DAYS_PER_ERA = 146097

/** Days since 1970.01.01 of a date; `month` 1 … 12. */
export function daysOfDate(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = (((153 * ((month + 9) % 12) + 2) / 5) | 0) + day - 1
  const dayOfEra = yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear
  return era * DAYS_PER_ERA + dayOfEra - 719468
}

/** The date as one number, `(year * 16 + month) * 32 + day`: taking it apart costs no object. */
export function dateOfDays(days: number): number {
  const shifted = days + 719468
  const era = Math.floor(shifted / DAYS_PER_ERA)
  const dayOfEra = shifted - era * DAYS_PER_ERA
  const yearOfEra =
    ((dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36524) | 0) - ((dayOfEra / 146096) | 0)) / 365) | 0
  const dayOfYear = dayOfEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0))
  const fromMarch = ((5 * dayOfYear + 2) / 153) | 0
  const day = dayOfYear - (((153 * fromMarch + 2) / 5) | 0) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return (year * 16 + month) * 32 + day
}

export const yearOf = (date: number): number => Math.floor(date / 512)
export const monthOf = (date: number): number => (date >> 5) & 15
export const dayOf = (date: number): number => date & 31

/** Days of that month. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The MONTH (`year * 12 + month - 1`) that a day lies in. */
export function monthOfDays(days: number): number {
  const date = dateOfDays(days)
  return yearOf(date) * 12 + monthOf(date) - 1
}

/** The first day of a MONTH. */
export function daysOfMonth(month: number): number {
  const year = Math.floor(month / 12)
  return daysOfDate(year, month - year * 12 + 1, 1)
}
