import type { Engine, SessionHandle } from '../engine/engine.ts'
import type { ToRun } from './command-line.ts'
import { exitCodes } from './exit-code.ts'
import type { ScriptSource } from './input/script-source.ts'
import { errorText } from './output/error-text.ts'
import { runScript } from './run-script.ts'
import { localSession } from './terminal-session.ts'

/** Runs what the command line asked for on `engine`: a script, or without one an interactive terminal. Gives the exit code. */
export async function runTerminal(
  engine: Engine,
  command: ToRun,
  script: ScriptSource | null,
  explain: (name: string) => Promise<string>,
): Promise<number> {
  const session = engine.open('admin')
  if (script === null) {
    // With the grammar, which a script's answer need not wait for.
    const { openTerminal } = await import('./open-terminal.ts')
    return openTerminal(localSession(engine, session), command.flags, explain)
  }
  if (command.flags.emit !== null) return showCode(engine, session, script)
  return runScript(localSession(engine, session), script, command)
}

/** What a script becomes, on standard output. */
async function showCode(engine: Engine, session: SessionHandle, script: ScriptSource): Promise<number> {
  const outcome = await engine.emit(session, script.text).outcome
  if (outcome.ok) process.stdout.write(`${outcome.value}\n`)
  else process.stderr.write(`${errorText(outcome.error, script.file)}\n`)
  return outcome.ok ? exitCodes.ok : exitCodes.scriptError
}
