import { borrow, giveBack } from '../borrowed.ts'
import type { Column } from '../column.ts'
import { compileOnce, nullLiteral, reader, SAMPLE_ROWS, sample } from '../loop-source.ts'
import { type Data, scratch } from '../storage.ts'
import { sampleWindows, type Windows, windowArguments, windowLoop, windowParameters } from './windows.ts'

export type Extreme = 'min' | 'max' | 'imin' | 'imax' | 'iminLast' | 'imaxLast'

type Move = (...parameters: readonly (Data | number)[]) => void

/**
 * The least or greatest value of every window, or its place in the window (−1: there is none; of equal ones the first,
 * or the last).
 */
export function movingExtreme(name: Extreme, column: Column, windows: Windows, out: Data): void {
  const { storage, data, nulls } = column
  const kernel = compileOnce<Move>(
    `moving:${windows.kind}:${name}:${storage}:${nulls}`,
    `a, queue, out, ${windowParameters}`,
    () => source(name, column, windows.kind),
    kernel => {
      const rows = scratch(name[0] === 'i' ? 'i32' : storage, SAMPLE_ROWS)
      kernel(
        sample(storage),
        scratch('i32', SAMPLE_ROWS),
        rows,
        ...windowArguments(sampleWindows(windows.kind)),
      )
    },
  )
  const queue = borrow('i32', data.length)
  kernel(data, queue, out, ...windowArguments(windows))
  giveBack(queue)
}

// The queue holds the rows that may still become the extreme: each better than all that came after it. Every row enters
// it once and leaves it once.
function source(name: Extreme, { storage, nulls }: Column, kind: 'rows' | 'ranges'): string {
  const least = name.includes('min')
  // Of equal values the first stays, unless the last is wanted.
  const worse = `${least ? '>' : '<'}${name.endsWith('Last') ? '=' : ''}`
  const { setup, read, isNull } = reader(storage, 'a', 'hi', 'x', false)
  const place = name[0] === 'i'
  const missing = nullLiteral(place ? 'i32' : storage)
  const none = place ? '-1' : missing
  const count = nulls ? 'n' : 'e - s'
  const restart = 'lo = s; hi = s; head = 0; tail = 0; n = 0'
  return `${setup}
    let lo = 0, hi = 0, head = 0, tail = 0, n = 0
    ${windowLoop(
      kind,
      'lo = hi = from; head = tail = n = 0',
      `if (s < lo || e < hi || s > hi) { ${restart} }
      for (; hi < e; hi++) {
        ${read}
        ${nulls ? `if (${isNull}) continue\nn++` : ''}
        while (tail > head && a[queue[tail - 1]] ${worse} x) tail--
        queue[tail++] = hi
      }
      ${nulls ? `for (; lo < s; lo++) { ${read.replaceAll('hi', 'lo')}\nif (!(${isNull})) n-- }` : 'lo = s'}
      while (head < tail && queue[head] < s) head++
      if (head === tail) { head = 0; tail = 0 }
      out[r] = tooEarly || ${count} < least ? ${missing} : head === tail ? ${none} : ${place ? 'queue[head] - s' : 'a[queue[head]]'}`,
    )}`
}
