import type { ErrorReport } from '../../engine/session/error-report.ts'
import { displayWidth } from './display-width.ts'

/** An error for people: code and message, the line it is in with a caret under it, a hint, and the calls that led there. */
export function errorText(error: ErrorReport, file: string | null): string {
  const code = error.refId === null ? '' : ` ${error.refId}`
  const lines: string[] = []
  if (error.source !== null && error.span !== null) {
    const { line, column, text } = locate(error.source, error.span.start)
    const place = `${file === null ? '' : `${file}, `}line ${line}, column ${column}`
    lines.push(`Error${code}: ${error.message}    (${place})`)
    const number = String(line).padStart(4)
    const { shown, at } = around(text, column - 1)
    const width = Math.max(1, Math.min(error.span.end - error.span.start, shown.length - at))
    lines.push(`${number} │ ${shown}`)
    const before = ' '.repeat(displayWidth(shown.slice(0, at)))
    lines.push(`${' '.repeat(number.length)} │ ${before}${'^'.repeat(width)}`)
  } else lines.push(`Error${code}: ${error.message}`)
  if (error.hint !== null) lines.push(`  hint: ${error.hint}`)
  lines.push(...withCounts(error.trace.map(call => `  in ${call.name || 'lambda'}${lineOf(call)}`)))
  return lines.join('\n')
}

const lineOf = ({ source, span }: ErrorReport['trace'][number]) =>
  span === null ? '' : `, line ${locate(source, span.start).line}`

// A recursion is one line, however deep.
function withCounts(lines: readonly string[]): string[] {
  const first = lines.findIndex((line, i) => line === lines[i + 1])
  if (first < 0) return [...lines]
  const next = lines.findIndex((line, i) => i > first && line !== lines[first])
  const end = next < 0 ? lines.length : next
  return [...lines.slice(0, first), `${lines[first]} (${end - first} times)`, ...withCounts(lines.slice(end))]
}

const CONTROL = /\p{Cc}/gu

// A longer line would hide its caret among its own turns.
const MOST_SHOWN = 160
const MOST_BEFORE = 80

// What is shown of a line with a fault at an offset, and the offset in that.
function around(text: string, at: number): { shown: string; at: number } {
  if (text.length <= MOST_SHOWN) return { shown: text, at }
  const from = Math.max(0, at - MOST_BEFORE)
  const [before, after] = [from > 0 ? '…' : '', from + MOST_SHOWN < text.length ? '…' : '']
  return { shown: before + text.slice(from, from + MOST_SHOWN) + after, at: at - from + before.length }
}

/** Line and column (from 1) of an offset, and the line's text with tabs as blanks and what steers a terminal as �. */
export function locate(source: string, offset: number): { line: number; column: number; text: string } {
  const start = source.lastIndexOf('\n', offset - 1) + 1
  const end = source.indexOf('\n', offset)
  const text = source.slice(start, end < 0 ? undefined : end)
  const line = source.slice(0, start).split('\n').length
  const shown = text.replace(/\r$/, '').replaceAll('\t', ' ').replace(CONTROL, '\ufffd')
  return { line, column: offset - start + 1, text: shown }
}
