import { Chart } from '../../../src/values/forms/chart.ts'
import { Dictionary } from '../../../src/values/forms/dictionary.ts'
import { Table } from '../../../src/values/forms/table.ts'
import type { Value } from '../../../src/values/value.ts'
import type { Problem } from '../../editor/problems.ts'
import { entriesOf, plain } from '../../node/plain.ts'

/** What one statement came to. */
export interface StatementResult {
  readonly key: string
  /** Its script, as it was run. */
  readonly source: string
  readonly milliseconds: number
  readonly type: string
  /** The value as a console shows it; empty where there is none. */
  readonly text: string
  /** Rows that lie on the node, and the first of them. */
  readonly grid: { readonly id: number; readonly rows: number; readonly head: Table } | null
  readonly chart: Chart | null
  readonly error: RunError | null
}

export interface RunError extends Problem {
  readonly refId: string
  readonly hint: string
  readonly trace: readonly string[]
}

let last = 0

/** Reads what `runStatement` answers; `start` is where the statement begins in its cell. */
export function resultOf(answer: Value | undefined, source: string, start: number): StatementResult {
  const made = answer instanceof Dictionary ? answer : null
  const head = made?.get('head')
  const text = plain(made?.get('text'))
  const error = made?.get('error')
  const chart = made?.get('chart')
  return {
    key: `result-${++last}`,
    source,
    milliseconds: Number(plain(made?.get('milliseconds')) ?? 0),
    type: String(plain(made?.get('type')) ?? ''),
    text: typeof text === 'string' ? text : '',
    grid:
      head instanceof Table
        ? { id: Number(plain(made!.get('id'))), rows: Number(plain(made!.get('rows'))), head }
        : null,
    chart: chart instanceof Chart ? chart : null,
    error: error === undefined ? null : errorOf(error, source, start),
  }
}

function errorOf(value: Value, source: string, start: number): RunError {
  const { message, refId, hint, start: from, end, trace } = entriesOf(value)
  const placed = Number(from) >= 0
  return {
    message: String(message),
    refId: String(refId ?? ''),
    hint: String(hint ?? ''),
    start: start + (placed ? Number(from) : 0),
    end: start + (placed ? Number(end) : source.length),
    trace: Array.isArray(trace) ? trace.map(String) : [],
  }
}

/** A failure of the request itself, such as a cancelled one. */
export function failedResult(source: string, start: number, message: string): StatementResult {
  return {
    key: `result-${++last}`,
    source,
    milliseconds: 0,
    type: '',
    text: '',
    grid: null,
    chart: null,
    error: { message, refId: '', hint: '', trace: [], start, end: start + source.length },
  }
}
