import { parse } from '../../grammar/parser.ts'
import type { Span } from '../../grammar/tree/ast.ts'

/** What is wrong with how a text was read, or nothing: reading never throws, and every error and node has a place in the text. */
export function parserComplaint(text: string): string | undefined {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(text)
  } catch (thrown) {
    return `the parser threw ${thrown instanceof Error ? thrown.stack : thrown}`
  }
  for (const error of parsed.errors) {
    if (!inside(error.span, text.length)) return `an error has no place: ${error.message}`
    if (!error.message) return 'an error says nothing'
    error.toString()
  }
  if (parsed.errors.length > 0) return undefined
  return misplaced(parsed.script, { start: 0, end: text.length })
}

const inside = (span: Span, length: number) => span.start >= 0 && span.start <= span.end && span.end <= length

/** A node whose place is not within its parent's. */
function misplaced(node: unknown, around: Span): string | undefined {
  if (Array.isArray(node)) {
    for (const item of node) {
      const wrong = misplaced(item, around)
      if (wrong) return wrong
    }
    return undefined
  }
  if (typeof node !== 'object' || node === null) return undefined
  const span = (node as { span?: Span }).span
  if (span && (span.start < around.start || span.end > around.end || span.start > span.end)) {
    return `${(node as { kind?: string }).kind} at ${span.start}–${span.end} lies outside ${around.start}–${around.end}`
  }
  for (const [key, value] of Object.entries(node)) {
    if (key === 'span') continue
    const wrong = misplaced(value, span ?? around)
    if (wrong) return wrong
  }
  return undefined
}
