import {
  EmbeddedActionsParser,
  EOF,
  type IOrAlt,
  type IToken,
  MismatchedTokenException,
  type ParserMethod,
  type TokenType,
} from 'chevrotain'
import { messageProvider } from '../messages.ts'
import { outside, type Surroundings } from '../tokens/lexer.ts'
import { keywords, reservedWords, vocabulary, Word } from '../tokens/tokens.ts'
import { literalWords } from '../tokens/words.ts'
import type { Span } from '../tree/ast.ts'
import { LazyLookahead } from './lookahead.ts'

/** A grammar rule without parameters. */
export type Rule<Tree> = ParserMethod<[], Tree>

/** One way through a rule. */
export interface Alternative<Tree> {
  readonly GATE?: () => boolean
  readonly ALT: () => Tree
  readonly IGNORE_AMBIGUITIES?: boolean
}

/** What a rule's surroundings allow. Brackets set it anew, and what they enclose inherits the rest. */
export interface Setting {
  /** A line end ends the expression. */
  readonly lineEnds: boolean
  /** Inside a query: words such as `from` end an operand. */
  readonly sql: boolean
  /** `=` compares. */
  readonly equality: boolean
  /** Operators that bind less tightly end the expression. */
  readonly floor: number
  /** `:` belongs to a `? :` or a dictionary. */
  readonly colonEnds: boolean
  /** `>` may close metacode. */
  readonly metacode: boolean
  /** A comma ends a query's `from` and `where`, since it stands among arguments. */
  readonly commaEnds: boolean
  /** Words behind an operand are not its argument: tables, window bounds. */
  readonly bare: boolean
  /** Parentheses behind an operand may hold the columns of an `insert`, or define those of a `create`. */
  readonly columnList: 'insert' | 'create' | null
  /** `->` begins the reducing function of a `mapr`, not the body of a function. */
  readonly arrowEnds: boolean
}

const scriptSetting: Setting = {
  lineEnds: true,
  sql: false,
  equality: false,
  floor: 0,
  colonEnds: false,
  metacode: false,
  commaEnds: false,
  bare: false,
  columnList: null,
  arrowEnds: false,
}

/** Inside any bracket. */
export const inBrackets: Partial<Setting> = {
  lineEnds: false,
  floor: 0,
  colonEnds: false,
  metacode: false,
  bare: false,
  columnList: null,
  arrowEnds: false,
}

/** A block of statements. */
export const inBlock: Partial<Setting> = scriptSetting

const wordTypes: ReadonlySet<TokenType> = new Set([
  Word,
  ...vocabulary.filter(type => type.CATEGORIES?.includes(Word)),
])

/** Tokens, settings and complaints: what every rule is written with. */
export class Core extends EmbeddedActionsParser {
  // Chevrotain's own, left out of its declarations.
  declare protected SAVE_ERROR: <Fault>(fault: Fault) => Fault
  declare protected exportLexerState: () => number
  declare protected importLexerState: (state: number) => void

  protected setting: Setting = scriptSetting

  constructor(skipValidations: boolean) {
    super([...vocabulary], {
      // Statements are where reading goes on after a fault, see parser.ts.
      recoveryEnabled: false,
      maxLookahead: 1,
      lookaheadStrategy: new LazyLookahead(),
      skipValidations,
      errorMessageProvider: messageProvider,
    })
  }

  /** Runs `rule` with some settings changed. */
  protected within<Tree>(changes: Partial<Setting>, rule: () => Tree): Tree {
    const saved = this.setting
    this.setting = { ...saved, ...changes }
    try {
      return rule()
    } finally {
      this.setting = saved
    }
  }

  protected resetSetting(): void {
    this.setting = scriptSetting
  }

  protected type(ahead: number): TokenType {
    return this.LA(ahead).tokenType
  }

  protected text(ahead: number): string {
    return this.LA(ahead).image
  }

  protected around(ahead: number): Surroundings {
    return (this.LA(ahead).payload as Surroundings | undefined) ?? outside
  }

  /** The token does not begin a line that ends the expression. */
  protected sameLine(ahead = 1): boolean {
    return !(this.setting.lineEnds && this.around(ahead).lineBefore)
  }

  protected isWord(ahead: number): boolean {
    return wordTypes.has(this.type(ahead))
  }

  /** A word that may name something. */
  protected isName(ahead: number): boolean {
    const type = this.type(ahead)
    return wordTypes.has(type) && !reservedWords.has(type) && !this.isLiteralWord(ahead)
  }

  /** `NULL`, `true` … */
  protected isLiteralWord(ahead: number): boolean {
    return this.type(ahead) === Word && literalWords.has(this.text(ahead))
  }

  /** The token is this word, in whatever case. */
  protected isText(ahead: number, word: string): boolean {
    return this.isWord(ahead) && this.text(ahead).toLowerCase() === word
  }

  protected isKeyword(ahead: number, word: keyof typeof keywords): boolean {
    return this.type(ahead) === keywords[word]
  }

  /** How far ahead the partner of the opening bracket at `ahead` stands; 0 when it has none. */
  protected partner(ahead: number): number {
    const distance = this.around(ahead).partner
    return distance === 0 ? 0 : ahead + distance
  }

  protected atEnd(ahead: number): boolean {
    return this.type(ahead) === EOF
  }

  /** The alternative whose tokens and gate fit; each has its own way to the same kind of tree. `expected` is said where none does. */
  protected choose<Tree>(alternatives: Alternative<Tree>[], expected?: string): Tree {
    return this.OR({ DEF: alternatives as IOrAlt<Tree>[], ERR_MSG: expected })
  }

  /** From the beginning of `start` to the last token read. */
  protected spanFrom(start: Span | IToken): Span {
    const begin = 'startOffset' in start ? start.startOffset : start.start
    return { start: begin, end: (this.LA(0).endOffset ?? begin) + 1 }
  }

  /** Gives up the statement with this complaint about `token`. */
  protected fail(message: string, token: IToken = this.LA(1)): never {
    throw this.SAVE_ERROR(new MismatchedTokenException(message, token, this.LA(0)))
  }
}
