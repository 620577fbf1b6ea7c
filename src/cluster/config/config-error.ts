/** Where a line of configuration stands. */
export interface Place {
  /** The file's path, or `the command line`. */
  readonly file: string
  /** From 1; null on the command line. */
  readonly line: number | null
  /** The line as it stands there. */
  readonly text: string
}

/** A configuration that can't be used, told for whoever wrote it: the place, the line, what was expected. */
export class ConfigError extends Error {
  readonly place: Place | null
  /** What is wrong, without its place. */
  readonly reason: string

  constructor(message: string, place: Place | null = null) {
    super(place === null ? message : `${placeText(place)}: ${message}${excerpt(place)}`)
    this.place = place
    this.reason = message
  }
}

export function placeText({ file, line }: Place): string {
  return line === null ? file : `${file}, line ${line}`
}

function excerpt({ line, text }: Place): string {
  return line === null ? '' : `\n  ${line} │ ${text}`
}
