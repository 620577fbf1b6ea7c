import type { ScriptFolders } from '../../runtime/files.ts'

/** Some records of a file of text that stand one after the other. */
export interface TextPiece {
  /** Lines before the first of them. */
  readonly skipLines: number
  readonly records: number
}

const BLOCK = 1 << 20
const NEWLINE = 10
const QUOTE = 34

/**
 * Cuts a file of text between records into pieces of at least so many bytes; the last may be smaller. Line ends within
 * quotation marks end no record, and empty lines are none.
 */
export function textPieces(
  files: ScriptFolders,
  path: string,
  skipLines: number,
  pieceBytes: number,
): TextPiece[] {
  const bytes = files.describe(path)?.bytes ?? 0
  const pieces: TextPiece[] = []
  let piece = { skipLines, records: 0, bytes: 0 }
  let [lines, lineBytes, quoted] = [0, 0, false]
  const endLine = () => {
    lines++
    const isRecord = lines > skipLines && lineBytes > 0 && !quoted
    if (isRecord) piece.records++
    if (!quoted) lineBytes = 0
    if (isRecord && piece.bytes >= pieceBytes) {
      pieces.push({ skipLines: piece.skipLines, records: piece.records })
      piece = { skipLines: lines, records: 0, bytes: 0 }
    }
  }
  for (let at = 0; at < bytes; at += BLOCK) {
    for (const byte of files.read(path, at, BLOCK)) {
      if (lines >= skipLines) piece.bytes++
      if (byte === NEWLINE) endLine()
      else if (byte !== 13) lineBytes++
      if (byte === QUOTE && lines >= skipLines) quoted = !quoted
    }
  }
  if (lineBytes > 0) endLine()
  if (piece.records > 0) pieces.push({ skipLines: piece.skipLines, records: piece.records })
  return pieces
}
