import { ScriptError } from '../../runtime/script-error.ts'

/** What a piece of a pattern stands for. */
export type Field =
  | 'year'
  | 'month'
  | 'monthName'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'half'
  | 'millisecond'
  | 'microsecond'
  | 'nanosecond'

/** A piece of a pattern: a field, written with so many letters, or text that stands for itself. */
export type Piece =
  | { readonly field: Field; readonly letters: number }
  | { readonly field: null; readonly text: string }

const fields: Readonly<Record<string, Field>> = {
  y: 'year',
  M: 'month',
  d: 'day',
  H: 'hour',
  h: 'hour12',
  m: 'minute',
  s: 'second',
  a: 'half',
  S: 'millisecond',
  n: 'nanosecond',
}

const invalid = (pattern: string, reason: string) =>
  new ScriptError(`Invalid temporal format: '${pattern}'. ${reason}`)

function fieldOf(letter: string, letters: number, pattern: string): Field {
  switch (letter) {
    case 'M':
      if (letters > 3) throw invalid(pattern, 'Month (M) must have one, two or three letters.')
      return letters === 3 ? 'monthName' : 'month'
    case 'S':
      if (letters !== 3) throw invalid(pattern, 'Millisecond (S) must have three digits.')
      return 'millisecond'
    case 'n':
      if (letters !== 6 && letters !== 9) {
        throw invalid(pattern, 'Nanosecond (n) must have six or nine digits.')
      }
      return letters === 6 ? 'microsecond' : 'nanosecond'
    case 'y':
      if (letters !== 1 && letters !== 2 && letters !== 4) {
        throw invalid(pattern, 'Year (y) must have two or four digits.')
      }
      return 'year'
    default:
      if (letters > 2) throw invalid(pattern, `There must be one or two letters ${letter}.`)
      return fields[letter]!
  }
}

/** The pieces of a pattern such as `yyyy-MM-dd`. A backslash makes the letter after it stand for itself. */
export function temporalPattern(pattern: string): Piece[] {
  const pieces: Piece[] = []
  for (let i = 0; i < pattern.length; ) {
    const letter = pattern[i]!
    if (letter === '\\' && i + 1 < pattern.length) {
      appendText(pieces, pattern[i + 1]!)
      i += 2
    } else if (letter in fields) {
      let end = i + 1
      while (pattern[end] === letter) end++
      pieces.push({ field: fieldOf(letter, end - i, pattern), letters: end - i })
      i = end
    } else {
      appendText(pieces, letter)
      i++
    }
  }
  return pieces
}

function appendText(pieces: Piece[], text: string): void {
  const last = pieces.at(-1)
  if (last?.field === null) pieces[pieces.length - 1] = { field: null, text: last.text + text }
  else pieces.push({ field: null, text })
}

export const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
