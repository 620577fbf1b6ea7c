import { reportError } from '../engine/error-report.ts'
import type { Outcome } from '../engine/job.ts'
import { memoryOf } from '../engine/session-memory.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { fromTransferable } from '../values/transfer.ts'

/** An outcome whose value takes up at most so many bytes; an error instead of a larger one. */
export function withinLimit(outcome: Outcome, bytes: number): Outcome {
  if (!outcome.ok || outcome.value === undefined || bytes === Number.POSITIVE_INFINITY) return outcome
  const taken = memoryOf([fromTransferable(outcome.value)])
  if (taken <= bytes) return outcome
  const gigabytes = (n: number) => `${Number((n / 2 ** 30).toPrecision(3))} GB`
  const error = new ScriptError(
    `The result takes up ${gigabytes(taken)}, beyond the limit of ${gigabytes(bytes)} (QUERY_RESULT_MEM_LIMIT).`,
  )
  return { ok: false, error: reportError(error) }
}
