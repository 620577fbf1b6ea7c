import type { StatementResult } from '../../engine/jobs/job.ts'
import type { ErrorReport } from '../../engine/session/error-report.ts'
import { jsonOf } from '../../values/format/json.ts'
import { typestr } from '../../values/format/typestr.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { BoxLimits } from './box.ts'
import { locate } from './error-text.ts'
import { type OutputMode, rendered } from './output-mode.ts'

/** Turns what comes back from a job into text. */
export interface ResultPrinter {
  /** Output of `print`. */
  printed(text: string): string
  /** A statement's value, without a final newline; empty when it shows nothing. */
  result(result: StatementResult, source: string): string
  /** An error as output, or null when it is to go to standard error as text. */
  failed(error: ErrorReport): string | null
}

/** Results in a mode; printed output as it is. */
export const modePrinter = (mode: OutputMode, limits: BoxLimits): ResultPrinter => ({
  printed: text => `${text}\n`,
  result: result =>
    result.value === undefined ? '' : rendered(fromTransferable(result.value), mode, limits),
  failed: () => null,
})

/** For programs: one object a line, for each statement, each printed text, and the error. */
export const jsonPrinter: ResultPrinter = {
  printed: text => `${JSON.stringify({ ok: true, printed: text })}\n`,
  result(result, source) {
    const { line } = locate(source, result.start)
    const ms = Math.round(result.milliseconds * 1000) / 1000
    if (result.value === undefined) return JSON.stringify({ ok: true, line, ms })
    const value = fromTransferable(result.value)
    const rows = value.form === 'table' && 'rows' in value ? { rows: value.rows } : {}
    return JSON.stringify({
      ok: true,
      line,
      ms,
      form: value.form,
      type: typestr(value),
      ...rows,
      value: jsonOf(value),
    })
  },
  failed(error) {
    const place = (offset: number) => (error.source === null ? null : locate(error.source, offset))
    const start = error.span && place(error.span.start)
    const end = error.span && place(error.span.end)
    return JSON.stringify({
      ok: false,
      error: {
        code: error.refId,
        message: error.message,
        line: start?.line ?? null,
        col: start?.column ?? null,
        endLine: end?.line ?? null,
        endCol: end?.column ?? null,
        hint: error.hint,
        stack: error.trace.map(entry => entry.name || 'lambda'),
      },
    })
  },
}
