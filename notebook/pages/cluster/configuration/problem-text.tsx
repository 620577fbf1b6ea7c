import { useTold } from '../../../language/language-context.tsx'
import type { LineProblem } from './config-file.ts'

/** What is wrong with a line, or strange. */
export function ProblemText({
  id,
  problem,
}: {
  readonly id: string | undefined
  readonly problem: LineProblem | undefined
}) {
  const told = useTold()
  if (!problem) return null
  return (
    <span id={id} className={`problem ${problem.severity === 'error' ? 'bad' : 'warn'}`} role="status">
      {told(problem.message)}
    </span>
  )
}
