/** Recognises text that a server printed, as opposed to a script. */

/** `key->value`, one entry of a printed dictionary. */
export function isDictionaryLine(line: string): boolean {
  return /^\s*[^\s()=]+->/.test(line)
}

/** A line that can only be part of a result: a dictionary's entry, a printed vector, a row of numbers, or a table's rule. */
export function isOutputLine(line: string): boolean {
  return isDictionaryLine(line) || isRule(line)
}

/** The dashes under a printed table's header. */
export function isRule(line: string): boolean {
  return /^\s*-{2,}(\s+-+)*\s*$|^\s*-(\s+-+)+\s*$/.test(line)
}

/** Whether lines are a result and not a script: a dictionary, a printed table, a tensor, or nothing but a vector. */
export function looksLikeOutput(lines: readonly string[]): boolean {
  const filled = lines.filter(line => line.trim())
  if (filled.length === 0) return false
  if (isDictionaryLine(filled[0]))
    return filled.slice(1).every(line => isDictionaryLine(line) || !/[=;]/.test(line))
  if (filled.length > 1 && isRule(filled[1])) return true
  if (/^\s*tensor</.test(filled[0])) return true
  return filled.length === 1 && /^\s*\[[^\]]*\]\s*$/.test(filled[0]) && /[,.]/.test(filled[0])
}
