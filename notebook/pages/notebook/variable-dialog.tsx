import { useEffect, useState } from 'react'
import type { NodeSession } from '../../node/node-session.ts'
import { Dialog } from '../../shell/dialog.tsx'
import { ResultView } from './cell-results.tsx'
import { failedResult, resultOf, type StatementResult } from './run-result.ts'

interface VariableDialogProps {
  readonly name: string
  readonly session: NodeSession
  readonly onCode: (text: string) => void
  readonly onClose: () => void
}

/** A variable, shown as a cell shows what its statement gives. */
export function VariableDialog({ name, session, onCode, onClose }: VariableDialogProps) {
  const [result, setResult] = useState<StatementResult | null>(null)
  useEffect(() => {
    let ended = false
    let grid: StatementResult['grid'] = null
    // The node needn't keep what is no longer shown.
    const drop = () => grid && session.call('dropResult', grid.id).catch(() => {})
    session.call('runStatement', name).then(
      answer => {
        const shown = resultOf(answer, name, 0)
        grid = shown.grid
        if (ended) drop()
        else setResult(shown)
      },
      error => !ended && setResult(failedResult(name, 0, (error as Error).message)),
    )
    return () => {
      ended = true
      drop()
    }
  }, [name, session])
  const take = (text: string) => {
    onCode(text)
    onClose()
  }
  return (
    <Dialog title={name} onClose={onClose} wide>
      <div className="results-alone">
        {result && <ResultView result={result} session={session} onCode={take} />}
      </div>
    </Dialog>
  )
}
