import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import type { Engine, SessionHandle } from '../engine/engine.ts'
import { type Command, UsageError } from './command-line.ts'
import { errorText } from './error-text.ts'
import { exitCodes } from './exit-code.ts'
import { isOutputMode, outputModes } from './output-mode.ts'
import { jsonPrinter, modePrinter, type ResultPrinter } from './result-printer.ts'
import { runScript } from './run-script.ts'
import { localSession } from './terminal-session.ts'

type Local = Extract<Command, { is: 'local' }>

/** Runs what the command line asked for on `engine`: a script, or an interactive terminal. Gives the exit code. */
export async function runTerminal(
  engine: Engine,
  command: Local,
  explain: (name: string) => Promise<string>,
): Promise<number> {
  const session = engine.open('admin')
  if (command.source === null && process.stdin.isTTY) {
    // With the grammar, which a script's answer need not wait for.
    const { openTerminal } = await import('./open-terminal.ts')
    return openTerminal(localSession(engine, session), command.flags, explain)
  }
  const script = await sourceOf(command)
  if (command.flags.emit !== null) return showCode(engine, session, script)
  return runScript(engine, session, {
    ...script,
    args: command.args,
    printer: printerOf(command),
    write: text => process.stdout.write(text),
    writeError: text => process.stderr.write(text),
    onInterrupt,
  })
}

/** What a script becomes, on standard output. */
async function showCode(
  engine: Engine,
  session: SessionHandle,
  script: { text: string; file: string | null },
): Promise<number> {
  const outcome = await engine.emit(session, script.text).outcome
  if (outcome.ok) process.stdout.write(`${outcome.value}\n`)
  else process.stderr.write(`${errorText(outcome.error, script.file)}\n`)
  return outcome.ok ? exitCodes.ok : exitCodes.scriptError
}

/** How a script's results are printed: all of them, for a file or another program; boxes where people look. */
function printerOf({ flags }: Local): ResultPrinter {
  if (flags.json) return jsonPrinter
  const mode = flags.mode ?? 'plain'
  if (!isOutputMode(mode)) throw new UsageError(`--output ${mode}: it is one of ${outputModes.join(', ')}.`)
  return modePrinter(mode, { rows: 40, width: process.stdout.columns ?? 120 })
}

async function sourceOf(command: Local): Promise<{ text: string; file: string | null }> {
  const { source } = command
  if (source === null || source.from === 'input') return { text: await readAll(process.stdin), file: null }
  if (source.from === 'text') return { text: source.text, file: null }
  try {
    return { text: await readFile(source.text, 'utf8'), file: source.text }
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new UsageError(
      missing ? `There is no file ${source.text}.` : `${source.text}: ${(error as Error).message}`,
    )
  }
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
