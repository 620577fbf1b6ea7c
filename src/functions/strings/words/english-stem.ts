// English words without their endings, as the Snowball project's English stemmer (Porter2) defines it. Y stands for a y that is no vowel.

const WHOLE: Readonly<Record<string, string>> = {
  ...{ skis: 'ski', skies: 'sky', dying: 'die', lying: 'lie', tying: 'tie', idly: 'idl', gently: 'gentl' },
  ...{ ugly: 'ugli', early: 'earli', only: 'onli', singly: 'singl', sky: 'sky', news: 'news', howe: 'howe' },
  ...{ atlas: 'atlas', cosmos: 'cosmos', bias: 'bias', andes: 'andes' },
}
const DONE_EARLY = /^(?:(?:inn|out|cann|herr|earr)ing|(?:proc|exc|succ)eed)$/

const VOWEL = '[aeiouy]'
const REGION = new RegExp(`${VOWEL}[^aeiouy]`)
// A vowel between two others, of which the last is not w, x or Y; or at the beginning, before another.
const SHORT_END = /(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy])$/

type Ending = readonly [ending: string, instead: string, before?: RegExp]

const SECOND: readonly Ending[] = [
  ...(['ization', 'izer'].map(each => [each, 'ize']) as Ending[]),
  ...(['ational', 'ation', 'ator'].map(each => [each, 'ate']) as Ending[]),
  ...(['alism', 'aliti', 'alli'].map(each => [each, 'al']) as Ending[]),
  ...(['ousness', 'ousli'].map(each => [each, 'ous']) as Ending[]),
  ...(['iveness', 'iviti'].map(each => [each, 'ive']) as Ending[]),
  ...(['fulness', 'fulli'].map(each => [each, 'ful']) as Ending[]),
  ['tional', 'tion'],
  ['biliti', 'ble'],
  ['lessli', 'less'],
  ['entli', 'ent'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['abli', 'able'],
  ['bli', 'ble'],
  ['ogi', 'og', /l$/],
  ['li', '', /[cdeghkmnrt]$/],
]
const THIRD: readonly Ending[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
]
const FOURTH: readonly Ending[] = [
  ...(['ement', 'ment', 'ance', 'ence', 'able', 'ible'].map(each => [each, '']) as Ending[]),
  ...(['ant', 'ent', 'ism', 'ate', 'iti', 'ous', 'ive', 'ize'].map(each => [each, '']) as Ending[]),
  ['ion', '', /[st]$/],
  ['al', ''],
  ['er', ''],
  ['ic', ''],
]

/** The stem of a word in lower case: `shining` is shine, `brightly` bright. */
export function englishStem(word: string): string {
  const known = WHOLE[word]
  if (known !== undefined || word.length <= 2) return known ?? word
  const marked = word.replace(/^y|([aeiouy])y/g, (all, vowel) => (all === 'y' ? 'Y' : `${vowel}Y`))
  const [first, second] = regions(marked)
  let stem = withoutPlural(marked.replace(/'(?:s'?)?$/, ''))
  if (DONE_EARLY.test(stem)) return stem
  stem = withoutTense(stem, first)
  stem = stem.replace(/(?<=.[^aeiouy])[yY]$/, 'i')
  stem = replaced(stem, SECOND, first)
  stem = stem.endsWith('ative') ? cut(stem, 5, second) : replaced(stem, THIRD, first)
  stem = replaced(stem, FOURTH, second)
  return lastLetter(stem, first, second).replaceAll('Y', 'y')
}

// Where the parts of a word begin that endings may be taken from.
function regions(word: string): [first: number, second: number] {
  const after = (from: number) => {
    const found = REGION.exec(word.slice(from))
    return found ? from + found.index + 2 : word.length
  }
  const first = /^(?:gener|commun|arsen)/.exec(word)?.[0].length ?? after(0)
  return [first, after(first)]
}

function withoutPlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1)
  if (!word.endsWith('s') || /[us]s$/.test(word)) return word
  return /[aeiouy]/.test(word.slice(0, -2)) ? word.slice(0, -1) : word
}

function withoutTense(word: string, first: number): string {
  const agreed = /eed(?:ly)?$/.exec(word)
  if (agreed) return agreed.index >= first ? `${word.slice(0, agreed.index)}ee` : word
  const found = /(?:ing|ed)(?:ly)?$/.exec(word)
  if (!found) return word
  const rest = word.slice(0, found.index)
  if (!/[aeiouy]/.test(rest)) return word
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(rest)) return rest.slice(0, -1)
  return rest.length <= first && SHORT_END.test(rest) ? `${rest}e` : rest
}

// The longest ending decides, though it may have to stay.
function replaced(word: string, endings: readonly Ending[], region: number): string {
  const [longest] = endings.filter(([end]) => word.endsWith(end)).sort(([a], [b]) => b.length - a.length)
  if (!longest) return word
  const [end, instead, before] = longest
  const rest = word.slice(0, -end.length)
  return rest.length >= region && (!before || before.test(rest)) ? rest + instead : word
}

const cut = (word: string, length: number, region: number) =>
  word.length - length >= region ? word.slice(0, -length) : word

function lastLetter(word: string, first: number, second: number): string {
  const rest = word.slice(0, -1)
  if (word.endsWith('e')) {
    const goes = rest.length >= second || (rest.length >= first && !SHORT_END.test(rest))
    return goes ? rest : word
  }
  return word.endsWith('ll') && rest.length >= second ? rest : word
}
