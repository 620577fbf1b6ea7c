import type { Strings } from '../column.ts'

const PERCENT = 0x25
const QUESTION = 0x3f

/**
 * Whether each string fits a pattern (as UTF-8) in which % stands for any text and ? for any character: 1 or 0.
 * `ignoreCase` is about the letters a to z.
 */
export function likeStrings(
  strings: Strings,
  pattern: Uint8Array,
  ignoreCase: boolean,
  out: Int8Array,
): void {
  const wanted = ignoreCase ? lowered(pattern) : pattern
  const wild = wanted.indexOf(PERCENT)
  if (wanted.includes(QUESTION)) likeAny(strings, wanted, ignoreCase, out)
  else if (wild < 0) fitEnds(strings, wanted, wanted.subarray(0, 0), true, ignoreCase, out)
  else if (wanted.indexOf(PERCENT, wild + 1) < 0) {
    fitEnds(strings, wanted.subarray(0, wild), wanted.subarray(wild + 1), false, ignoreCase, out)
  } else likeAny(strings, wanted, ignoreCase, out)
}

/** Whether each string begins with `prefix` and ends with `suffix`, which do not overlap; `whole`: it is the prefix. */
function fitEnds(
  { bytes, offsets }: Strings,
  prefix: Uint8Array,
  suffix: Uint8Array,
  whole: boolean,
  ignoreCase: boolean,
  out: Int8Array,
): void {
  const n = offsets.length - 1
  const needed = prefix.length + suffix.length
  for (let i = 0; i < n; i++) {
    const start = offsets[i]!
    const end = offsets[i + 1]!
    const length = end - start
    const fits =
      length >= needed &&
      (!whole || length === needed) &&
      equalAt(bytes, start, prefix, 0, prefix.length, ignoreCase) &&
      equalAt(bytes, end - suffix.length, suffix, 0, suffix.length, ignoreCase)
    out[i] = fits ? 1 : 0
  }
}

// After a % what follows is tried at one place after the other. Only the last % met needs that: what was matched before it
// can stay.
function likeAny(
  { bytes, offsets }: Strings,
  pattern: Uint8Array,
  ignoreCase: boolean,
  out: Int8Array,
): void {
  const n = offsets.length - 1
  const length = pattern.length
  for (let i = 0; i < n; i++) {
    const end = offsets[i + 1]!
    let at = offsets[i]!
    let p = 0
    let afterPercent = -1
    let retryAt = 0
    for (;;) {
      if (p < length && pattern[p] === PERCENT) {
        afterPercent = ++p
        retryAt = at
        continue
      }
      if (at < end && p < length && pattern[p] === QUESTION) {
        at = nextCharacter(bytes, at, end)
        p++
        continue
      }
      if (at < end && p < length && fold(bytes[at]!, ignoreCase) === pattern[p]) {
        at++
        p++
        continue
      }
      if (at === end && p === length) break
      if (afterPercent < 0 || retryAt >= end) {
        p = -1
        break
      }
      at = retryAt = nextCharacter(bytes, retryAt, end)
      p = afterPercent
    }
    out[i] = p < 0 ? 0 : 1
  }
}

function nextCharacter(bytes: Uint8Array, at: number, end: number): number {
  let next = at + 1
  while (next < end && (bytes[next]! & 0xc0) === 0x80) next++
  return next
}

function equalAt(
  bytes: Uint8Array,
  at: number,
  wanted: Uint8Array,
  from: number,
  to: number,
  ignoreCase: boolean,
): boolean {
  for (let k = from, b = at; k < to; k++, b++) if (fold(bytes[b]!, ignoreCase) !== wanted[k]) return false
  return true
}

const fold = (byte: number, ignoreCase: boolean) =>
  ignoreCase && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte

const lowered = (bytes: Uint8Array) => bytes.map(byte => fold(byte, true))
