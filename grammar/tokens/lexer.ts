import { type IToken, Lexer } from 'chevrotain'
import { SyntaxFault } from '../errors.ts'
import type { LiteralKind, Span } from '../tree/ast.ts'
import {
  Join,
  keywordByText,
  LeftBrace,
  LeftBracket,
  LeftParenthesis,
  Less,
  lexedTokens,
  Macro,
  Minus,
  NumberLiteral,
  OpenComment,
  OpenString,
  RightBrace,
  RightBracket,
  RightParenthesis,
  reservedWords,
  StringLiteral,
  SymbolLiteral,
  Word,
} from './tokens.ts'

/** What the parser must know of a token besides its type and text; it is the token's `payload`. */
export interface Surroundings {
  /** A line ends between the previous token and this one. */
  readonly lineBefore: boolean
  /** A blank, comment or line end stands before this token. */
  readonly blankBefore: boolean
  /** A blank, comment or line end stands behind this token. */
  readonly blankAfter: boolean
  /** For an opening bracket: how many tokens further its partner stands; otherwise, or if it has none, 0. */
  partner: number
  /** For numbers. */
  readonly literal: LiteralKind | null
}

/** The end of the text, and before its beginning. */
export const outside: Surroundings = {
  lineBefore: true,
  blankBefore: true,
  blankAfter: true,
  partner: 0,
  literal: null,
}

export interface Lexed {
  readonly tokens: IToken[]
  readonly errors: SyntaxFault[]
  /** The text ends inside a string or a comment. */
  readonly openText: boolean
}

let lexer: Lexer | undefined

/** Text to tokens. Comments and blanks are gone; where lines end is kept in each token's payload. */
export function tokenize(text: string): Lexed {
  lexer ??= new Lexer([...lexedTokens], {
    positionTracking: 'onlyOffset',
    ensureOptimizations: true,
    skipValidations: true,
  })
  const lexed = lexer.tokenize(text)
  const errors = lexed.errors.map(({ offset, length }) => unknownText(text, offset, length))
  const tokens: IToken[] = []
  const continued = new Set<number>()
  for (const token of lexed.tokens) {
    // The lexer tracks where tokens begin only.
    token.endOffset = token.startOffset + token.image.length - 1
    const { startOffset } = token
    if (token.tokenType === OpenComment) {
      const span = { start: startOffset, end: startOffset + 2 }
      errors.push(new SyntaxFault('This comment is never closed: */ is missing', span, text))
    } else if (isContinuation(token, tokens.at(-1), text)) continued.add(tokens.length)
    else splitJoin(token, tokens)
  }
  const partners = matchBrackets(tokens)
  let openText = lexed.tokens.some(token => token.tokenType === OpenComment)
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!
    const previous = i === 0 ? -1 : tokens[i - 1]!.endOffset!
    const next = i + 1 < tokens.length ? tokens[i + 1]!.startOffset : text.length
    token.payload = {
      lineBefore: i === 0 || (!continued.has(i) && hasLineEnd(text, previous + 1, token.startOffset)),
      blankBefore: token.startOffset > previous + 1,
      blankAfter: next > token.endOffset! + 1,
      partner: partners.get(i) ?? 0,
      literal: token.payload ?? null,
    } satisfies Surroundings
    if (token.tokenType === Word) retype(token)
    else if (token.tokenType === OpenString) {
      openText = true
      errors.push(
        new SyntaxFault(`This string is never closed: ${token.image[0]} is missing`, spanOf(token), text),
      )
      token.tokenType = StringLiteral
      token.tokenTypeIdx = StringLiteral.tokenTypeIdx!
      token.image += token.image[0]
    }
  }
  return { tokens, errors, openText }
}

/** Where a token stands. */
export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: token.endOffset! + 1 }
}

// Signs that Chinese keyboards give for the ones the language has.
const fullWidth = new Map(
  [...'，；（）：“”‘’【】＝＋－＜＞'].map((sign, i) => [sign, [...',;():""\'\'[]=+-<>'][i]!]),
)

function unknownText(text: string, offset: number, length: number): SyntaxFault {
  // A number that runs on, `1x`, is shown as a whole.
  const rest = /^[\w.]+/.exec(text.slice(offset))?.[0].length ?? length
  const span = { start: offset, end: offset + Math.max(length, rest) }
  const sign = fullWidth.get(text[offset]!)
  const hint = sign === undefined ? null : `${text[offset]} is a full-width sign, write ${sign}`
  return new SyntaxFault(`Cannot recognize the token ${text.slice(span.start, span.end)}`, span, text, hint)
}

function retype(token: IToken): void {
  const type = keywordByText.get(token.image)
  if (type !== undefined) {
    token.tokenType = type
    token.tokenTypeIdx = type.tokenTypeIdx!
  }
}

const operandEnds = new Set([
  NumberLiteral,
  StringLiteral,
  SymbolLiteral,
  Macro,
  RightParenthesis,
  RightBracket,
  RightBrace,
])

function endsOperand(token: IToken | undefined): boolean {
  if (token === undefined) return false
  if (operandEnds.has(token.tokenType)) return true
  const keyword = keywordByText.get(token.image)
  return token.tokenType.CATEGORIES?.includes(Word) === true
    ? true
    : token.tokenType === Word && (keyword === undefined || !reservedWords.has(keyword))
}

// A backslash at a line's end, where it can divide nothing, joins the next line to this one.
function isContinuation(token: IToken, previous: IToken | undefined, text: string): boolean {
  if (token.image !== '\\' || !/^[ \t\r]*(\n|$)/.test(text.slice(token.startOffset + 1))) return false
  return !endsOperand(previous) || /^(in|and|or|like|between)$/i.test(previous!.image)
}

// `a<-b` joins; where no operand stands before it, `<-x>` is metacode of `-x`.
function splitJoin(token: IToken, tokens: IToken[]): void {
  if (token.tokenType !== Join || endsOperand(tokens.at(-1))) {
    tokens.push(token)
    return
  }
  const { startOffset } = token
  tokens.push(
    { ...token, image: '<', endOffset: startOffset, tokenType: Less, tokenTypeIdx: Less.tokenTypeIdx! },
    {
      ...token,
      image: '-',
      startOffset: startOffset + 1,
      tokenType: Minus,
      tokenTypeIdx: Minus.tokenTypeIdx!,
    },
  )
}

const closers = new Map([
  [LeftParenthesis, RightParenthesis],
  [LeftBracket, RightBracket],
  [LeftBrace, RightBrace],
])

// Partners as distances from the opening bracket. A closing bracket of another kind closes what it can reach.
function matchBrackets(tokens: readonly IToken[]): Map<number, number> {
  const partners = new Map<number, number>()
  const stack: { index: number; closer: unknown }[] = []
  tokens.forEach(({ tokenType }, index) => {
    const closer = closers.get(tokenType)
    if (closer !== undefined) stack.push({ index, closer })
    else if (tokenType === RightParenthesis || tokenType === RightBracket || tokenType === RightBrace) {
      const opener = stack.findLastIndex(open => open.closer === tokenType)
      if (opener < 0) return
      partners.set(stack[opener]!.index, index - stack[opener]!.index)
      stack.length = opener
    }
  })
  return partners
}

function hasLineEnd(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === 10) return true
  return false
}
