import type { JobHandlers } from '../engine/jobs/job.ts'
import { string } from '../values/forms/scalar.ts'
import { StringVector } from '../values/vectors/string-vector.ts'
import { type ToRun, UsageError } from './command-line.ts'
import { exitCodeOf, exitCodes } from './exit-code.ts'
import type { ScriptSource } from './input/script-source.ts'
import { errorText } from './output/error-text.ts'
import { isOutputMode, outputModes } from './output/output-mode.ts'
import { jsonPrinter, modePrinter, type ResultPrinter } from './output/result-printer.ts'
import type { TerminalSession } from './terminal-session.ts'

/** Runs a script to its end, printing as it goes; gives the exit code. Ctrl-C cancels it. @throws UsageError */
export async function runScript(
  session: TerminalSession,
  { text, file, read }: ScriptSource,
  { args, flags }: ToRun,
) {
  const printer = printerOf(flags)
  await session.assign({ args: StringVector.of([...args]), scriptFile: string(file ?? '') })
  const handlers: JobHandlers = {
    onPrint: text => void process.stdout.write(printer.printed(text)),
    onResult: result => {
      const shown = printer.result(result, text)
      if (shown !== '') process.stdout.write(`${shown}\n`)
    },
  }
  const { cancel, outcome } = session.run(text, handlers, read)
  const stopListening = onInterrupt(cancel)
  const ended = await outcome
  stopListening()
  if (ended.ok) return exitCodes.ok
  const json = printer.failed(ended.error)
  if (json !== null) process.stdout.write(`${json}\n`)
  else process.stderr.write(`${errorText(ended.error, file)}\n`)
  return exitCodeOf(ended.error)
}

// All of each result, for a file or another program; boxes where people look.
function printerOf({ json, mode }: ToRun['flags']): ResultPrinter {
  if (json) return jsonPrinter
  const chosen = mode ?? 'plain'
  if (!isOutputMode(chosen))
    throw new UsageError(`--output ${chosen}: it is one of ${outputModes.join(', ')}.`)
  return modePrinter(chosen, { rows: 40, width: process.stdout.columns ?? 120 })
}

// The first Ctrl-C cancels; a second one, while that is under way, ends the program.
function onInterrupt(action: () => void): () => void {
  let asked = false
  const listener = () => {
    if (asked) process.exit(exitCodes.interrupted)
    asked = true
    action()
  }
  process.on('SIGINT', listener)
  return () => process.off('SIGINT', listener)
}
