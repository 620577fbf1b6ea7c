import { nearest } from '../../base/nearest-name.ts'
import { isOutputMode, type OutputMode, outputModes } from '../output/output-mode.ts'

/** What dot commands change. */
export interface TerminalState {
  mode: OutputMode
  maxRows: number
  timer: boolean
}

/** What a command comes to: text to show, a script to run as if it were typed, or the end. */
export type Answer = string | { readonly script: string; readonly file: string | null } | typeof LEAVE
export const LEAVE = Symbol('leave')

export interface DotCommand {
  readonly name: string
  readonly help: string
  run(state: TerminalState, text: string): Answer | Promise<Answer>
}

const onOff = (text: string, was: boolean) => (text === 'on' ? true : text === 'off' ? false : !was)
const run = (script: string): Answer => ({ script, file: null })

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
  command('vars', 'variables of the session', () => run('objs()')),
  command('tables', 'databases and their tables', () => run('getClusterDFSTables()')),
  command('schema', 'columns of a table: .schema t', (_, text) =>
    text === '' ? 'Which table? .schema t' : run(`(${text}).schema().colDefs`),
  ),
  command('read', 'run a script: .read file.dos', async (_, file) => {
    if (file === '') return 'Which file? .read file.dos'
    const { readFile } = await import('node:fs/promises')
    try {
      return { script: await readFile(file, 'utf8'), file }
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
      return `${file}: ${isMissing ? 'there is no such file.' : (error as Error).message}`
    }
  }),
  command('quit', 'leave (also Ctrl-D)', () => LEAVE),
  command('exit', 'leave', () => LEAVE),
]

/** What is said of a name that no command has. */
export function unknownCommand(name: string): DotCommand {
  const names = dotCommands.map(command => command.name)
  const near = nearest(name, names)
  const hint = near === undefined ? '.help lists the commands.' : `Did you mean .${near}?`
  return command(name, '', () => `There is no command .${name}. ${hint}`)
}
