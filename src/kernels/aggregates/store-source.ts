import type { Output } from './aggregate-plan.ts'

/** What a loop that stores this output declares first. */
export function storeSetup(output: Output): string {
  return output.numeric ? 'const outw = new Int32Array(out.buffer, out.byteOffset, 2 * out.length)' : ''
}

interface Target {
  /** Index into `out`. */
  readonly at: string
  /** Condition under which null is stored instead. */
  readonly unless?: string
  /** Row that places are counted from. */
  readonly base?: string
}

/** Statement that stores an output's value at `out[at]`; rows are those of the array `a0`. */
export function store(output: Output, { at, unless, base = '0' }: Target): string {
  const { value, missing, numeric, ofRow, isPlace } = output
  const orNull = (text: string) => (unless ? `${unless} ? ${missing} : ${text}` : text)
  if (ofRow) return `{ const row = ${value}; out[${at}] = ${orNull(`row < 0 ? ${missing} : a0[row]`)} }`
  if (isPlace) return `{ const row = ${value}; out[${at}] = ${orNull(`row < 0 ? -1 : row - ${base}`)} }`
  if (!numeric) return `out[${at}] = ${orNull(value)}`
  return `{ const v = ${orNull(value)}; outw[2 * ${at}] = v; outw[2 * ${at} + 1] = Math.floor(v / 4294967296) }`
}
