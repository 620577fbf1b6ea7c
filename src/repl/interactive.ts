import repl, { type REPLServer } from 'node:repl'
import { isComplete } from '../../grammar/parser.ts'
import type { StatementResult } from '../engine/jobs/job.ts'
import { exitCodes } from './exit-code.ts'
import { type DotCommand, dotCommands, type TerminalState } from './input/dot-commands.ts'
import { coloured } from './output/colour.ts'
import { errorText } from './output/error-text.ts'
import { highlighted } from './output/highlight.ts'
import { ProgressLine } from './output/progress.ts'
import { modePrinter } from './output/result-printer.ts'
import type { TerminalSession } from './terminal-session.ts'

export interface InteractiveOptions {
  readonly session: TerminalSession
  readonly state: TerminalState
  readonly input: NodeJS.ReadStream
  readonly output: NodeJS.WriteStream
  /** Colours and redrawing while typing. */
  readonly colour: boolean
  /** Where typed lines are kept, or null. */
  readonly historyFile: string | null
  readonly isFunction: (name: string) => boolean
  /** Help on a function. */
  readonly explain: (name: string) => Promise<string>
  readonly every: (milliseconds: number, action: () => void) => () => void
}

/** Members of Node's line editor that it calls through their public names, so that they can be replaced. */
interface LineEditor {
  _writeToOutput(text: string): void
  _insertString(text: string): void
  _refreshLine(): void
}

/**
 * The interactive terminal, on Node's own line editor: a statement may span lines until our parser says that it is
 * complete. Resolves with the exit code once the user leaves.
 */
export function runInteractive(options: InteractiveOptions): Promise<number> {
  const { session, state, output } = options
  const terminal = new Terminal(options)
  const server = repl.start({
    prompt: promptOf(session, options.colour),
    input: options.input,
    output,
    terminal: true,
    useColors: options.colour,
    preview: false,
    ignoreUndefined: true,
    eval: (text, _context, _file, done) => terminal.evaluate(text, done),
    completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
      void terminal.complete(line).then(result => done(null, result))
    },
  })
  terminal.attach(server)
  for (const name of Object.keys(server.commands)) delete (server.commands as Record<string, unknown>)[name]
  for (const command of dotCommands) addCommand(server, command, state, session)
  if (options.historyFile !== null) server.setupHistory(options.historyFile, () => {})
  return new Promise(resolve => server.once('exit', () => resolve(exitCodes.ok)))
}

const promptOf = (session: TerminalSession, colour: boolean) => {
  const place = colour ? coloured(session.place, 'grey') : session.place
  return `${place}> `
}

function addCommand(
  server: REPLServer,
  command: DotCommand,
  state: TerminalState,
  session: TerminalSession,
): void {
  server.defineCommand(command.name, {
    help: command.help,
    action(text: string) {
      this.clearBufferedCommand()
      void Promise.resolve(command.run(state, text.trim(), session)).then(shown => {
        if (shown === 'quit') return this.close()
        if (shown !== '') this.output.write(`${shown}\n`)
        this.displayPrompt()
      })
    },
  })
}

class Terminal {
  readonly #options: InteractiveOptions
  readonly #progress: ProgressLine
  #cancel: (() => void) | null = null

  constructor(options: InteractiveOptions) {
    this.#options = options
    this.#progress = new ProgressLine(text => options.output.write(text), options.every)
  }

  attach(server: REPLServer): void {
    server.removeAllListeners('SIGINT')
    // The first Ctrl-C cancels what runs; at the prompt it drops what was typed.
    server.on('SIGINT', () => {
      if (this.#cancel) return this.#cancel()
      this.#options.output.write('^C\n')
      server.clearBufferedCommand()
      ;(server as unknown as { line: string; cursor: number }).line = ''
      ;(server as unknown as { line: string; cursor: number }).cursor = 0
      server.displayPrompt()
    })
    if (this.#options.colour) this.#highlightTyping(server as unknown as LineEditor & REPLServer)
  }

  // The editor writes prompt and line whenever it redraws; after each key it is made to redraw.
  #highlightTyping(editor: LineEditor & REPLServer): void {
    const write = editor._writeToOutput
    const insert = editor._insertString
    editor._writeToOutput = text => {
      const prompt = editor.getPrompt()
      const typed = text.startsWith(prompt) ? text.slice(prompt.length) : null
      write.call(editor, typed ? prompt + highlighted(typed, this.#options.isFunction) : text)
    }
    editor._insertString = text => {
      insert.call(editor, text)
      editor._refreshLine()
    }
  }

  evaluate(text: string, done: (error: Error | null, result?: unknown) => void): void {
    const { session, state, output } = this.#options
    const script = text.trim()
    if (script === '') return done(null)
    const help = /^\?\s*(\S+)$|^(\S+)\s*\?$/.exec(script)
    if (help) {
      void this.#options.explain(help[1] ?? help[2]!).then(text => {
        output.write(`${text}\n`)
        done(null)
      })
      return
    }
    if (isComplete(script) === 'incomplete') return done(new repl.Recoverable(new Error('incomplete')))
    const printer = modePrinter(state.mode, { rows: state.maxRows, width: output.columns ?? 120 })
    const write = (shown: string) => {
      this.#progress.wipe()
      output.write(shown)
    }
    const job = session.run(script, {
      onPrint: printed => write(printer.printed(printed)),
      onResult: (result: StatementResult) => {
        const shown = printer.result(result, script)
        if (shown !== '') write(`${shown}\n`)
        state.lastMilliseconds = (state.lastMilliseconds ?? 0) + result.milliseconds
      },
    })
    state.lastMilliseconds = 0
    this.#cancel = job.cancel
    this.#progress.start()
    void job.outcome.then(outcome => {
      this.#cancel = null
      this.#progress.end()
      if (!outcome.ok) write(`${this.#dressed(errorText(outcome.error, null))}\n`)
      else if (state.timer) write(`${this.#grey(timing(state.lastMilliseconds ?? 0))}\n`)
      done(null)
    })
  }

  async complete(line: string): Promise<[string[], string]> {
    const { from, candidates } = await this.#options.session.complete(line, line.length)
    return [candidates.slice(0, 200).map(candidate => candidate.text), line.slice(from)]
  }

  #grey(text: string): string {
    return this.#options.colour ? coloured(text, 'grey') : text
  }

  #dressed(text: string): string {
    if (!this.#options.colour) return text
    const [first, ...rest] = text.split('\n')
    return [coloured(first!, 'red'), ...rest].join('\n')
  }
}

/** How long something took, for people. */
export function timing(milliseconds: number): string {
  if (milliseconds < 1) return `${milliseconds.toFixed(2)} ms`
  if (milliseconds < 1000) return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`
  return `${(milliseconds / 1000).toFixed(2)} s`
}
