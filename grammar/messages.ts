import { EOF, type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain'
import { AssignmentOperator, BinaryOperator, Word } from './tokens.ts'

/** What a token is called in a complaint. */
export function describeToken(token: IToken): string {
  return token.tokenType === EOF ? 'the end of the script' : token.image
}

function describeType(type: TokenType): string {
  if (type === Word) return 'a name'
  if (type === EOF) return 'the end of the statement'
  if (type === BinaryOperator) return 'an operator'
  if (type === AssignmentOperator) return '='
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
  return expected === undefined ? `Didn't expect ${found} here` : `Expected ${expected} but found ${found}`
}
