// The longest string that V8 makes.
const LONGEST_TEXT = 2 ** 29 - 24

/** What to say of a machine that is at its limits, where `error` is of that kind; otherwise null. */
export function exhausted(
  error: RangeError,
  tooDeep = 'The functions call each other too deeply.',
): string | null {
  const { message } = error
  if (message.includes('call stack')) return tooDeep
  if (message.includes('Invalid string length'))
    return `The text would be too long: a string has up to ${LONGEST_TEXT} characters.`
  return /Array buffer allocation|Invalid (typed )?array length/.test(message)
    ? 'Out of memory: the result is too large.'
    : null
}
