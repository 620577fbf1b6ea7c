import { ScriptError } from '../../../runtime/script-error.ts'
import { BOOL } from '../../../values/data-type.ts'
import type { Value } from '../../../values/value.ts'
import { StringVector } from '../../../values/vectors/string-vector.ts'
import { given, integer, number, text, truth } from '../../argument.ts'
import { type Builtin, define } from '../../define.ts'
import { applyToTexts } from '../../lift/text-function.ts'
import { type TextAnalyzer, textAnalyzer, textIndex, wordsOf } from './text-analyzer.ts'
import {
  allOf,
  anyOf,
  phrase,
  similar,
  someWord,
  span,
  unorderedSpan,
  type WordTest,
} from './word-matching.ts'

export const tokenize = define({
  name: 'tokenize',
  signature: 'tokenize(text, parser, [full=false], [lowercase=true], [stem=false])',
  kind: 'system',
  doc: 'The words of a text, as a text index sees them. parser: none, english, or mixed, which takes Chinese apart by pairs of characters; the parser chinese is not there.',
  examples: [
    [
      'tokenize("The sun was shining brightly.", "english", lowercase=false, stem=true)',
      '["The","sun","shine","bright"]',
    ],
    ['tokenize("长江 bridge", `mixed)', '["长江","bridge"]'],
  ],
  run: (_, whole, parser, full, lowercase, stem) => {
    const usage = 'tokenize(text, parser, [full], [lowercase], [stem])'
    truth(given(full), usage, 'full', false)
    const analyzer = textAnalyzer(text(parser, usage, 'parser'), {
      lowercase: truth(given(lowercase), usage, 'lowercase', true),
      stem: truth(given(stem), usage, 'stem', false),
    })
    return StringVector.of(wordsOf(text(whole, usage, 'text'), analyzer))
  },
})

/** What stands between a function's column and the name of its scores. */
interface Query {
  words(i: number, name: string): string[]
  /** A part of a word, as words are written. */
  part(i: number, name: string): string
  number(i: number, name: string): number
  count(i: number, name: string): number
}

function queryOf(usage: string, args: readonly (Value | undefined)[], analyzer: TextAnalyzer): Query {
  return {
    words: (i, name) => wordsOf(text(args[i], usage, name), analyzer),
    part: (i, name) => {
      const part = text(args[i], usage, name)
      return analyzer.lowercase && analyzer.parser !== 'none' ? part.toLowerCase() : part
    },
    number: (i, name) => number(args[i], usage, name),
    count: (i, name) => {
      const count = integer(args[i], usage, name)
      if (count < 0) throw new ScriptError(`${usage}: ${name} is 0 or more, not ${count}.`)
      return count
    },
  }
}

/** @param parameters those between the column and `scoreColName` */
function matching(
  name: string,
  parameters: readonly string[],
  what: string,
  test: (query: Query) => WordTest,
  example: readonly [source: string, prints: string],
): Builtin {
  const usage = `${name}(textCol, ${parameters.join(', ')})`
  return define({
    name,
    signature: `${name}(textCol, ${parameters.join(', ')}, [scoreColName], [index])`,
    kind: 'elementwise',
    doc: `Whether ${what}. Words are those of the column's text index; texts without one are taken apart as index says, "textindex(parser=english)". There are no scores.`,
    examples: [example],
    run: (_, x, ...rest) => {
      const [score, index] = rest.slice(parameters.length)
      if (given(score) !== undefined)
        throw new ScriptError(`${usage}: scores are not computed, so there is no column for them.`)
      if (given(index) === undefined)
        throw new ScriptError(
          `${usage}: textCol is no column with a text index, which createPartitionedTable's indexes gives it in a PKEY database.`,
        )
      const analyzer = textIndex(text(index, usage, 'index'))
      if (!analyzer) throw new ScriptError(`${usage}: index is a textindex(…).`)
      const fits = test(queryOf(usage, rest, analyzer))
      return applyToTexts({ name, result: BOOL, of: whole => Number(fits(wordsOf(whole, analyzer))) }, x!)
    },
  })
}

const TEXTS = '["apples and pears", "a banana"]'
const ENGLISH = 'index="textindex(parser=english, stem=true)"'

