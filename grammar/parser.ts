import { EOF, type IRecognitionException, type IToken, isRecognitionException } from 'chevrotain'
import { SyntaxFault } from './errors.ts'
import { unexpected } from './messages.ts'
import type { ArityOf } from './rules/neighbours.ts'
import { StatementRules } from './rules/statements.ts'
import { type Lexed, type Surroundings, spanOf, tokenize } from './tokens/lexer.ts'
import {
  Comma,
  Dot,
  keywords,
  RightBrace,
  RightBracket,
  RightParenthesis,
  reservedWords,
  Semicolon,
} from './tokens/tokens.ts'
import type { Expression, Script, Statement } from './tree/ast.ts'

export interface ParseOptions {
  /** What the caller knows of names; without it `f g x` is `g(f, x)`. */
  readonly arityOf?: ArityOf
}

export interface Parsed {
  readonly script: Script
  readonly errors: SyntaxFault[]
}

export interface ParsedExpression {
  /** Null if there was none to be read. */
  readonly expression: Expression | null
  readonly errors: SyntaxFault[]
}

/** Reads a script: all statements that can be read, and a complaint for each that can't. Never throws. */
export function parse(text: string, options: ParseOptions = {}): Parsed {
  const lexed = tokenize(text)
  const { value, errors } = scriptParser().run(text, lexed, options, parser => parser.script())
  return { script: { kind: 'script', span: { start: 0, end: text.length }, statements: value ?? [] }, errors }
}

/** Reads one expression, in which `=` compares and line ends mean nothing, as metacode does. Never throws. */
export function parseExpression(text: string, options: ParseOptions = {}): ParsedExpression {
  const lexed = tokenize(text)
  const { value, errors } = scriptParser().run(text, lexed, options, parser => parser.wholeExpression())
  return { expression: value, errors }
}

/** Whether a line typed so far can be run, needs more lines, or never will be right. */
export function isComplete(text: string): 'complete' | 'incomplete' | 'invalid' {
  const lexed = tokenize(text)
  if (lexed.openText) return 'incomplete'
  const { errors } = scriptParser().run(text, lexed, {}, parser => parser.script())
  if (errors.length === 0) return 'complete'
  const last = lexed.tokens.at(-1)
  if (last === undefined) return 'invalid'
  return errors.every(error => error.span.start > last.endOffset!) ? 'incomplete' : 'invalid'
}

let shared: ScriptParser | undefined

function scriptParser(): ScriptParser {
  shared ??= new ScriptParser()
  return shared
}

// A line that begins with one of these belongs to the statement before it.
const continuations = new Set([
  Comma,
  Dot,
  RightParenthesis,
  RightBracket,
  keywords.else,
  keywords.catch,
  keywords.from,
  keywords.where,
  keywords.group,
  keywords.context,
  keywords.pivot,
  keywords.order,
  keywords.having,
  keywords.limit,
  keywords.csort,
  keywords.and,
  keywords.or,
])

/** The rules with their driver: statement after statement, going on behind each fault. */
export class ScriptParser extends StatementRules {
  #text = ''
  #tokens: readonly IToken[] = []
  #faults: SyntaxFault[] = []
  // Statements around the one that is read.
  #depth = 0

  constructor(skipValidations = true) {
    super(skipValidations)
    this.performSelfAnalysis()
  }

  readonly wholeExpression = this.RULE(
    'wholeExpression',
    (): Expression =>
      this.within({ lineEnds: false, equality: true }, () => {
        const expression = this.SUBRULE(this.namedExpression)
        this.MANY(() => this.CONSUME(Semicolon))
        this.ACTION(() => {
          if (!this.atEnd(1)) this.fail(unexpected(this.LA(1)))
        })
        return expression
      }),
  )

  /** Runs one rule on a text; the errors are the lexer's and the rule's, in the order of the text. */
  run<Tree>(
    text: string,
    lexed: Lexed,
    { arityOf = () => undefined }: ParseOptions,
    rule: (parser: ScriptParser) => Tree,
  ): { value: Tree | null; errors: SyntaxFault[] } {
    this.#text = text
    this.#tokens = lexed.tokens
    this.#faults = []
    this.arityOf = arityOf
    this.resetSetting()
    this.forgetDeclarations()
    // Chevrotain pads its input.
    this.input = [...lexed.tokens]
    const value = this.#attempt(() => rule(this))
    const [first] = this.errors
    if (value === null && first !== undefined && this.#faults.length === 0) this.#report(first)
    // What the lexer couldn't read is why its line makes no sense either.
    const unread = new Set(lexed.errors.map(error => error.line))
    const faults = this.#faults.filter(fault => !unread.has(fault.line))
    return { value, errors: [...lexed.errors, ...faults].sort((a, b) => a.span.start - b.span.start) }
  }

  #attempt<Tree>(rule: () => Tree): Tree | null {
    try {
      return rule() ?? null
    } catch (fault) {
      if (!(fault instanceof RangeError)) throw fault
      this.#reportAt(this.LA(1), 'This is nested too deeply')
      return null
    }
  }

  protected override guarded(rule: () => Statement): Statement | null {
    if (this.RECORDING_PHASE) return rule()
    const start = this.exportLexerState() + 1
    const { setting } = this
    this.#depth++
    try {
      const statement = rule()
      this.#endStatement()
      return statement
    } catch (fault) {
      const tooDeep = fault instanceof RangeError && this.#depth === 1
      if (tooDeep) this.#reportAt(this.LA(1), 'This is nested too deeply')
      else if (fault instanceof Error && isRecognitionException(fault))
        this.#report(fault as IRecognitionException)
      else throw fault
      this.setting = setting
      this.#goOn(start)
      return null
    } finally {
      this.#depth--
    }
  }

  // A statement ends at a line end, a semicolon, a closing brace, or where a keyword or a block makes it plain.
  #endStatement(): void {
    const type = this.type(1)
    if (this.around(1).lineBefore || type === Semicolon || type === RightBrace || this.atEnd(1)) return
    if (this.LA(0).tokenType === RightBrace || reservedWords.has(type) || this.beginsStatement(1)) return
    this.fail(unexpected(this.LA(1)))
  }

  #report(fault: IRecognitionException): void {
    this.#reportAt(fault.token, fault.message)
  }

  #reportAt(token: IToken, message: string): void {
    const atEnd = token.tokenType === EOF
    const last = this.#tokens.at(-1)
    const end = last === undefined ? 0 : last.endOffset! + 1
    this.#faults.push(new SyntaxFault(message, atEnd ? { start: end, end } : spanOf(token), this.#text))
  }

  // Moves to where the next statement may begin: behind the fault, outside the brackets the statement opened.
  #goOn(start: number): void {
    const fault = this.exportLexerState() + 1
    let at = start
    while (at < this.#tokens.length) {
      const token = this.#tokens[at]!
      const { partner, lineBefore } = token.payload as Surroundings
      if (token.tokenType === RightBrace && at > start) break
      const begins = token.tokenType === Semicolon || (lineBefore && !continuations.has(token.tokenType))
      if (begins && at > fault) break
      // A bracket that holds the fault is left behind as a whole.
      at += partner + 1
    }
    this.importLexerState(Math.max(at, start + 1) - 1)
  }
}
