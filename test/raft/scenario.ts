/** `node test/raft/scenario.ts --rewrite` writes what is printed now into the scenarios of this folder: read the diff. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rewritten, type Section } from '../scenario.ts'
import { runCommands } from './commands.ts'
import { Group } from './group.ts'

/** Runs a section with a group of its own; gives what each case prints. */
export function runRaftSection({ cases }: Section): string[] {
  const group = new Group()
  return cases.map(({ input }) => runCommands(group, input))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const here = fileURLToPath(new URL('.', import.meta.url))
  for (const file of globSync(`${here}*.txt`).sort()) {
    const before = readFileSync(file, 'utf8')
    const after = rewritten(before, runRaftSection)
    if (before === after) continue
    if (process.argv.includes('--rewrite')) writeFileSync(file, after)
    console.log(`${file.slice(here.length)} ${process.argv.includes('--rewrite') ? 'rewritten' : 'differs'}`)
  }
}
