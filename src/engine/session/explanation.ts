import { nearest } from '../../base/nearest-name.ts'
import type { Registry } from '../../functions/registry.ts'

/** Help on a built-in: signature, what it does, and its examples with what they print. */
export function explanation(registry: Registry, name: string): string {
  const builtin = registry.get(name)
  if (!builtin) {
    const near = nearest(name, registry.names())
    return `There is no function ${name}.${near === undefined ? '' : ` Did you mean ${near}?`}`
  }
  const { signature, doc, examples, aliases, kind } = builtin.definition
  const lines = [`${signature}   (${kind})`, '', doc]
  if (aliases?.length) lines.push(`Also called ${aliases.join(', ')}.`)
  if (examples.length > 0) lines.push('', 'Examples:')
  for (const [source, prints] of examples) {
    lines.push(
      ...source.split('\n').map(line => `  > ${line}`),
      ...prints.split('\n').map(line => `  ${line}`),
    )
  }
  return lines.join('\n')
}
