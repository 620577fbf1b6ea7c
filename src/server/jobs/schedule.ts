import { dateOfDays, dayOf } from '../../values/elements/civil-date.ts'

/** When a job is due. Days are counted from 1970. */
export interface Schedule {
  /** Minutes of the day. */
  readonly times: readonly number[]
  readonly firstDay: number
  readonly lastDay: number
  /** Daily, weekly or monthly. */
  readonly frequency: 'D' | 'W' | 'M'
  /** Of the week, 0 is Sunday; of the month, from 1. Daily jobs have none. */
  readonly days: readonly number[]
}

const DAY = 86_400_000
const MINUTE = 60_000
// Longer than a year no schedule pauses; the 31st is there every second month.
const LONGEST_PAUSE = 400

/** The first moment (milliseconds since 1970) after that one when the job is due, or null: never again. */
export function nextRun(schedule: Schedule, after: number): number | null {
  const times = schedule.times.toSorted((a, b) => a - b)
  const first = Math.max(schedule.firstDay, Math.floor(after / DAY))
  for (let day = first; day <= schedule.lastDay && day < first + LONGEST_PAUSE; day++) {
    if (!isDay(schedule, day)) continue
    const time = times.find(minute => day * DAY + minute * MINUTE > after)
    if (time !== undefined) return day * DAY + time * MINUTE
  }
  return null
}

function isDay({ frequency, days }: Schedule, day: number): boolean {
  if (frequency === 'D') return true
  // The first of January 1970 was a Thursday.
  if (frequency === 'W') return days.includes((((day + 4) % 7) + 7) % 7)
  return days.includes(dayOf(dateOfDays(day)))
}
