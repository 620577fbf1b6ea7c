import { serialize } from 'node:v8'
import { parse } from '../../../grammar/parser.ts'

/**
 * A script's statements in serialized form, read while its worker still gets ready. Null where only the worker can tell: what
 * the session has defined decides how the script is read, or it is at fault.
 */
export function readAhead(text: string): Uint8Array | null {
  let asked = false
  const arityOf = () => {
    asked = true
    return undefined
  }
  try {
    const { script, errors } = parse(text, { arityOf })
    return asked || errors.length > 0 ? null : serialize(script.statements)
  } catch {
    // Nested too deeply.
    return null
  }
}
