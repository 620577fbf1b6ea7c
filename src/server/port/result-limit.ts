import type { Outcome } from '../../engine/jobs/job.ts'
import { reportError } from '../../engine/session/error-report.ts'
import { memoryOf } from '../../engine/session/session-memory.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { fromTransferable } from '../../values/transfer.ts'

/** Bytes that a job's value may take up: its user's, and any job's. */
export interface ResultLimits {
  readonly user: number
  readonly node: number
}

/** An outcome whose value takes up no more; an error instead of a larger one. */
export function withinLimit(outcome: Outcome, { user, node }: ResultLimits): Outcome {
  const bytes = Math.min(user, node)
  if (!outcome.ok || outcome.value === undefined || bytes === Number.POSITIVE_INFINITY) return outcome
  const taken = memoryOf([fromTransferable(outcome.value)])
  if (taken <= bytes) return outcome
  const gigabytes = (n: number) => `${Number((n / 2 ** 30).toPrecision(3))} GB`
  const error = new ScriptError(
    `The result takes up ${gigabytes(taken)}, beyond the limit of ${gigabytes(bytes)} (${user <= node ? 'QUERY_RESULT_MEM_LIMIT' : 'memLimitOfQueryResult'}).`,
  )
  return { ok: false, error: reportError(error) }
}
