import { likeStrings } from '../../kernels/strings/like.ts'
import { BOOL } from '../../values/data-type.ts'
import type { Value } from '../../values/value.ts'
import { text } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { applyToTexts, measured, type TextFunction } from '../lift/text-function.ts'
import { opposite } from '../operators/logic.ts'

/**
 * A test whether texts fit a pattern in which `%` stands for any text and `?` for any character. Takes no longer than the
 * product of both lengths: behind the last `%` met the rest is tried at one place after the other, what came before it stays.
 */
export function likeTest(pattern: string, ignoreCase: boolean): (text: string) => boolean {
  const wanted = [...(ignoreCase ? pattern.toLowerCase() : pattern)]
  return text => fits([...(ignoreCase ? text.toLowerCase() : text)], wanted)
}

function fits(characters: readonly string[], wanted: readonly string[]): boolean {
  let at = 0
  let next = 0
  let afterPercent = -1
  let retryAt = 0
  while (at < characters.length || next < wanted.length) {
    if (wanted[next] === '%') {
      afterPercent = ++next
      retryAt = at
    } else if (at < characters.length && (wanted[next] === '?' || wanted[next] === characters[at])) {
      at++
      next++
    } else if (afterPercent >= 0 && retryAt < characters.length) {
      at = ++retryAt
      next = afterPercent
    } else return false
  }
  return true
}

function matching(pattern: string, ignoreCase: boolean, name: string): TextFunction {
  const test = likeTest(pattern, ignoreCase)
  const bytes = new TextEncoder().encode(pattern)
  // Bytes know the letters a to z only.
  const byBytes = !ignoreCase || bytes.every(byte => byte < 128)
  return {
    name,
    result: BOOL,
    of: whole => (test(whole) ? 1 : 0),
    ofBytes: strings =>
      byBytes ? measured(BOOL, strings, (all, out) => likeStrings(all, bytes, ignoreCase, out)) : null,
  }
}

const matcher = (name: 'like' | 'ilike', ignoreCase: boolean, example: readonly [string, string]): Builtin =>
  define({
    name,
    signature: `${name}(X, pattern)`,
    kind: 'elementwise',
    doc: `Whether each text fits the pattern, in which % stands for any text and ? for any character${ignoreCase ? '; upper and lower case are the same' : ''}.`,
    examples: [example],
    run: (_, x, pattern): Value =>
      applyToTexts(matching(text(pattern, name, 'pattern'), ignoreCase, name), x!),
  })

export const like = matcher('like', false, ['like(`IBM`Goog`YHOO, "%OO%")', '[false,false,true]'])
export const ilike = matcher('ilike', true, ['ilike(`IBM`Goog`YHOO, "%OO%")', '[false,true,true]'])

export const notLike = define({
  name: 'notLike',
  signature: 'notLike(X, pattern)',
  kind: 'elementwise',
  doc: 'Whether each text does not fit the pattern: the opposite of like.',
  examples: [['notLike(`DEFG`ABC, "%DE%")', '[false,true]']],
  run: (context, x, pattern) => opposite(like.definition.run(context, x, pattern)),
})
