/** Printed values as tokens, and when two of them mean the same. */

export interface Token {
  readonly kind: 'number' | 'word' | 'null' | 'mark'
  readonly text: string
  /** It stood in quotes. */
  readonly quoted?: boolean
}

const numberPattern = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/
const nullPattern = /^(00[a-zA-Z]|NULL|null|Null|nil)$/
const tokenPattern = /->|\.\.\.|…|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[,()[\]{}<>;]|[^\s,()[\]{}<>;"']+/g

/** A printed value: white space is nothing, a hole in a vector (`[1,,3]`) is a null. */
export function tokensOf(text: string): Token[] {
  const joined = text
    .replace(/\s*:\s*/g, ':') // pairs are printed with and without blanks
    .replace(/(\d{4}\.\d\d\.\d\d) (?=\d\d:\d\d)/g, '$1T') // some tables were pasted with a blank in moments
    .replace(/(?<=\S)->/g, ' ->')
  const found: Token[] = []
  for (const match of joined.matchAll(tokenPattern)) {
    const quoted = match[1] ?? match[2]
    const before = found.at(-1)?.text
    const hole = (before === ',' || before === '[' || before === '(') && /^[,)\]]$/.test(match[0])
    const empty = /^[)\]]$/.test(match[0]) && before !== ','
    if (hole && !empty) found.push({ kind: 'null', text: '' })
    if (quoted === undefined) found.push(tokenOf(match[0]))
    else if (quoted === '') found.push({ kind: 'null', text: '' })
    else
      for (const word of quoted.split(/\s+/).filter(Boolean)) found.push({ ...tokenOf(word), quoted: true })
  }
  return found
}

/** The content of a table's cell; an empty one is a null. */
export function cellTokens(text: string): Token[] {
  // Some tables were pasted with negative numbers as accountants write them.
  const tokens = tokensOf(text.replace(/^\((\d[\d.,]*)\)$/, '-$1'))
  return tokens.length > 0 ? tokens : [{ kind: 'null', text: '' }]
}

function tokenOf(text: string): Token {
  if (/^([,()[\]{}<>;]|->|\.\.\.|…)$/.test(text)) return { kind: 'mark', text }
  if (nullPattern.test(text)) return { kind: 'null', text }
  if (numberPattern.test(text)) return { kind: 'number', text }
  return { kind: 'word', text: text.replace(/`/g, '') }
}

/** The same tokens in the same order; `...` on the page stands for any number of them. */
export function tokensAgree(wanted: readonly Token[], given: readonly Token[]): boolean {
  const cut = wanted.findIndex(token => token.text === '...' || token.text === '…')
  if (cut > 0 && given.length >= cut) {
    const rest = wanted.slice(cut + 1).filter(token => token.kind !== 'mark')
    return rest.length === 0 && wanted.slice(0, cut).every((token, i) => agree(token, given[i]))
  }
  return wanted.length === given.length && wanted.every((token, i) => agree(token, given[i]))
}

/** Whether a token we print may stand for one on the page. */
export function agree(wanted: Token, given: Token): boolean {
  if (wanted.kind === 'null' && given.kind === 'null') return nullsAgree(wanted.text, given.text)
  if (wanted.kind === 'number' && given.kind === 'number') {
    return (wanted.quoted ?? false) === (given.quoted ?? false) && numbersAgree(wanted.text, given.text)
  }
  if (booleansAgree(wanted.text, given.text)) return true
  if (wanted.kind !== given.kind) return false
  return wanted.text === given.text || partsAgree(wanted.text, given.text)
}

/** A typed null is another null than one of another type; an untyped or empty one may be any. */
function nullsAgree(wanted: string, given: string): boolean {
  return !(wanted.startsWith('00') && given.startsWith('00')) || wanted === given
}

function booleansAgree(wanted: string, given: string): boolean {
  const spelled: Readonly<Record<string, string>> = { true: '1', false: '0' }
  return spelled[wanted] === given || spelled[given] === wanted
}

/** Pairs, and words with a number in them: `1.5:2`, `09:30`, `2.3+4i`. */
function partsAgree(wanted: string, given: string): boolean {
  const parts = (text: string) => text.split(':')
  const [a, b] = [parts(wanted), parts(given)]
  if (a.length !== b.length || a.length < 2) return false
  return a.every((part, i) => part === b[i] || agree(tokenOf(part), tokenOf(b[i])))
}

// Numbers that differ only by how a sum was rounded on the way are the same.
const noise = 2e-12
// A little more than half, since a half may have been rounded either way.
const half = 0.5000001

/** Ours, rounded to the digits the page shows, is theirs; or theirs, rounded to the six decimals we print, is ours. */
export function numbersAgree(wanted: string, given: string): boolean {
  if (wanted === given) return true
  if (/^[-+]?\d{16,}$/.test(wanted) && /^[-+]?\d+$/.test(given)) return BigInt(wanted) === BigInt(given)
  const a = Number(wanted)
  const error = Math.abs(a - Number(given))
  if (error <= Math.abs(a) * noise) return true
  if (!/[eE.]/.test(wanted)) return false
  const unit = unitOfLastDigit(wanted)
  return (
    error <= half * Math.max(unit, unitPrinted(given)) || (isCutOff(a, Number(given)) && error <= unit + 1e-6)
  )
}

/** Some pages show decimals cut off instead of rounded: theirs is nearer to zero. */
const isCutOff = (wanted: number, given: number) => wanted * given >= 0 && Math.abs(wanted) <= Math.abs(given)

/** What one more in the sixth decimal of a number we print would add, whether or not it ends in zeros there. */
function unitPrinted(text: string): number {
  const exponent = /[eE](.*)$/.exec(text)?.[1] ?? '0'
  return 10 ** (Number(exponent) - 6)
}

/** What one more in the last digit shown would add. */
function unitOfLastDigit(text: string): number {
  const [mantissa, exponent = '0'] = text.toLowerCase().split('e')
  const decimals = mantissa.split('.')[1]?.length ?? 0
  return 10 ** (Number(exponent) - decimals)
}
