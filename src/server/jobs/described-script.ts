const MOST = 1000

// Functions whose arguments are secrets, or may be.
const SECRET =
  /\b(login|changePwd|resetPwd|createUser|authenticateByTicket|scramClientFinal|oauthLogin|xdb)\s*\(/gi

/** What others may read of a script: its beginning, without the arguments of functions that take secrets. */
export function describedScript(script: string): string {
  const text = script.trimStart().slice(0, MOST)
  let shown = ''
  let from = 0
  for (const match of text.matchAll(SECRET)) {
    if (match.index < from) continue
    const open = match.index + match[0].length
    shown += `${text.slice(from, open)}***`
    from = endOfArguments(text, open)
  }
  return shown + text.slice(from)
}

// Where the bracket that was opened before `at` is closed; the end of the text where it isn't.
function endOfArguments(text: string, at: number): number {
  let depth = 1
  let quote = ''
  for (let i = at; i < text.length; i++) {
    const letter = text[i]!
    if (quote !== '') {
      if (letter === '\\') i++
      else if (letter === quote) quote = ''
    } else if (letter === '"' || letter === "'") quote = letter
    else if (letter === '(') depth++
    else if (letter === ')' && --depth === 0) return i
  }
  return text.length
}
