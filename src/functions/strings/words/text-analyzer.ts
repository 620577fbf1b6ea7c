import { ScriptError } from '../../../runtime/script-error.ts'
import { englishStem } from './english-stem.ts'

/** How texts are taken apart into words. */
export interface TextAnalyzer {
  /** none: a text is one word. mixed: English by words, Chinese by pairs of characters. */
  readonly parser: 'none' | 'english' | 'mixed'
  readonly lowercase: boolean
  /** English words without their endings. */
  readonly stem: boolean
}

// As documented. They are in no text and no query.
const STOP_WORDS = new Set(
  `a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will
   with`.split(/\s+/),
)
const WORD = /[\p{L}\p{N}]+/gu
const CHINESE = /\p{Script=Han}+|[^\p{Script=Han}]+/gu

/** @throws ScriptError where there is no such parser */
export function textAnalyzer(
  parser: string,
  { lowercase = true, stem = false }: { lowercase?: boolean; stem?: boolean } = {},
): TextAnalyzer {
  const name = parser.toLowerCase()
  if (name === 'none' || name === 'english' || name === 'mixed')
    return { parser: name, lowercase, stem: stem && name === 'english' }
  if (name === 'chinese')
    throw new ScriptError(
      'The parser chinese is not there, as it needs a dictionary: parser=mixed takes Chinese apart by pairs of characters.',
    )
  throw new ScriptError(`parser is none, english or mixed, not ${parser.slice(0, 60)}.`)
}

/** Reads `textindex(parser=english, full=false, lowercase=true, stem=true)`; null: it is another index. @throws ScriptError */
export function textIndex(text: string): TextAnalyzer | null {
  const inside = /^\s*textindex\s*\((.*)\)\s*$/is.exec(text)?.[1]
  if (inside === undefined) return null
  const options = new Map<string, string>()
  for (const part of inside.split(',').filter(each => each.trim() !== '')) {
    const [name, value] = part.split('=').map(each => each.trim().replace(/^["'`]|["']$/g, ''))
    options.set(name!.toLowerCase(), value ?? '')
  }
  const unknown = [...options.keys()].find(name => !['parser', 'full', 'lowercase', 'stem'].includes(name))
  if (unknown !== undefined)
    throw new ScriptError(`textindex has parser, full, lowercase and stem, but no ${unknown.slice(0, 60)}.`)
  const flag = (name: string, otherwise: boolean) => {
    const value = (options.get(name) ?? String(otherwise)).toLowerCase()
    if (value === 'true' || value === '1') return true
    if (value === 'false' || value === '0') return false
    throw new ScriptError(`textindex: ${name} is true or false, not ${value.slice(0, 60)}.`)
  }
  const parser = options.get('parser')
  if (parser === undefined)
    throw new ScriptError('textindex needs a parser: textindex(parser=english), none or mixed.')
  flag('full', false)
  return textAnalyzer(parser, { lowercase: flag('lowercase', true), stem: flag('stem', false) })
}

/** The words of a text in their order, without those of no meaning. */
export function wordsOf(text: string, { parser, lowercase, stem }: TextAnalyzer): string[] {
  if (parser === 'none') return text === '' ? [] : [text]
  const cased = lowercase ? text.toLowerCase() : text
  const words = cased.match(WORD) ?? []
  if (parser === 'mixed') return words.flatMap(word => word.match(CHINESE)!.flatMap(pairs)).filter(hasMeaning)
  return stem ? words.filter(hasMeaning).map(knownStem) : words.filter(hasMeaning)
}

// Texts have the same words again and again.
const stems = new Map<string, string>()
const NUMBER = /\d/
const MOST_STEMS = 100_000

function knownStem(word: string): string {
  if (NUMBER.test(word)) return word
  let stem = stems.get(word)
  if (stem === undefined) {
    if (stems.size >= MOST_STEMS) stems.clear()
    stems.set(word, (stem = englishStem(word)))
  }
  return stem
}

const hasMeaning = (word: string) => !STOP_WORDS.has(word)

function pairs(run: string): string[] {
  const characters = [...run]
  if (!/^\p{Script=Han}/u.test(run) || characters.length < 2) return [run]
  return characters.slice(1).map((second, i) => characters[i]! + second)
}
