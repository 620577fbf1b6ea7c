import { homedir } from 'node:os'
import { join } from 'node:path'
import { makeFolderNow } from '../host/real/make-folder.ts'
import type { Flags } from './command-line.ts'
import { UsageError } from './command-line.ts'
import type { TerminalState } from './input/dot-commands.ts'
import { runInteractive } from './interactive.ts'
import { colourful } from './output/colour.ts'
import { isOutputMode, outputModes } from './output/output-mode.ts'
import type { TerminalSession } from './terminal-session.ts'

/** Greets, and runs the interactive terminal on this process's standard streams. Gives the exit code. */
export async function openTerminal(
  session: TerminalSession,
  flags: Flags,
  explain: (name: string) => Promise<string>,
): Promise<number> {
  const mode = flags.mode ?? 'box'
  if (!isOutputMode(mode)) throw new UsageError(`--output ${mode}: it is one of ${outputModes.join(', ')}.`)
  const state: TerminalState = { mode, maxRows: 40, timer: true }
  const { candidates } = await session.complete('', 0)
  const functions = new Set(candidates.filter(({ kind }) => kind === 'function').map(({ text }) => text))
  const { env, stdin, stdout } = process
  stdout.write('Porpoise. ?f explains the function f, .help lists commands, Ctrl-D leaves.\n')
  return runInteractive({
    session,
    state,
    input: stdin,
    output: stdout,
    colour: colourful(stdout, env),
    historyFile: historyFile(env),
    isFunction: name => functions.has(name),
    explain,
    every: (milliseconds, action) => {
      const timer = setInterval(action, milliseconds)
      return () => clearInterval(timer)
    },
  })
}

// Beside other programs' settings; without a place to write there is no history, and no complaint.
function historyFile(env: NodeJS.ProcessEnv): string | null {
  const folder = join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'porpoise')
  try {
    makeFolderNow(folder)
    return join(folder, 'history')
  } catch {
    return null
  }
}
