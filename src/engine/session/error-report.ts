import { exhausted } from '../../runtime/exhausted.ts'
import { Cancelled, ScriptError, type TraceEntry } from '../../runtime/script-error.ts'

/** An error as it passes between threads and to clients. */
export interface ErrorReport {
  /** cancelled: by the user; internal: our own mistake, which is logged with its stack. */
  readonly kind: 'script' | 'cancelled' | 'internal'
  readonly message: string
  readonly refId: string | null
  readonly hint: string | null
  readonly tag: string | null
  readonly source: string | null
  readonly span: { readonly start: number; readonly end: number } | null
  readonly trace: readonly TraceEntry[]
}

/** What to tell about anything thrown. */
export function reportError(error: unknown): ErrorReport {
  const nothing = { refId: null, hint: null, tag: null, source: null, span: null, trace: [] }
  if (error instanceof ScriptError) {
    return {
      kind: 'script',
      message: error.message,
      refId: error.refId ?? null,
      hint: error.hint ?? null,
      tag: error.tag ?? null,
      source: error.source,
      span: error.span,
      trace: error.trace,
    }
  }
  if (error instanceof Cancelled) return { ...nothing, kind: 'cancelled', message: error.message }
  const limit = error instanceof RangeError ? exhausted(error) : null
  if (limit !== null) return { ...nothing, kind: 'script', message: limit }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { ...nothing, kind: 'internal', message: `Internal error: ${stack}` }
}

/** The error a report was made of, to be thrown again on this side. */
export function errorOfReport(report: ErrorReport): Error {
  if (report.kind === 'cancelled') return new Cancelled()
  const error = new ScriptError(report.message, {
    refId: report.refId ?? undefined,
    hint: report.hint ?? undefined,
    tag: report.tag ?? undefined,
  })
  if (report.source !== null && report.span !== null) error.at(report.source, report.span)
  error.trace.push(...report.trace)
  return error
}
