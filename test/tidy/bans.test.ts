import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineAt, sourceFiles } from './source-files.ts'

interface Ban {
  readonly pattern: RegExp
  /** What to do instead: the message of the failing test. */
  readonly instead: string
  /** Files the ban is about; everything textual of ours by default. */
  readonly where?: RegExp
  /** Files that may. */
  readonly except?: RegExp
}

const engine = /^(src|grammar)\/.*\.ts$/
const code = /\.(ts|tsx|mjs)$/
const outsideWorld = /^src\/(host\/real\/|main\.ts|install\.mjs)/
// The terminal is somebody's own: it may ask what time it is.
const person = /^src\/(host\/real\/|repl\/|main\.ts)/
const evaluation = /^(grammar|src\/(kernels|values|runtime|functions|sql|compiler|raft|txn))\//

const bans: readonly Ban[] = [
  {
    pattern: /\bnew Date\b|\bDate\.now\b|\bperformance\.now\b|\bprocess\.hrtime\b/,
    instead: 'ask host.clock: nodes are tested with clocks that jump',
    where: engine,
    except: person,
  },
  {
    pattern: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/,
    instead: 'ask host.random, or take a seeded generator from src/base/prng.ts',
    where: engine,
    except: outsideWorld,
  },
  {
    pattern: /\b(setTimeout|setInterval|setImmediate)\(/,
    instead: 'ask host.clock',
    where: engine,
    except: person,
  },
  {
    pattern: /['"]node:(fs|fs\/promises|child_process|dns|dgram)['"]/,
    instead: 'ask host.disk',
    where: engine,
    except: person,
  },
  {
    pattern: /['"]node:(net|tls|http|https|http2)['"]/,
    instead: 'ask host.network; only src/server listens',
    where: engine,
    except: /^src\/(host\/real\/|server\/)/,
  },
  {
    pattern: /['"]node:(readline|readline\/promises|tty|repl)['"]/,
    instead: 'only src/repl knows the terminal',
    where: engine,
    except: person,
  },
  {
    pattern: /\b(async\s+function|async\s*\(|async\s+\w+\s*(=>|\()|await\s+\w)/,
    instead: 'evaluation and protocols are synchronous: no promise in this folder',
    where: evaluation,
  },
  {
    pattern: /\bconsole\.\w+\(/,
    instead: 'write to host.log, or let main.ts and the terminal print',
    where: engine,
    except: person,
  },
  {
    pattern: /\bprocess\.(exit|stdout|stderr|stdin)\b/,
    instead: 'only main.ts and the terminal own the process',
    where: engine,
    except: person,
  },
  {
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    instead: 'do it now, or say as a plain sentence what is missing and why',
  },
  {
    pattern: /(^|[\s"'`(=])\/(work|root|home|tmp|mnt|Users)\/\w/,
    instead: "no machine's own paths: tests take node:os tmpdir(), programs a setting",
    except: /^package-lock\.json$/,
  },
  {
    pattern:
      /https?:\/\/(localhost|127\.0\.0\.1):\d{4,5}\/.*(npm|registry)|https?:\/\/[\w.-]*(artifactory|nexus|verdaccio)/,
    instead: "no registry but npm's own",
  },
  {
    pattern: /"resolved": "https?:\/\/(?!registry\.npmjs\.org\/)/,
    instead: "the lock file names npm's own registry: remove the line or install without a mirror",
    where: /^package-lock\.json$/,
  },
  {
    pattern: /^export\s+(type\s+)?(\*|\{[^}]*\})\s*(as\s+\w+\s*)?from\b/,
    instead: 'no re-exports: import the file that defines the thing',
    where: code,
  },
  {
    pattern: /\b(test|it|describe|suite)\.only\(|\bonly: true\b/,
    instead: 'remove it, or the other tests no longer run',
    where: /\.test\.ts$/,
  },
  { pattern: /^\s*debugger\b/, instead: 'remove it', where: code },
  {
    pattern: /@ts-ignore|@ts-nocheck/,
    instead: 'fix the type, or use @ts-expect-error with the reason',
    where: code,
  },
]

/** Files that must hold the banned words, since they are about them. */
const aboutBans = /^test\/tidy\/bans\.test\.ts$/

function violations(ban: Ban, path: string, text: string): string[] {
  if (aboutBans.test(path) || (ban.where && !ban.where.test(path)) || ban.except?.test(path)) return []
  const all = new RegExp(ban.pattern.source, 'gm')
  return [...text.matchAll(all)].map(
    match => `${path}:${lineAt(text, match.index)}: ${match[0].trim()} -- ${ban.instead}`,
  )
}

test('nothing banned is used', () => {
  const found = sourceFiles().flatMap(file => bans.flatMap(ban => violations(ban, file.path, file.text)))
  assert.deepEqual(found, [])
})

test('broken on purpose, a ban answers with its replacement', () => {
  const ban = bans[0]
  assert.deepEqual(violations(ban, 'src/kernels/sum.ts', 'let x = 1\nx = Date.now()\n'), [
    `src/kernels/sum.ts:2: Date.now -- ${ban.instead}`,
  ])
  assert.deepEqual(violations(ban, 'src/host/real/clock.ts', 'Date.now()'), [])
  const lines = ["export { a } from './a.ts'", 'const y = await x', 'see /home/me/file', '// TODO: later']
  for (const line of lines) {
    assert.equal(bans.flatMap(ban => violations(ban, 'src/kernels/sum.ts', line)).length, 1, line)
  }
})

// Casts that switch checking off are counted: the number may only shrink.
const castsAllowed: Readonly<Record<string, number>> = {}

test('`any` is rare', () => {
  const found: string[] = []
  for (const file of sourceFiles()) {
    if (!code.test(file.path) || aboutBans.test(file.path)) continue
    const withoutComments = file.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    const count = withoutComments.match(/\bas any\b|:\s*any\b|<any>|\bany\[\]/g)?.length ?? 0
    const allowed = castsAllowed[file.path] ?? 0
    if (count > allowed)
      found.push(`${file.path}: ${count} times any, ${allowed} allowed -- name the real type`)
  }
  assert.deepEqual(found, [])
})
