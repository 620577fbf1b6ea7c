import { isOutputMode, type OutputMode, outputModes } from '../output/output-mode.ts'
import type { TerminalSession } from '../terminal-session.ts'

/** What dot commands change. */
export interface TerminalState {
  mode: OutputMode
  maxRows: number
  timer: boolean
  /** Of the last run. */
  lastMilliseconds: number | null
}

export interface DotCommand {
  readonly name: string
  readonly help: string
  /** What to show; 'quit' leaves. */
  run(state: TerminalState, text: string, session: TerminalSession): string | Promise<string>
}

const onOff = (text: string, was: boolean) => (text === 'on' ? true : text === 'off' ? false : !was)

/** Runs a script of our own and gives what it prints and shows, for commands that are short for one. */
async function ask(
  session: TerminalSession,
  script: string,
  mode: OutputMode,
  maxRows: number,
): Promise<string> {
  const { modePrinter } = await import('../output/result-printer.ts')
  const { errorText } = await import('../output/error-text.ts')
  const printer = modePrinter(mode, { rows: maxRows, width: process.stdout.columns ?? 120 })
  let shown = ''
  const outcome = await session.run(script, {
    onPrint: text => {
      shown += printer.printed(text)
    },
    onResult: result => {
      shown += `${printer.result(result, script)}\n`
    },
  }).outcome
  return outcome.ok ? shown.trimEnd() : errorText(outcome.error, null)
}

const command = (name: string, help: string, run: DotCommand['run']): DotCommand => ({ name, help, run })

/** The terminal's own commands. */
export const dotCommands: readonly DotCommand[] = [
  command('help', 'this list; ?f explains the function f', () =>
    dotCommands.map(({ name, help }) => `.${name.padEnd(10)} ${help}`).join('\n'),
  ),
  command('mode', `how results are written: ${outputModes.join(', ')}`, (state, text) => {
    if (text === '') return `The mode is ${state.mode}.`
    if (!isOutputMode(text)) return `There is no mode ${text}; it is one of ${outputModes.join(', ')}.`
    state.mode = text
    return ''
  }),
  command('maxrows', 'how many rows of a long result are shown', (state, text) => {
    const rows = Number(text)
    if (text === '') return `${state.maxRows} rows are shown.`
    if (!Number.isInteger(rows) || rows < 2) return 'A whole number of at least 2 is expected.'
    state.maxRows = rows
    return ''
  }),
  command('timer', 'whether each run says how long it took: on, off', (state, text) => {
    state.timer = onOff(text, state.timer)
    return `The timer is ${state.timer ? 'on' : 'off'}.`
  }),
  command('vars', 'variables of the session', (state, _, session) =>
    ask(session, 'objs()', state.mode, state.maxRows),
  ),
  command('tables', 'databases and their tables', (state, _, session) =>
    ask(session, 'getClusterDFSTables()', state.mode, state.maxRows),
  ),
  command('schema', 'columns of a table: .schema t', (state, text, session) =>
    text === ''
      ? 'Which table? .schema t'
      : ask(session, `(${text}).schema().colDefs`, state.mode, state.maxRows),
  ),
  command('read', 'run a script: .read file.dos', async (state, text, session) => {
    if (text === '') return 'Which file? .read file.dos'
    const { readFile } = await import('node:fs/promises')
    try {
      return await ask(session, await readFile(text, 'utf8'), state.mode, state.maxRows)
    } catch (error) {
      return `${text}: ${(error as Error).message}`
    }
  }),
  command('quit', 'leave (also Ctrl-D)', () => 'quit'),
  command('exit', 'leave', () => 'quit'),
]
