import { randomBytes } from 'node:crypto'
import type { Random } from '../random.ts'

/** The machine's generator for secrets. */
export const realRandom: Random = {
  bytes: count => randomBytes(count),
}
