import { Random } from './random.ts'
import { randomCall } from './random-call.ts'
import { mutatedScript, preamble, randomScript, tokenSoup } from './random-script.ts'

/** What is made and how it is looked at: `parse` only reads it, `run` reads and runs it. */
export const kinds = {
  soup: { does: 'parse', make: tokenSoup },
  mutation: { does: 'run', make: mutatedScript },
  script: { does: 'run', make: randomScript },
  call: { does: 'run', make: (random: Random) => preamble + randomCall(random) },
} as const

export type Kind = keyof typeof kinds

// How often each kind comes, in ten.
const mixture: readonly Kind[] = [
  'soup',
  'mutation',
  'script',
  'script',
  'call',
  'call',
  'call',
  'call',
  'call',
  'call',
]

export interface FuzzCase {
  readonly kind: Kind
  readonly text: string
}

/** The case of that number in the story of a seed: no case depends on another. */
export function makeCase(seed: number, index: number): FuzzCase {
  const random = new Random(Math.imul(seed, 1_000_003) + index)
  const kind = random.pick(mixture)
  return { kind, text: kinds[kind].make(random) }
}
