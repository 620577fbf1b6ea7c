import type { SyntaxFault } from '../../../grammar/errors.ts'
import { tokenize } from '../../../grammar/tokens/lexer.ts'
import { Word } from '../../../grammar/tokens/tokens.ts'
import { nearest } from '../../base/nearest-name.ts'
import { beginnings, writtenHere } from './names.ts'

/** Where a fault is: the tokens around it, and those its statement begins with. */
interface Place {
  /** The text of the token so many before (negative) or behind the fault; empty where there is none. */
  readonly near: (offset: number) => string
  /** The statement's first tokens. */
  readonly start: readonly string[]
  /** Names that the statement or its line begins with as if they were keywords. */
  readonly opening: readonly string[]
  readonly isWord: boolean
  /** The last letters before the fault and its first, as they stand in the text. */
  readonly joined: string
  readonly message: string
}

type Habit = readonly [meant: (place: Place) => boolean, advice: string | ((place: Place) => string)]

const DECLARERS = /^(let|var|val|auto|int|long|short|double|float|string|bool|boolean|char|date|symbol)$/i
// biome-ignore format: a list is read as lines of words
const CLAUSES = [
  'from', 'where', 'group', 'context', 'pivot', 'order', 'having', 'limit', 'by', 'select', 'union', 'join', 'on',
  'set', 'values', 'into', 'as', 'else', 'catch', 'while',
]

const isName = (text: string) => /^[A-Za-z_]\w*$/.test(text)

// What people write who know another language, and what they find here.
const habits: readonly Habit[] = [
  [({ joined }) => joined.endsWith('#'), 'A comment begins with //'],
  [({ near }) => near(0) === '=' && near(1) === '>', 'A function without a name is written x -> x + 1'],
  [
    ({ start, near }) => start[0] === 'for' && near(0) === '=',
    'A loop takes what it goes through: for (i in 0..9) { … }',
  ],
  [
    ({ start, message }) =>
      /^(for|if|while)$/.test(start[0] ?? '') && start[1] !== '(' && message.startsWith('Expected ('),
    ({ start }) =>
      `What follows ${start[0]} stands in parentheses: ${start[0] === 'for' ? 'for (x in X)' : `${start[0]} (…)`} { … }`,
  ],
  [
    ({ near }) => near(0) === '=' && isName(near(-1)) && DECLARERS.test(near(-2)),
    ({ near }) => `A variable needs no declaration: ${near(-1)} = …`,
  ],
  [({ joined }) => joined.includes('++'), 'One is added by x += 1'],
  [({ joined }) => joined.includes('--'), 'One is taken away by x -= 1'],
  [
    ({ near }) => near(-1) === 'if' && near(-2) !== 'else',
    'A choice between values is written condition ? this : that',
  ],
  [
    ({ near }) => near(0) === ',' && near(-2) === '{',
    'A set is written set(1 2 3), a dictionary {a: 1, b: 2}',
  ],
  [({ start }) => start[0] === 'def', 'A function is written def f(x) { … }'],
  [
    ({ start, message }) => start[0] === 'insert' && message.startsWith('Expected into'),
    'Rows are added by insert into t values (…)',
  ],
  [
    ({ start, message }) => start[0] === 'delete' && message.startsWith('Expected from'),
    'Rows are removed by delete from t where …',
  ],
  [({ near }) => near(0) === '==' && near(-2) === 'set', 'A column is set by one =: set x = 1'],
]

/** What would help with text that can't be read: what its writer, used to another language, may have meant. */
export function adviceOnSyntax(text: string, fault: SyntaxFault): string | undefined {
  const place = placeOf(text, fault)
  const misspelt = (place.isWord ? nearest(place.near(0), CLAUSES) : undefined) ?? begun(place.opening[0])
  if (misspelt !== undefined) return `Did you mean ${misspelt}?`
  const here = place.opening.map(name => writtenHere.get(name.toLowerCase())).find(code => code !== undefined)
  if (here !== undefined) return `Here that is written ${here}`
  const habit = habits.find(([meant]) => meant(place))
  if (!habit) return undefined
  const [, advice] = habit
  return typeof advice === 'string' ? advice : advice(place)
}

const begun = (name: string | undefined) => (name === undefined ? undefined : nearest(name, beginnings))

function placeOf(text: string, { span, message }: SyntaxFault): Place {
  const { tokens } = tokenize(text)
  const found = tokens.findIndex(token => token.startOffset >= span.start)
  const at = found < 0 ? tokens.length : found
  // Roughly: a statement begins on a new line, and behind a semicolon or a brace.
  const onNewLine = (i: number) =>
    text.slice(tokens[i - 1]!.endOffset! + 1, tokens[i]!.startOffset).includes('\n')
  const isKeywordLike = (i: number) =>
    tokens[i]?.tokenType === Word && !/^[(.=[,]$/.test(tokens[i + 1]?.image ?? '')
  let line = Math.min(at, tokens.length - 1)
  let first = line
  while (first > 0 && !onNewLine(first) && !/^[;{}]$/.test(tokens[first - 1]!.image)) first--
  while (line > 0 && !onNewLine(line)) line--
  return {
    near: offset => tokens[at + offset]?.image ?? '',
    start: tokens.slice(Math.max(first, 0), first + 2).map(token => token.image),
    opening: [first, line].filter(isKeywordLike).map(i => tokens[i]!.image),
    joined: text.slice(Math.max(span.start - 2, 0), span.start + 1),
    isWord: tokens[at]?.tokenType === Word,
    message,
  }
}
