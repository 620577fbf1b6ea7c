import { EOF, type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain'
import {
  AssignmentOperator,
  BinaryOperator,
  NumberLiteral,
  StringLiteral,
  SymbolLiteral,
  Word,
} from './tokens/tokens.ts'

/** What a token is called in a complaint. */
export function describeToken(token: IToken): string {
  return token.tokenType === EOF ? 'the end of the script' : token.image
}

const typeNames = new Map<TokenType, string>([
  [Word, 'a name'],
  [StringLiteral, 'a string'],
  [NumberLiteral, 'a number'],
  [SymbolLiteral, 'a symbol'],
  [EOF, 'the end of the statement'],
  [BinaryOperator, 'an operator'],
  [AssignmentOperator, '='],
])

function describeType(type: TokenType): string {
  const name = typeNames.get(type)
  if (name !== undefined) return name
  if (typeof type.PATTERN === 'string') return type.PATTERN
  if (type.name.endsWith('Word')) return type.name.slice(0, -4).toLowerCase()
  return type.name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
}

/** What is said where a rule's own tokens don't match; most complaints are worded by the rules themselves. */
export const messageProvider: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual }) => unexpected(actual, describeType(expected)),
  buildNotAllInputParsedMessage: ({ firstRedundant }) => unexpected(firstRedundant),
  buildNoViableAltMessage: ({ actual, customUserDescription }) =>
    unexpected(actual[0]!, customUserDescription),
  buildEarlyExitMessage: ({ actual, customUserDescription }) => unexpected(actual[0]!, customUserDescription),
}

/** "Expected x but found y". */
export function unexpected(actual: IToken, expected?: string): string {
  if (actual.image === '=') return "Please use '==' rather than '=' as equal operator in non-sql expression."
  const found = describeToken(actual)
  if (expected === undefined && actual.tokenType === EOF) return `Expected more but found ${found}`
  return expected === undefined ? `Didn't expect ${found} here` : `Expected ${expected} but found ${found}`
}
