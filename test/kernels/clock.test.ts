import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ClockPart, clockPart32, clockPart64 } from '../../src/kernels/elementwise/clock.ts'
import { nullI32, nullI64 } from '../../src/kernels/null.ts'
import { scratch } from '../../src/kernels/storage.ts'
import { seeded } from './random-columns.ts'

const random = seeded(72)
const rows = 3000

// The part of a count by exact arithmetic.
function plainPart(count: bigint, { divisor, modulus, factor }: ClockPart): number {
  const period = BigInt(divisor * modulus)
  const rest = ((count % period) + period) % period
  return Number(rest / BigInt(divisor)) * factor
}

const seconds = [
  [3600, 24],
  [60, 60],
  [1, 60],
] as const

test('parts of counts of 64 bits, before and after 1970', () => {
  for (const perSecond of [1000, 1_000_000_000]) {
    const data = scratch('i64', rows)
    for (let i = 0; i < rows; i++) {
      const wide =
        (BigInt(Math.floor((random() - 0.5) * 2 ** 31)) << 32n) + BigInt(Math.floor(random() * 2 ** 32))
      const moment = perSecond === 1000 ? wide / 1_000_000n : wide
      // Every third lies next to the beginning of a second.
      const second = BigInt(perSecond)
      data[i] = i % 3 === 0 ? moment - (moment % second) + BigInt((i % 7) - 3) : moment
    }
    data[5] = nullI64
    const parts: ClockPart[] = seconds.map(([unit, modulus]) => ({
      divisor: unit * perSecond,
      modulus,
      factor: 1,
    }))
    parts.push(
      { divisor: 1, modulus: 1000, factor: 1000 },
      { divisor: perSecond / 1000, modulus: 1000, factor: 1 },
    )
    parts.push({ divisor: 1, modulus: perSecond, factor: 1 })
    const out = scratch('i32', rows)
    for (const part of parts) {
      assert.equal(clockPart64(data, perSecond, part, out), true)
      for (let i = 0; i < rows; i++) {
        assert.equal(
          out[i],
          i === 5 ? nullI32 : plainPart(data[i]!, part),
          `${data[i]} by ${JSON.stringify(part)}`,
        )
      }
    }
  }
})

test('parts of counts of 32 bits', () => {
  const data = scratch('i32', rows)
  for (let i = 0; i < rows; i++) data[i] = Math.floor((random() - 0.5) * 2 ** 32)
  const out = scratch('i32', rows)
  for (const [divisor, modulus] of seconds) {
    const part = { divisor, modulus, factor: 1 }
    assert.equal(clockPart32(data, part, out), false)
    for (let i = 0; i < rows; i++) assert.equal(out[i], plainPart(BigInt(data[i]!), part))
  }
  data[0] = nullI32
  assert.equal(clockPart32(data, { divisor: 60, modulus: 60, factor: 1 }, out), true)
  assert.equal(out[0], nullI32)
})