export const matchAny = matching(
  'matchAny',
  ['terms'],
  'a text has any of the words',
  query => anyOf(query.words(0, 'terms')),
  [`matchAny(${TEXTS}, "apple melon", ${ENGLISH})`, '[true,false]'],
)
export const matchAll = matching(
  'matchAll',
  ['terms'],
  'a text has all the words',
  query => allOf(query.words(0, 'terms')),
  [`matchAll(${TEXTS}, "pear apple", ${ENGLISH})`, '[true,false]'],
)
export const matchPhrase = matching(
  'matchPhrase',
  ['phrase'],
  'a text has the words one after the other',
  query => phrase(query.words(0, 'phrase')),
  [`matchPhrase(${TEXTS}, "apple pears", ${ENGLISH})`, '[true,false]'],
)
export const matchPrefix = matching(
  'matchPrefix',
  ['prefix'],
  'a word of a text begins so',
  query => {
    const prefix = query.part(0, 'prefix')
    return someWord(word => word.startsWith(prefix))
  },
  [`matchPrefix(${TEXTS}, "Ba", ${ENGLISH})`, '[false,true]'],
)
export const matchSuffix = matching(
  'matchSuffix',
  ['suffix'],
  'a word of a text ends so',
  query => {
    const suffix = query.part(0, 'suffix')
    return someWord(word => word.endsWith(suffix))
  },
  [`matchSuffix(${TEXTS}, "ana", ${ENGLISH})`, '[false,true]'],
)
export const matchPrefixSuffix = matching(
  'matchPrefixSuffix',
  ['prefix', 'suffix'],
  'a word of a text begins and ends so',
  query => {
    const [prefix, suffix] = [query.part(0, 'prefix'), query.part(1, 'suffix')]
    return someWord(word => word.startsWith(prefix) && word.endsWith(suffix))
  },
  [`matchPrefixSuffix(${TEXTS}, "p", "r", ${ENGLISH})`, '[true,false]'],
)
export const matchPhrasePrefix = matching(
  'matchPhrasePrefix',
  ['phrase', 'prefix'],
  'a text has the phrase, and then a word that begins so',
  query => phrase(query.words(0, 'phrase'), undefined, query.part(1, 'prefix')),
  [`matchPhrasePrefix(${TEXTS}, "apple", "pe", ${ENGLISH})`, '[true,false]'],
)
export const matchPhraseSuffix = matching(
  'matchPhraseSuffix',
  ['suffix', 'phrase'],
  'a text has the phrase behind a word that ends so',
  query => phrase(query.words(1, 'phrase'), query.part(0, 'suffix')),
  [`matchPhraseSuffix(${TEXTS}, "pl", "pear", ${ENGLISH})`, '[true,false]'],
)
export const matchPhraseInfix = matching(
  'matchPhraseInfix',
  ['suffix', 'phrase', 'prefix'],
  'a text has the phrase between a word that ends so and one that begins so',
  query => phrase(query.words(1, 'phrase'), query.part(0, 'suffix'), query.part(2, 'prefix')),
  [
    'matchPhraseInfix("red apples and pears", "ed", "apple", "pe", index="textindex(parser=english, stem=true)")',
    'true',
  ],
)
export const matchSpan = matching(
  'matchSpan',
  ['span', 'slop'],
  'a text has the words in their order, with at most slop others between',
  query => span(query.words(0, 'span'), query.count(1, 'slop')),
  [
    'matchSpan(["red big apple", "apple red"], "red apple", 1, index="textindex(parser=english)")',
    '[true,false]',
  ],
)
export const matchUnorderedSpan = matching(
  'matchUnorderedSpan',
  ['span', 'slop'],
  'a text has the words in any order, with at most slop others between',
  query => unorderedSpan(query.words(0, 'span'), query.count(1, 'slop')),
  [
    'matchUnorderedSpan(["red big apple", "apple red"], "red apple", 0, index="textindex(parser=english)")',
    '[false,true]',
  ],
)
export const matchFuzzy = matching(
  'matchFuzzy',
  ['term', 'minimumSimilarity', 'prefixLength'],
  'a word of a text is like the term, of which it has the first prefixLength letters: one less the share of letters that differ is minimumSimilarity or more',
  query => {
    const [term, ...others] = query.words(0, 'term')
    const least = query.number(1, 'minimumSimilarity')
    if (!(least >= 0 && least <= 1))
      throw new ScriptError(`matchFuzzy: minimumSimilarity is from 0 to 1, not ${least}.`)
    const prefixLength = query.count(2, 'prefixLength')
    return term === undefined || others.length > 0 ? () => false : similar(term, least, prefixLength)
  },
  ['matchFuzzy(["Mike", "John"], "make", 0.6, 1, index="textindex(parser=english)")', '[true,false]'],
)
