import type { ErrorReport } from '../engine/error-report.ts'
import type { StatementResult } from '../engine/job.ts'
import { display } from '../values/format.ts'
import { fromTransferable } from '../values/transfer.ts'
import { locate } from './error-text.ts'

/** Turns what comes back from a job into text. */
export interface ResultPrinter {
  /** Output of `print`. */
  printed(text: string): string
  /** A statement's value; empty when it shows nothing. */
  result(result: StatementResult, source: string): string
  /** An error as output, or null when it is to go to standard error as text. */
  failed(error: ErrorReport): string | null
}

/** Plain text, as a file or another program gets it: everything, no colour. */
export const plainPrinter: ResultPrinter = {
  printed: text => `${text}\n`,
  result: result => (result.value === undefined ? '' : display(fromTransferable(result.value))),
  failed: () => null,
}
