import { deepScript } from './deep-script.ts'
import { Random } from './random.ts'
import { randomCall } from './random-call.ts'
import { mutatedScript, randomScript, tokenSoup } from './random-script.ts'

/** What is made, and whether reading it and running it are looked at. */
export const kinds = {
  soup: { read: true, run: false, make: tokenSoup },
  mutation: { read: true, run: true, make: mutatedScript },
  script: { read: true, run: true, make: randomScript },
  deep: { read: true, run: true, make: deepScript },
  call: { read: false, run: true, make: randomCall },
} as const

export type Kind = keyof typeof kinds

// How often each kind comes, in a thousand.
const mixture: Readonly<Record<Kind, number>> = { soup: 190, mutation: 100, script: 108, deep: 2, call: 600 }

function kindOf(random: Random): Kind {
  let ticket = random.below(1000)
  for (const [kind, share] of Object.entries(mixture)) {
    ticket -= share
    if (ticket < 0) return kind as Kind
  }
  return 'call'
}

export interface FuzzCase {
  readonly kind: Kind
  readonly text: string
}

/** The case of that number in the story of a seed: no case depends on another. */
export function makeCase(seed: number, index: number): FuzzCase {
  const random = new Random(Math.imul(seed, 1_000_003) + index)
  const kind = kindOf(random)
  return { kind, text: kinds[kind].make(random) }
}
