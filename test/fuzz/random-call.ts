import { builtins } from '../../src/functions/builtins.ts'
import type { Builtin } from '../../src/functions/define.ts'
import type { Random } from './random.ts'
import { randomValue } from './random-value.ts'

// These wait, end things, or touch what lies outside the session.
const leftOut =
  /^(sleep|shell|exit|shutdown|quit|run|runScript|loadModule|loadPlugin|http|file|save|load|write|read|rm|mkdir|cd|backup|restore)/

let chosen: Builtin[] | undefined

function callable(): Builtin[] {
  chosen ??= [...builtins().all()]
    .filter(builtin => !leftOut.test(builtin.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  return chosen
}

/** A built-in called with random arguments: most often as many as it takes. */
export function randomCall(random: Random): string {
  const builtin = random.pick(callable())
  const { least, most } = builtin.parameters
  const wanted = least + random.below(Math.min(most, least + 3) - least + 1)
  const count = random.oneIn(10) ? random.below(5) : wanted
  const values = random.times(count, () => (random.oneIn(25) ? '' : randomValue(random)))
  return `${builtin.name}(${values.join(', ')})`
}
