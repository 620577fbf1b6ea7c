import { changeCase } from '../../kernels/strings/text.ts'
import { isAscii, lengthsOfStrings } from '../../kernels/strings/text-parts.ts'
import { BOOL, INT, STRING } from '../../values/data-type.ts'
import { type Builtin, define } from '../define.ts'
import { applyToTexts, measured, type TextFunction, vectorOfStrings } from '../lift/text-function.ts'
import { isAsciiText } from './parts.ts'

// Letters and digits, what texts consist of, and how long they are.

type Examples = [string, string][]

function ofText(f: TextFunction, doc: string, examples: Examples): Builtin {
  return define({
    name: f.name,
    signature: `${f.name}(X)`,
    kind: 'elementwise',
    doc,
    examples,
    run: (_, x) => applyToTexts(f, x!),
  })
}

const cased = (name: 'upper' | 'lower', of: (text: string) => string): TextFunction => ({
  name,
  result: 'same',
  of,
  ofChars: true,
  ofBytes: strings => {
    const made = changeCase(strings, name)
    return made && vectorOfStrings(made, STRING)
  },
})

export const lower = ofText(
  cased('lower', text => text.toLowerCase()),
  'Each text in lower case.',
  [['lower(["Ibm", "", "AapL"])', '["ibm",,"aapl"]']],
)
export const upper = ofText(
  cased('upper', text => text.toUpperCase()),
  'Each text in upper case.',
  [['upper(["Ibm", "", "AapL"])', '["IBM",,"AAPL"]']],
)

export const initcap = ofText(
  {
    name: 'initcap',
    result: 'same',
    of: text => text.replace(/[A-Za-z0-9]+/g, word => word[0]!.toUpperCase() + word.slice(1).toLowerCase()),
  },
  'Each text with its words in lower case but for their first letters. Words are runs of Latin letters and digits.',
  [
    ['initcap("nihao, hello@you")', 'Nihao, Hello@You'],
    ['initcap("1aBB")', '1abb'],
  ],
)

const testing = (name: string, of: (text: string) => boolean): TextFunction => ({
  name,
  result: BOOL,
  of: text => (of(text) ? 1 : 0),
  ofChars: true,
})

const matching = (name: string, pattern: RegExp, doc: string, examples: Examples): Builtin =>
  ofText(
    testing(name, text => pattern.test(text)),
    `${doc} Not of the empty text.`,
    examples,
  )

export const isAlpha = matching('isAlpha', /^[A-Za-z]+$/, 'Whether there are only letters in each text.', [
  ['isAlpha(["hello", "hello world", ""])', '[true,false,false]'],
])
export const isDigit = matching('isDigit', /^[0-9]+$/, 'Whether there are only digits in each text.', [
  ['isDigit(["123", "10.05", ""])', '[true,false,false]'],
])
export const isNumeric = matching('isNumeric', /^[0-9]+$/, 'Whether there are only digits in each text.', [
  ['isNumeric(["123", "1And1"])', '[true,false]'],
])
export const isAlNum = matching(
  'isAlNum',
  /^[A-Za-z0-9]+$/,
  'Whether there are only letters and digits in each text.',
  [['isAlNum(["1And1", "10.05", ""])', '[true,false,false]']],
)
export const isSpace = matching(
  'isSpace',
  /^[ \t-\r]+$/,
  'Whether there are only spaces, tabs and line ends in each text.',
  [['isSpace([" \\t ", "a b", ""])', '[true,false,false]']],
)

export const isLower = ofText(
  testing('isLower', text => /[a-z]/.test(text) && !/[A-Z]/.test(text)),
  'Whether each text has letters, all of them lower case.',
  [['isLower(["wow!", "Wow", "123", ""])', '[true,false,false,false]']],
)
export const isUpper = ofText(
  testing('isUpper', text => /[A-Z]/.test(text) && !/[a-z]/.test(text)),
  'Whether each text has letters, all of them upper case.',
  [['isUpper(["WOW!", "Wow", "123", ""])', '[true,false,false,false]']],
)
export const isTitle = ofText(
  testing(
    'isTitle',
    text => /[A-Z]/.test(text) && !/(?<![A-Za-z])[a-z]/.test(text) && !/[A-Za-z][A-Z]/.test(text),
  ),
  'Whether each word of each text begins with a capital and goes on in lower case.',
  [['isTitle(["Hello World", "Hello world", "1And1", "468"])', '[true,false,true,false]']],
)

const encoder = new TextEncoder()
const bytesIn = (text: string) => (isAsciiText(text) ? text.length : encoder.encode(text).length)

export const strlen = ofText(
  {
    name: 'strlen',
    result: INT,
    of: bytesIn,
    ofBytes: strings => measured(INT, strings, lengthsOfStrings),
  },
  'The length of each text, in bytes: see strlenu.',
  [
    ['strlen(["abc", "", "123456789"])', '[3,0,9]'],
    ['strlen("数据库")', '9'],
  ],
)

export const strlenu = ofText(
  {
    name: 'strlenu',
    result: INT,
    of: text => [...text].length,
    ofBytes: strings => (isAscii(strings) ? measured(INT, strings, lengthsOfStrings) : null),
  },
  'The length of each text, in characters of Unicode.',
  [['strlenu(["abc", "", "数据库"])', '[3,0,3]']],
)

export const wc = ofText(
  { name: 'wc', result: INT, of: text => text.match(/\S+/g)?.length ?? 0 },
  'The number of words of each text.',
  [['wc(["This is a 7th generation iphone!", ""])', '[6,0]']],
)
