import { type DataType, isLiteral } from '../../values/data-type.ts'
import { StorageError } from '../storage-error.ts'
import { civilDate } from './civil-date.ts'
import { pathPart } from './level.ts'

const digits = (value: number, width: number) => String(value).padStart(width, '0')

function dateDigits(days: number): string {
  const { year, month, day } = civilDate(days)
  return digits(year, 4) + digits(month, 2) + digits(day, 2)
}

const timeDigits = (seconds: number) =>
  digits(Math.floor(seconds / 3600), 2) + digits(Math.floor(seconds / 60) % 60, 2) + digits(seconds % 60, 2)

const names: Readonly<Record<string, (value: number) => string>> = {
  DATE: dateDigits,
  MONTH: value => `${digits(Math.floor(value / 12), 4)}${digits((value % 12) + 1, 2)}M`,
  MINUTE: value => `${digits(Math.floor(value / 60), 2)}${digits(value % 60, 2)}m`,
  SECOND: timeDigits,
  TIME: value => timeDigits(Math.floor(value / 1000)) + digits(value % 1000, 3),
  DATEHOUR: value => dateDigits(Math.floor(value / 24)) + digits(value - Math.floor(value / 24) * 24, 2),
  DATETIME: value => {
    const day = Math.floor(value / 86400)
    return `${dateDigits(day)}T${timeDigits(value - day * 86400)}`
  },
}

// Control characters and the like: a path that can't be read can't be typed either.
const invisible = /[\p{C}\p{Zl}\p{Zp}]|^\s|\s$/u

/** A value of a partition scheme as a path shows it: `20180801`, `201808M`, `7`, `IBM`. */
export function keyName(type: DataType, key: number | string): string {
  if (isLiteral(type)) {
    const text = key as string
    if (invisible.test(text)) {
      throw new StorageError(
        'invalid',
        `${JSON.stringify(text)} has invisible characters and can't be the value of a partition. RefId: S01018`,
      )
    }
    return pathPart(text)
  }
  return names[type.name]?.(key as number) ?? String(key)
}
