// What is asked of the words of a text, each query made ready once.

/** Whether the words of a text are what is looked for. */
export type WordTest = (words: readonly string[]) => boolean

type WordIs = (word: string) => boolean

const is = (wanted: string) => (word: string) => word === wanted
const none: WordTest = () => false

export function anyOf(wanted: readonly string[]): WordTest {
  const set = new Set(wanted)
  return words => words.some(word => set.has(word))
}

export function allOf(wanted: readonly string[]): WordTest {
  if (wanted.length === 0) return none
  return words => wanted.every(each => words.includes(each))
}

export const someWord =
  (test: WordIs): WordTest =>
  words =>
    words.some(test)

/** Words one after the other, between words that end and begin so. */
export function phrase(wanted: readonly string[], before?: string, behind?: string): WordTest {
  if (wanted.length === 0) return none
  const tests: readonly WordIs[] = [
    ...(before === undefined ? [] : [(word: string) => word.endsWith(before)]),
    ...wanted.map(is),
    ...(behind === undefined ? [] : [(word: string) => word.startsWith(behind)]),
  ]
  return words =>
    words.some((_, start) => tests.every((test, i) => start + i < words.length && test(words[start + i]!)))
}

/** Words in their order, with at most `slop` others between all of them. */
export function span(wanted: readonly string[], slop: number): WordTest {
  if (wanted.length === 0) return none
  const fits = (words: readonly string[], start: number) => {
    let at = start
    for (const each of wanted.slice(1)) {
      at = words.indexOf(each, at + 1)
      if (at < 0) return false
    }
    return at - start + 1 - wanted.length <= slop
  }
  return words => words.some((word, start) => word === wanted[0] && fits(words, start))
}

/** The same in any order. */
export function unorderedSpan(wanted: readonly string[], slop: number): WordTest {
  if (wanted.length === 0) return none
  const fits = (words: readonly string[], start: number) => {
    const left = [...wanted]
    for (const word of words.slice(start, start + wanted.length + slop)) {
      const place = left.indexOf(word)
      if (place >= 0) left.splice(place, 1)
      if (left.length === 0) return true
    }
    return false
  }
  return words => words.some((word, start) => wanted.includes(word) && fits(words, start))
}

/** A word that begins as `wanted` does and is like it: one less the share of letters that differ, of the shorter of both. */
export function similar(wanted: string, least: number, prefixLength: number): WordTest {
  const start = wanted.slice(0, prefixLength)
  return someWord(word => {
    if (!word.startsWith(start)) return false
    return 1 - editDistance(wanted, word) / Math.min(wanted.length, word.length) >= least
  })
}

// How many letters are added, left out or exchanged (Levenshtein).
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1]))
    row = next
  }
  return row[b.length]!
}
