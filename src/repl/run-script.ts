import type { Engine, SessionHandle } from '../engine/engine.ts'
import type { StatementResult } from '../engine/job.ts'
import { string } from '../values/scalar.ts'
import { StringVector } from '../values/string-vector.ts'
import { toTransferable } from '../values/transfer.ts'
import { errorText } from './error-text.ts'
import { exitCodeOf, exitCodes } from './exit-code.ts'
import type { ResultPrinter } from './result-printer.ts'

export interface ScriptRun {
  readonly text: string
  /** For error messages; null for text from -c. */
  readonly file: string | null
  /** Seen by the script as `args`. */
  readonly args: readonly string[]
  readonly printer: ResultPrinter
  readonly write: (text: string) => void
  readonly writeError: (text: string) => void
  /** Calls back when the user asks to stop (Ctrl-C); gives what ends listening. */
  readonly onInterrupt: (action: () => void) => () => void
}

/** Runs a script to its end, printing as it goes; gives the exit code. Ctrl-C cancels it. */
export async function runScript(engine: Engine, session: SessionHandle, run: ScriptRun): Promise<number> {
  const args = StringVector.of([...run.args])
  await engine.assign(session, [
    ['args', toTransferable(args)],
    ['scriptFile', toTransferable(string(run.file ?? ''))],
  ]).outcome
  const { job, outcome } = engine.execute(session, run.text, {
    onPrint: text => run.write(run.printer.printed(text)),
    onResult: (result: StatementResult) => {
      const shown = run.printer.result(result, run.text)
      if (shown !== '') run.write(`${shown}\n`)
    },
  })
  const stopListening = run.onInterrupt(() => engine.cancel(job))
  const ended = await outcome
  stopListening()
  if (ended.ok) return exitCodes.ok
  const json = run.printer.failed(ended.error)
  if (json !== null) run.write(`${json}\n`)
  else run.writeError(`${errorText(ended.error, run.file)}\n`)
  return exitCodeOf(ended.error)
}
