import type { Span } from '../../grammar/tree/ast.ts'
import { ScriptError } from '../runtime/script-error.ts'

/** What a script got wrong before any of it ran. The message names the line, as DolphinDB's does. */
export function syntaxFault(
  text: string,
  span: Span,
  message: string,
  details: { refId?: string; hint?: string } = {},
): ScriptError {
  const line = text.slice(0, span.start).split('\n').length
  return new ScriptError(`Syntax Error: [line #${line}] ${message}`, details).at(text, span)
}
