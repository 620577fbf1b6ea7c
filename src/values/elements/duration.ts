import { nullI32 } from '../../kernels/null.ts'
import type { Duration } from '../null.ts'
import { ValueError } from '../value-error.ts'

const form = /^\s*([+-]?\d+)(ns|us|ms|s|m|H|d|w|M|y|B|[A-Z]{4})\s*$/

export const NULL_DURATION: Duration = { amount: nullI32, unit: 'ns' }

/** `3d`, `10ms`, `5XNYS`. Amounts beyond an INT, and empty text, are null. @throws ValueError for anything else. */
export function parseDuration(text: string): Duration {
  if (text.trim() === '') return NULL_DURATION
  const match = form.exec(text)
  if (!match) {
    throw new ValueError(
      `Can't convert "${text}" to DURATION: expected an integer and a unit (y M w d B H m s ms us ns, or a calendar)`,
    )
  }
  const amount = Number(match[1])
  return Math.abs(amount) < 2147483648 ? { amount, unit: match[2]! } : NULL_DURATION
}

export const formatDuration = (duration: Duration): string => `${duration.amount}${duration.unit}`
