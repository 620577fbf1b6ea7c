import { type ParameterInfo, Parameters } from '../runtime/parameters.ts'

/**
 * Reads a signature as users write it: `rank(X, [ascending=true], [groupNum])`. `[x]` may be left out,
 * `...` repeats the last. The only place where a built-in's arguments are named.
 * @throws SyntaxError when the text isn't a signature.
 */
export function parseSignature(text: string): Parameters {
  const match = /^[^(]*\((.*)\)$/s.exec(text.trim())
  if (!match) throw new SyntaxError(`Not a signature: ${text}`)
  const list: ParameterInfo[] = []
  let variadic = false
  for (const part of splitTop(match[1]!)) {
    if (part === '...') {
      variadic = true
      continue
    }
    const optional = part.startsWith('[')
    const inner = optional ? part.slice(1, -1) : part
    const [name, defaultText] = inner.split('=')
    list.push({ name: name!.trim(), optional, defaultText: defaultText?.trim() ?? null })
  }
  return new Parameters(list, variadic)
}

// At commas that stand in no bracket of a default value such as `[x=[1,2]]`.
function splitTop(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i <= text.length; i++) {
    const c = text[i]
    if (c === '[' || c === '(') depth++
    else if (c === ']' || c === ')') depth--
    else if (i === text.length || (c === ',' && depth === 0)) {
      const part = text.slice(start, i).trim()
      if (part) parts.push(part)
      start = i + 1
    }
  }
  return parts
}
