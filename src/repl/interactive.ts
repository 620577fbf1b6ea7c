import repl, { type REPLServer } from 'node:repl'
import { isComplete } from '../../grammar/parser.ts'
import type { StatementResult } from '../engine/jobs/job.ts'
import { exitCodes } from './exit-code.ts'
import {
  type DotCommand,
  dotCommands,
  LEAVE,
  type TerminalState,
  unknownCommand,
} from './input/dot-commands.ts'
import { HeldKeys, type KeyTaker } from './input/held-keys.ts'
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
interface LineEditor extends KeyTaker {
  _writeToOutput(text: string): void
  _insertString(text: string): void
  _refreshLine(): void
  clearLine(): void
}

type Editor = REPLServer & LineEditor

/**
 * The interactive terminal, on Node's own line editor: a statement may span lines until our parser says that it is
 * complete. Resolves with the exit code once the user leaves.
 */
export function runInteractive(options: InteractiveOptions): Promise<number> {
  const { session, output } = options
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
    completer: (_: string, done: (error: null, result: [string[], string]) => void) => {
      void terminal.complete(server.line, server.cursor).then(result => done(null, result))
    },
  })
  terminal.attach(server as Editor)
  if (options.historyFile !== null) server.setupHistory(options.historyFile, () => {})
  return new Promise(resolve => server.once('exit', () => resolve(exitCodes.ok)))
}

const promptOf = (session: TerminalSession, colour: boolean) => {
  const place = colour ? coloured(session.place, 'grey') : session.place
  return `${place}> `
}

// How the editor begins each further line of a statement.
const CONTINUED = '\n| '

// What people type who look for the way out, where it is no variable.
const BARE_COMMAND = /^(help|quit|exit)\s*(\(\))?;?$/

class Terminal {
  readonly #options: InteractiveOptions
  readonly #progress: ProgressLine
  #editor!: Editor
  #keys!: HeldKeys
  #cancel: (() => void) | null = null
  #isLeaving = false

  constructor(options: InteractiveOptions) {
    this.#options = options
    this.#progress = new ProgressLine(text => options.output.write(text), options.every)
  }

  attach(editor: Editor): void {
    this.#editor = editor
    this.#keys = new HeldKeys(editor)
    editor.removeAllListeners('SIGINT')
    // The first Ctrl-C cancels what runs; at the prompt it drops what was typed.
    editor.on('SIGINT', () => {
      this.#keys.drop()
      if (this.#cancel) return this.#cancel()
      this.#options.output.write('^C')
      editor.clearLine()
      editor.clearBufferedCommand()
      editor.displayPrompt()
    })
    const commands = new Map(dotCommands.map(command => [command.name, command]))
    const actionOf = (name: string) => this.#action(commands.get(name) ?? unknownCommand(name))
    Object.assign(editor, { commands: new Proxy({}, { get: (_, name) => actionOf(String(name)) }) })
    if (this.#options.colour) this.#highlightTyping(editor)
  }

  // As the editor calls its dot commands.
  #action(command: DotCommand) {
    const action = (text: string) => {
      this.#editor.clearBufferedCommand()
      void this.#whileHeld(
        () => this.#command(command, text),
        () => this.#editor.displayPrompt(),
      )
    }
    return { help: command.help, action }
  }

  // The editor writes prompt and line whenever it redraws; after each key it is made to redraw.
  #highlightTyping(editor: Editor): void {
    const write = editor._writeToOutput
    const insert = editor._insertString
    editor._writeToOutput = text => {
      const before = [editor.getPrompt(), CONTINUED].find(start => text.startsWith(start)) ?? text
      const typed = text.slice(before.length)
      write.call(editor, typed === '' ? text : before + highlighted(typed, this.#options.isFunction))
    }
    editor._insertString = text => {
      insert.call(editor, text)
      // Of a pasted text once, at its end.
      if (editor.isCompletionEnabled) editor._refreshLine()
    }
  }

  evaluate(text: string, done: (error: Error | null, result?: unknown) => void): void {
    // The editor keeps the lines of a statement apart by carriage returns.
    const script = text.replaceAll(/\r\n?/g, '\n').trim()
    if (script === '') return done(null)
    const answer = this.#answerTo(script)
    if (answer === null) done(new repl.Recoverable(new Error('incomplete')))
    else void this.#whileHeld(answer, () => done(null))
  }

  // What is to be done about it; null: there is more to come.
  #answerTo(script: string): (() => Promise<void>) | null {
    const help = /^\?\s*(\S+)$|^(\S+)\s*\?$/.exec(script)
    if (help) return async () => this.#show(await this.#options.explain(help[1] ?? help[2]!))
    const bare = script === '?' ? 'help' : BARE_COMMAND.exec(script)?.[1]
    if (bare !== undefined) {
      const command = dotCommands.find(command => command.name === bare)!
      return async () =>
        (await this.#hasVariable(bare)) ? this.#run(script, null) : this.#command(command, '')
    }
    if (isComplete(script) === 'incomplete') return null
    return () => this.#run(script, null)
  }

  // Keys that come meanwhile wait until after the next prompt.
  async #whileHeld(action: () => Promise<void>, prompt: () => void): Promise<void> {
    this.#keys.hold()
    await action()
    if (this.#isLeaving) return
    prompt()
    this.#keys.release()
  }

  async #command(command: DotCommand, text: string): Promise<void> {
    const answer = await command.run(this.#options.state, text.trim())
    if (answer === LEAVE) {
      this.#isLeaving = true
      this.#editor.close()
    } else if (typeof answer === 'string') this.#show(answer)
    else await this.#run(answer.script, answer.file)
  }

  async #run(script: string, file: string | null): Promise<void> {
    const { session, state, output } = this.#options
    const printer = modePrinter(state.mode, { rows: state.maxRows, width: output.columns ?? 120 })
    const write = (shown: string) => {
      this.#progress.wipe()
      output.write(shown)
    }
    let milliseconds = 0
    const job = session.run(script, {
      onPrint: printed => write(printer.printed(printed)),
      onResult: (result: StatementResult) => {
        const shown = printer.result(result, script)
        if (shown !== '') write(`${shown}\n`)
        milliseconds += result.milliseconds
      },
    })
    this.#cancel = job.cancel
    this.#progress.start()
    const outcome = await job.outcome
    this.#cancel = null
    this.#progress.end()
    const notice = session.notice()
    if (notice !== null) write(`${this.#grey(notice)}\n`)
    if (!outcome.ok) write(`${this.#dressed(errorText(outcome.error, file))}\n`)
    else if (state.timer) write(`${this.#grey(timing(milliseconds))}\n`)
  }

  /** What could stand at the cursor. */
  async complete(text: string, cursor: number): Promise<[string[], string]> {
    const { from, candidates } = await this.#options.session.complete(text, cursor)
    const word = text.slice(from, cursor)
    const names = candidates.map(candidate => candidate.text)
    // The editor puts in what all have in common: names in another case would leave nothing of it.
    const alike = names.filter(name => name.startsWith(word))
    return [(alike.length > 0 ? alike : names).slice(0, 200), word]
  }

  async #hasVariable(name: string): Promise<boolean> {
    const { candidates } = await this.#options.session.complete(name, name.length)
    return candidates.some(({ text, kind }) => text === name && kind === 'variable')
  }

  #show(text: string): void {
    if (text !== '') this.#options.output.write(`${text}\n`)
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
