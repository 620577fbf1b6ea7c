import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The project's top folder, with a slash at the end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** One file of the project: its path from the top folder, and its text. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

const skippedFolders = new Set(['node_modules', 'dist', 'porpoise-data'])
const textual = /\.(ts|tsx|mjs|js|css|html|json|md|txt|dos)$/

/** Every path below a folder, sorted; what npm or a build put there is left out. */
export function pathsUnder(folder: string): string[] {
  const found: string[] = []
  const visit = (path: string) => {
    for (const entry of readdirSync(root + path, { withFileTypes: true })) {
      if (skippedFolders.has(entry.name) || entry.name.startsWith('.')) continue
      const inside = path ? `${path}/${entry.name}` : entry.name
      if (entry.isDirectory()) visit(inside)
      else found.push(inside)
    }
  }
  visit(folder)
  return found.sort()
}

let all: SourceFile[] | undefined

/** Every textual file of the project, read once. */
export function sourceFiles(): SourceFile[] {
  all ??= pathsUnder('')
    .filter(path => textual.test(path))
    .map(path => ({ path, text: readFileSync(root + path, 'utf8') }))
  return all
}

/** The files that are code: TypeScript and JavaScript, our own. */
export function codeFiles(): SourceFile[] {
  return sourceFiles().filter(file => /\.(ts|tsx|mjs)$/.test(file.path))
}

/** The line, counted from one, on which an offset lies. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) line++
  return line
}
