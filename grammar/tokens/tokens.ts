import { createToken, Lexer, type TokenType } from 'chevrotain'
import { matchNumber } from './literals.ts'
import { type Keyword, ofQueries, ofScripts, reservedOfQueries, reservedOfScripts } from './words.ts'

/** Any word: a name, or a keyword standing where a name may stand. Every keyword below belongs to it. */
export const Word = createToken({
  name: 'Word',
  pattern:
    /[A-Za-z_\u00C0-\u024F\u0370-\u1FFF\u2C00-\u2DFF\u3040-\uD7FF\uF900-\uFDCF][\w\u00C0-\u024F\u0370-\u1FFF\u2C00-\u2DFF\u3040-\uD7FF\uF900-\uFDCF]*(?:!(?!=))?/,
})

/** Operators with two operands. Which one it is, operators.ts knows by the text. */
export const BinaryOperator = createToken({ name: 'BinaryOperator', pattern: Lexer.NA })

/** `=` and its compounds. */
export const AssignmentOperator = createToken({ name: 'AssignmentOperator', pattern: Lexer.NA })

// ---------------------------------------------------------------- skipped

const Blank = createToken({
  name: 'Blank',
  pattern: /[ \t\r\n\f\v\u00A0\u200B\u3000\uFEFF]+/,
  group: Lexer.SKIPPED,
})
const LineComment = createToken({ name: 'LineComment', pattern: /\/\/[^\n]*/, group: Lexer.SKIPPED })
const BlockComment = createToken({
  name: 'BlockComment',
  pattern: /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//,
  group: Lexer.SKIPPED,
})
/** A comment that never ends. */
export const OpenComment = createToken({ name: 'OpenComment', pattern: /\/\*[\s\S]*/, line_breaks: true })

// ---------------------------------------------------------------- literals

/** Numbers, dates, times, durations, typed nulls; which, is in the token's payload. */
export const NumberLiteral = createToken({
  name: 'NumberLiteral',
  pattern: matchNumber,
  start_chars_hint: [...'.0123456789'],
  line_breaks: false,
})
export const StringLiteral = createToken({
  name: 'StringLiteral',
  pattern: /"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/,
  line_breaks: true,
})
/** A string that never ends. */
export const OpenString = createToken({ name: 'OpenString', pattern: /["'][^\n]*/ })
export const SymbolLiteral = createToken({
  name: 'SymbolLiteral',
  pattern:
    /`(?:\d\w*(?:\.\w+)*|[\w\u00C0-\u024F\u0370-\u1FFF\u2C00-\u2DFF\u3040-\uD7FF\uF900-\uFDCF]+(?:\.\w+(?![\w(]))*)?/,
})

// ------------------------------------------------------------------- names

/** `_"any text"`: a column whose name is no plain word. */
export const QuotedName = createToken({
  name: 'QuotedName',
  pattern: /_"(?:[^"\\\n]|\\.)*"/,
  categories: Word,
})
/** `_$name`, `_$$name`. */
export const Macro = createToken({ name: 'Macro', pattern: /_\$\$?\w+/ })
/** `:E` behind a function; `a:E` may also be a pair, which the parser decides. */
export const Template = createToken({
  name: 'Template',
  pattern: /:[EPOUXLRATQGCHV][DCUK]?(?!\w)/,
})
export const IncludeMark = createToken({ name: 'IncludeMark', pattern: /#include/ })

// -------------------------------------------------------------- punctuation

const symbol = (name: string, pattern: string, ...categories: TokenType[]) =>
  createToken({ name, pattern, categories })

export const LeftParenthesis = symbol('LeftParenthesis', '(')
export const RightParenthesis = symbol('RightParenthesis', ')')
export const LeftBracket = symbol('LeftBracket', '[')
export const RightBracket = symbol('RightBracket', ']')
export const LeftBrace = symbol('LeftBrace', '{')
export const RightBrace = symbol('RightBrace', '}')
export const Comma = symbol('Comma', ',')
export const Semicolon = symbol('Semicolon', ';')
export const Question = symbol('Question', '?')
export const Arrow = symbol('Arrow', '->')
export const Scope = symbol('Scope', '::')
export const Dot = symbol('Dot', '.')
export const Not = symbol('Not', '!')

export const Colon = symbol('Colon', ':', BinaryOperator)
export const Minus = symbol('Minus', '-', BinaryOperator)
export const Star = symbol('Star', '*', BinaryOperator)
export const Ampersand = symbol('Ampersand', '&', BinaryOperator)
export const At = symbol('At', '@', BinaryOperator)
export const Less = symbol('Less', '<', BinaryOperator)
export const Greater = symbol('Greater', '>', BinaryOperator)
export const Join = symbol('Join', '<-', BinaryOperator)
export const Columns = symbol('Columns', '...', BinaryOperator)
/** `=`: assignment, a named argument, or equality inside queries. */
export const Equal = symbol('Equal', '=', AssignmentOperator)

const operators = [
  '..',
  '||',
  '&&',
  '<<',
  '>>',
  '<=',
  '>=',
  '==',
  '!=',
  '<>',
  '**',
  '|',
  '^',
  '+',
  '/',
  '\\',
  '%',
  '$',
]
const compounds = ['+=', '-=', '*=', '/=', '\\=', '%=', '&=', '|=', '^=']

// Those the grammar never names need no constant. Two characters come before one.
const otherOperators = [
  ...compounds.map(text => symbol(`"${text}"`, text, AssignmentOperator)),
  ...operators.map(text => symbol(`"${text}"`, text, BinaryOperator)),
]

// ---------------------------------------------------------------- keywords

const keyword = (text: string) =>
  createToken({ name: `${text[0]!.toUpperCase() + text.slice(1)}Word`, pattern: Lexer.NA, categories: Word })

/** Token types of the keywords, by their lower-case text. */
export const keywords = Object.fromEntries(
  [...ofScripts, ...ofQueries].map(text => [text, keyword(text)]),
) as Readonly<Record<Keyword, TokenType>>

/** The token type of a word, by its text. */
export const keywordByText: ReadonlyMap<string, TokenType> = new Map([
  ...[...ofScripts, ...ofQueries].map(text => [text, keywords[text]] as const),
  ...ofQueries.map(text => [text.toUpperCase(), keywords[text]] as const),
])

/** Words that never name anything, in whatever place; the others do unless a statement or clause begins with them. */
export const reservedWords: ReadonlySet<TokenType> = new Set(
  [...reservedOfScripts, ...reservedOfQueries].map(text => keywords[text]),
)

/** Everything the lexer looks for, in matching order. */
export const lexedTokens: readonly TokenType[] = [
  Blank,
  LineComment,
  BlockComment,
  OpenComment,
  StringLiteral,
  OpenString,
  SymbolLiteral,
  NumberLiteral,
  QuotedName,
  Macro,
  Word,
  Template,
  IncludeMark,
  Columns,
  ...otherOperators,
  Scope,
  Arrow,
  Join,
  Equal,
  LeftParenthesis,
  RightParenthesis,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
  Comma,
  Semicolon,
  Question,
  Dot,
  Not,
  Colon,
  Minus,
  Star,
  Ampersand,
  At,
  Less,
  Greater,
]

/** Everything the parser may meet. */
export const vocabulary: readonly TokenType[] = [
  ...lexedTokens,
  ...Object.values(keywords),
  BinaryOperator,
  AssignmentOperator,
]
