import { ConfigError, type Place } from './config-error.ts'

/** `key=value`, and where it stands. */
export interface ConfigEntry {
  readonly key: string
  readonly value: string
  readonly place: Place
}

/** A file's lines that say something: blank ones and comments (`#` or `//` first) are left out. */
export function* linesOf(text: string, file: string): Iterable<Place> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!.trim()
    if (line !== '' && !/^(#|\/\/)/.test(line)) yield { file, line: i + 1, text: lines[i]! }
  }
}

/** The entries of a .cfg file. @throws ConfigError at a line without `=` */
export function readConfig(text: string, file: string): ConfigEntry[] {
  const entries: ConfigEntry[] = []
  for (const place of linesOf(text, file)) {
    const at = place.text.indexOf('=')
    const key = place.text.slice(0, at).trim()
    if (at < 0 || key === '') throw new ConfigError('key=value is expected.', place)
    entries.push({ key, value: place.text.slice(at + 1).trim(), place })
  }
  return entries
}
