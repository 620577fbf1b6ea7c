import { mix32 } from './hash.ts'

// xoshiro128** (Blackman and Vigna): four words, not all of them 0; period 2¹²⁸ − 1. A double takes its upper 32 bits
// from the ** output, a function of the second word alone, and its lower 21 from the sum of the first and the fourth:
// each of the 2⁵³ comes equally often, at one step each. kernels/distributions/random.ts draws the same numbers in bulk.

/** The words of a generator started from a seed: any number, of which the lower 64 bits count. */
export function seededState(seed: number | bigint): Int32Array {
  const bits = BigInt.asUintN(64, BigInt(seed))
  const low = Number(bits & 0xffffffffn)
  const high = Number(bits >> 32n)
  const state = new Int32Array(4)
  for (let k = 0; k < 4; k++) state[k] = mix32(Math.imul(k + 1, 0x9e3779b9) + low) ^ mix32(high + k)
  if ((state[0]! | state[1]! | state[2]! | state[3]!) === 0) state[0] = 1
  return state
}

/** The next 32 bits, unsigned. */
export function nextBits(state: Int32Array): number {
  const scrambled = Math.imul(state[1]!, 5)
  advance(state)
  return Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0
}

/** A double from 0 up to, but never, 1. */
export function nextDouble(state: Int32Array): number {
  const low = (state[0]! + state[3]!) | 0
  return (nextBits(state) | 0) * 2 ** -32 + 0.5 + (low >>> 11) * 2 ** -53
}

function advance(state: Int32Array): void {
  const second = state[1]!
  state[2]! ^= state[0]!
  state[3]! ^= second
  state[1]! ^= state[2]!
  state[0]! ^= state[3]!
  state[2]! ^= second << 9
  state[3] = (state[3]! << 11) | (state[3]! >>> 21)
}

/** Single draws. The same seed gives the same sequence, everywhere and always. */
export class Prng {
  readonly state: Int32Array

  constructor(seed: number | bigint) {
    this.state = seededState(seed)
  }

  /** 32 bits, unsigned. */
  bits(): number {
    return nextBits(this.state)
  }

  /** A double from 0 up to, but never, 1. */
  double(): number {
    return nextDouble(this.state)
  }

  /** An integer from 0 up to, but never, `limit`, which is at most 2⁵³. */
  below(limit: number): number {
    return Math.floor(this.double() * limit)
  }

  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  /** True as often as `probability` says. */
  chance(probability: number): boolean {
    return this.double() < probability
  }

  /** One of the items, of which there must be some. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }

  /** The items in random order, in place. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const k = this.below(i + 1)
      const moved = items[i]!
      items[i] = items[k]!
      items[k] = moved
    }
    return items
  }

  /** Another generator, whose numbers have nothing to do with those still to come from this one. */
  split(): Prng {
    return new Prng((BigInt(this.bits()) << 32n) | BigInt(this.bits()))
  }
}
