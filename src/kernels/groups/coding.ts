import { borrow, giveBack } from '../borrowed.ts'
import { compileOnce } from '../loop-source.ts'
import { inParts, MANY_ROWS, rowParts } from '../parallel/parallel.ts'
import { scratch } from '../storage.ts'

/**
 * Rows as dense codes: equal rows have equal codes 0 … groups − 1, numbered as they first appear unless said otherwise.
 * The codes are on loan: whoever knows that nobody needs them any more gives them back.
 */
export interface Coding {
  readonly codes: Int32Array
  readonly groups: number
  /** The first row of each group. */
  readonly firstRows: Int32Array
}

/** Decides how groups are numbered: given the first row of each, in any order, the number of each. */
export type NumberGroups = (firstRows: Int32Array) => Int32Array

type Renumber = (codes: Int32Array, numbers: Int32Array, out: Int32Array, n: number) => void

/** numbers[code] for each code, on loan. */
export function renumberCodes(codes: Int32Array, numbers: Int32Array): Int32Array {
  const kernel = compileOnce<Renumber>(
    'renumber',
    'codes, numbers, out, n',
    () => 'for (let i = 0; i < n; i++) out[i] = numbers[codes[i]]',
  )
  const n = codes.length
  const changed = borrow('i32', n)
  if (n < MANY_ROWS) kernel(codes, numbers, changed, n)
  else
    inParts(
      kernel,
      rowParts(n).map(([from, to]) => [
        codes.subarray(from, to),
        numbers,
        changed.subarray(from, to),
        to - from,
      ]),
    )
  return changed
}

/** The same groups with the number numbers[g] for group g. */
export function renumber({ codes, groups, firstRows }: Coding, numbers: Int32Array): Coding {
  const rows = scratch('i32', groups)
  for (let g = 0; g < groups; g++) rows[numbers[g]!] = firstRows[g]!
  return { codes: renumberCodes(codes, numbers), groups, firstRows: rows }
}

/** The same groups numbered otherwise, if asked for. */
export function numbered(coding: Coding, number: NumberGroups | null): Coding {
  if (!number) return coding
  const numbers = number(coding.firstRows)
  for (let g = 0; g < coding.groups; g++)
    if (numbers[g] !== g) {
      const changed = renumber(coding, numbers)
      giveBack(coding.codes)
      return changed
    }
  return coding
}
