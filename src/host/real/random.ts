import type { Random } from '../random.ts'

/** The machine's generator for secrets. What it comes from takes six milliseconds to load, which few scripts need. */
export const realRandom: Random = {
  bytes: count => process.getBuiltinModule('node:crypto').randomBytes(count),
}
