import { parse } from '../../grammar/parser.ts'
import type { ParsedAside } from './parsing-aside.ts'

// Parses beside the page: a long script takes longer than a key may.
self.onmessage = ({ data }: MessageEvent<{ readonly id: number; readonly text: string }>) => {
  const { script, errors } = parse(data.text)
  const parsed: ParsedAside = {
    statements: script.statements.map(({ span: { start, end } }) => ({ start, end })),
    problems: errors.map(({ span: { start, end }, message }) => ({ start, end, message })),
  }
  self.postMessage({ id: data.id, parsed })
}
