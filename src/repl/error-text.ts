import type { ErrorReport } from '../engine/error-report.ts'
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
    const width = Math.max(1, Math.min(error.span.end - error.span.start, text.length - column + 1))
    lines.push(`${number} │ ${text}`)
    lines.push(
      `${' '.repeat(number.length)} │ ${' '.repeat(displayWidth(text.slice(0, column - 1)))}${'^'.repeat(width)}`,
    )
  } else lines.push(`Error${code}: ${error.message}`)
  if (error.hint !== null) lines.push(`  hint: ${error.hint}`)
  for (const call of error.trace) {
    const place = call.span === null ? '' : `, line ${locate(call.source, call.span.start).line}`
    lines.push(`  in ${call.name || 'lambda'}${place}`)
  }
  return lines.join('\n')
}

/** Line and column (from 1) of an offset, and the line's text with tabs as blanks. */
export function locate(source: string, offset: number): { line: number; column: number; text: string } {
  const start = source.lastIndexOf('\n', offset - 1) + 1
  const end = source.indexOf('\n', offset)
  const text = source.slice(start, end < 0 ? undefined : end)
  const line = source.slice(0, start).split('\n').length
  return { line, column: offset - start + 1, text: text.replaceAll('\t', ' ') }
}
