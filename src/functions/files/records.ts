/** Splits a text into records of fields: fields in quotation marks may hold delimiters, line ends and, doubled, quotation marks. */
export function recordsOf(text: string, delimiter: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let at = 0
  while (at < text.length) {
    const [field, end] = text[at] === '"' ? quotedField(text, at) : plainField(text, at, delimiter)
    record.push(field)
    at = end
    if (text.startsWith(delimiter, at)) {
      at += delimiter.length
      // A delimiter at the end of the text has an empty field behind it.
      if (at === text.length) record.push('')
      else if (text[at] !== '\n' && text[at] !== '\r') continue
      else record.push('')
    }
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
    else if (at < text.length && text[at - 1] !== '\r') at = lineEnd(text, at) + 1
    records.push(record)
    record = []
  }
  return records
}

const lineEnd = (text: string, from: number) => {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

function quotedField(text: string, start: number): [field: string, end: number] {
  let field = ''
  let at = start + 1
  while (true) {
    const close = text.indexOf('"', at)
    if (close < 0) return [field + text.slice(at), text.length]
    field += text.slice(at, close)
    if (text[close + 1] !== '"') return [field, close + 1]
    field += '"'
    at = close + 2
  }
}

function plainField(text: string, start: number, delimiter: string): [field: string, end: number] {
  let end = lineEnd(text, start)
  const next = text.indexOf(delimiter, start)
  if (next >= 0 && next < end) end = next
  else if (text[end - 1] === '\r') end--
  return [text.slice(start, end), end]
}

/**
 * A line in fields, where `left` and `right` enclose fields that hold the delimiter; they are no part of the field.
 * Other fields may be in quotation marks.
 */
export function markedFields(line: string, delimiter: string, left: string, right: string): string[] {
  const fields: string[] = []
  let at = 0
  while (at <= line.length) {
    if (line[at] === left) {
      const close = line.indexOf(right, at + 1)
      const end = close < 0 ? line.length : close
      fields.push(line.slice(at + 1, end))
      at = end + 1
    } else if (line[at] === '"') {
      const [field, end] = quotedField(line, at)
      fields.push(field)
      at = end
    } else {
      const next = line.indexOf(delimiter, at)
      const end = next < 0 ? line.length : next
      fields.push(line.slice(at, end))
      at = end
    }
    if (at >= line.length) break
    at = line.startsWith(delimiter, at) ? at + delimiter.length : line.length
    if (at === line.length) {
      fields.push('')
      break
    }
  }
  return fields
}
