import type { CustomPatternMatcherReturn, IToken } from 'chevrotain'
import type { LiteralKind } from '../tree/ast.ts'

interface Shape {
  readonly pattern: RegExp
  readonly kind: LiteralKind | ((match: RegExpExecArray) => LiteralKind)
}

// Up to three digits of a second are milliseconds, more are nanoseconds.
const byFraction =
  (none: LiteralKind, milliseconds: LiteralKind, nanoseconds: LiteralKind) => (match: RegExpExecArray) =>
    match[1] === undefined ? none : match[1].length <= 3 ? milliseconds : nanoseconds

const suffixKinds: Readonly<Record<string, LiteralKind>> = {
  c: 'char',
  h: 'short',
  i: 'int',
  l: 'long',
  L: 'long',
  b: 'bool',
  f: 'float',
  F: 'double',
  P: 'decimal',
}

// In matching order: what is longer and more particular comes first.
const shapes: readonly Shape[] = [
  {
    pattern: /\d{4}\.\d{1,2}\.\d{1,2}[T ]\d{1,2}:\d{2}:\d{2}(?!\d)(?:\.(\d+))?/y,
    kind: byFraction('datetime', 'timestamp', 'nanotimestamp'),
  },
  { pattern: /\d{4}\.\d{1,2}\.\d{1,2}T\d{1,2}\b/y, kind: 'datehour' },
  { pattern: /\d{4}\.\d{1,2}\.\d{1,2}(?!\d)/y, kind: 'date' },
  { pattern: /\d{4}\.\d{1,2}M\b/y, kind: 'month' },
  { pattern: /\d{1,2}:\d{2}:\d{2}(?!\d)(?:\.(\d+)|s\b)?/y, kind: byFraction('second', 'time', 'nanotime') },
  { pattern: /\d{1,2}:\d{2}m\b/y, kind: 'minute' },
  { pattern: /00[a-zA-Z]\b/y, kind: 'typedNull' },
  { pattern: /0[xX][0-9a-fA-F]+/y, kind: 'hexadecimal' },
  // The imaginary part has a point: `1+2i` adds an INT.
  { pattern: /\d+(?:\.\d+)?[+-]\d+\.\d+i\b/y, kind: 'complex' },
  { pattern: /\d+(?:ns|us|ms|[smHdwMyB]|[A-Z]{4})\b/y, kind: 'duration' },
  { pattern: /\d+\.(?![.\w])/y, kind: 'double' },
  { pattern: /\d+([chilLbfFP]?)\b(?!\.\d)/y, kind: match => suffixKinds[match[1]!] ?? 'int' },
  {
    pattern: /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?([fFP]?)(?!\w)/y,
    kind: match => suffixKinds[match[1]!] ?? 'double',
  },
]

const operandEnd = /[\w)\]}"'`!]/

/** Chevrotain's custom pattern for numbers and times; the token's payload is its LiteralKind. */
export function matchNumber(
  text: string,
  offset: number,
  tokens: IToken[],
): CustomPatternMatcherReturn | null {
  if (text.charCodeAt(offset) === 46 && !startsFraction(text, offset, tokens)) return null
  for (const { pattern, kind } of shapes) {
    pattern.lastIndex = offset
    const match = pattern.exec(text)
    if (match === null) continue
    const result: CustomPatternMatcherReturn = [match[0]]
    result.payload = typeof kind === 'string' ? kind : kind(match)
    return result
  }
  return null
}

// `.5` is a number, the point of `x.5` and `t.1` is not.
function startsFraction(text: string, offset: number, tokens: IToken[]): boolean {
  const next = text.charCodeAt(offset + 1)
  if (!(next >= 48 && next <= 57)) return false
  return tokens.length === 0 || !operandEnd.test(text[offset - 1]!)
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  "'": "'",
}

/** What stands between the quotes. A backslash before a letter without meaning stays: `"\d"`. */
export function decodeString(quoted: string): string {
  const inner = quoted.slice(1, -1)
  if (!inner.includes('\\')) return inner
  return inner.replace(/\\([\s\S])/g, (whole, letter: string) => escapes[letter] ?? whole)
}

/** A string in double quotes that decodes to `text`. */
export function encodeString(text: string): string {
  return `"${text.replace(/[\\"\n\t\r]/g, letter => encoded[letter]!)}"`
}

const encoded: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
}

/** Single quotes around one ASCII character make a CHAR, anything else in quotes is a STRING. */
export function quotedKind(quoted: string, decoded: string): LiteralKind {
  return quoted[0] === "'" && decoded.length === 1 && decoded.charCodeAt(0) < 128 ? 'char' : 'string'
}

/** Kinds of which a sign directly before them is a part. */
export const negatable: ReadonlySet<LiteralKind | null> = new Set([
  'int',
  'long',
  'short',
  'char',
  'double',
  'float',
  'decimal',
  'complex',
])
