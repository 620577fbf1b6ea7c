import { parseArgs } from 'node:util'

/** What the program was asked to do. */
export type Command =
  | { readonly is: 'help' }
  | { readonly is: 'version' }
  | {
      readonly is: 'serve'
      readonly mode: string
      readonly flags: Flags
      /** Parameters of the configuration that were given as flags. */
      readonly settings: ReadonlyMap<string, string>
    }
  | {
      readonly is: 'cluster'
      readonly action: string
      /** Of the node that is meant, where one is. */
      readonly alias: string | undefined
      readonly home: string
      /** The first of the cluster's ports; undefined: as it was laid out, or as usual. */
      readonly port: number | undefined
    }
  | (ToRun & { readonly is: 'connect'; readonly host: string; readonly port: number })
  | (ToRun & { readonly is: 'local' })

/** Statements, and how they are to be run. */
export interface ToRun {
  /** Read from a file, given with -c, from standard input, or null: what the terminal brings. */
  readonly source:
    | { readonly from: 'file' | 'text'; readonly text: string }
    | { readonly from: 'input' }
    | null
  /** What follows the file's name; scripts see them as `args`. */
  readonly args: readonly string[]
  readonly flags: Flags
}

export interface Flags {
  readonly home: string
  readonly json: boolean
  /** Output mode by name, or null for what suits the terminal. */
  readonly mode: string | null
  /** `js`: show what a script becomes instead of running it. */
  readonly emit: string | null
  readonly user: string | null
  readonly password: string | null
  readonly localSite: string | null
  readonly config: string | null
  readonly clusterConfig: string | null
  readonly nodesFile: string | null
  readonly logFile: string | null
}

/** The command line can't be understood; the message says why. */
export class UsageError extends Error {}

// DolphinDB's flags have one dash; both spellings are taken.
const options = {
  help: { type: 'boolean' },
  version: { type: 'boolean' },
  home: { type: 'string' },
  run: { type: 'string' },
  c: { type: 'string' },
  json: { type: 'boolean' },
  output: { type: 'string' },
  emit: { type: 'string' },
  mode: { type: 'string' },
  user: { type: 'string' },
  localSite: { type: 'string' },
  config: { type: 'string' },
  clusterConfig: { type: 'string' },
  nodesFile: { type: 'string' },
  logFile: { type: 'string' },
  console: { type: 'string' },
  remoteHost: { type: 'string' },
  remotePort: { type: 'string' },
  uid: { type: 'string' },
  pwd: { type: 'string' },
} as const

const ROLES = ['single', 'controller', 'agent', 'datanode', 'computenode']

/**
 * Reads the arguments after the program's name. `parameters`: those of the configuration, each of which may be a flag.
 * @throws UsageError
 */
export function readCommandLine(argv: readonly string[], parameters: Iterable<string> = []): Command {
  if (argv[0] === 'cluster') return readCluster(argv.slice(1))
  const names = new Set([...parameters].filter(name => !(name in options)))
  const [own, args] = splitAtScript(argv, names)
  const { values, positionals, settings } = parse(own, names)
  const flags: Flags = {
    home: values.home ?? 'porpoise-data',
    json: values.json ?? false,
    mode: values.output ?? null,
    emit: values.emit ?? null,
    user: values.user ?? values.uid ?? null,
    password: values.pwd ?? null,
    localSite: values.localSite ?? null,
    config: values.config ?? null,
    clusterConfig: values.clusterConfig ?? null,
    nodesFile: values.nodesFile ?? null,
    logFile: values.logFile ?? null,
  }
  if (flags.emit !== null && flags.emit !== 'js')
    throw new UsageError(`--emit ${flags.emit}: js is all that can be shown.`)
  if (values.help) return { is: 'help' }
  if (values.version) return { is: 'version' }
  if (values.mode !== undefined) {
    if (!ROLES.includes(values.mode)) {
      throw new UsageError(`-mode ${values.mode}: there is no such mode; it is one of ${ROLES.join(', ')}.`)
    }
    if (flags.localSite !== null) settings.set('localSite', flags.localSite)
    return { is: 'serve', mode: values.mode, flags, settings }
  }
  const [first, second] = positionals
  const named = values.remoteHost !== undefined || values.remotePort !== undefined
  const site = named || first === undefined ? null : siteIn(first)
  const script = site ? second : first
  const toRun: ToRun = { source: sourceIn(values.c, values.run ?? script), args, flags }
  if (named) {
    const port = portOf(values.remotePort ?? '8848')
    return { is: 'connect', host: values.remoteHost ?? 'localhost', port, ...toRun }
  }
  if (!site) return { is: 'local', ...toRun }
  return { is: 'connect', host: site[1]!.replace(/^\[|\]$/g, ''), port: portOf(site[2]!), ...toRun }
}

function sourceIn(text: string | undefined, file: string | undefined): ToRun['source'] {
  if (text !== undefined) return { from: 'text', text }
  if (file === undefined) return null
  return file === '-' ? { from: 'input' } : { from: 'file', text: file }
}

// host:port, but not a script that is called so.
const siteIn = (text: string) =>
  text.endsWith('.dos') ? null : /^([\w.-]+|\[[\da-fA-F:]+\]):(\d{1,5})$/.exec(text)

function readCluster(argv: readonly string[]): Command {
  const known = { home: { type: 'string' }, port: { type: 'string' } } as const
  const args = argv.map(text => text.replace(/^-(?=[A-Za-z]{2})/, '--'))
  try {
    const { values, positionals } = parseArgs({ args, options: known, allowPositionals: true })
    const [action = 'start', alias] = positionals
    const port = values.port === undefined ? undefined : portOf(values.port)
    return { is: 'cluster', action, alias, home: values.home ?? 'porpoise-cluster', port }
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`${(error as Error).message.split('. ')[0]}.`)
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (!(port >= 1 && port <= 65535)) throw new UsageError(`${text}: a port is between 1 and 65535.`)
  return port
}

// What follows a script's name belongs to the script, even where it looks like a flag.
function splitAtScript(
  argv: readonly string[],
  parameters: ReadonlySet<string>,
): [own: string[], args: string[]] {
  const takesValue = (name: string) =>
    options[name as keyof typeof options]?.type === 'string' || parameters.has(name)
  for (let i = 0; i < argv.length; i++) {
    const flag = /^--?([A-Za-z]\w*)(=.*)?$/.exec(argv[i]!)
    if (flag) {
      if (takesValue(flag[1]!) && flag[2] === undefined) i++
      if (flag[1] === 'run' || flag[1] === 'c') return [argv.slice(0, i + 1), argv.slice(i + 1)]
    } else if (!siteIn(argv[i]!)) return [argv.slice(0, i + 1), argv.slice(i + 1)]
  }
  return [[...argv], []]
}

function parse(argv: readonly string[], parameters: ReadonlySet<string>) {
  const args = argv.map(text => (/^-[A-Za-z]\w+/.test(text) ? `-${text}` : text === '-c' ? '--c' : text))
  const flags: Record<string, { type: 'string' }> = {}
  for (const name of parameters) flags[name] = { type: 'string' }
  try {
    const all = parseArgs({ args, options: { ...flags, ...options }, allowPositionals: true, strict: true })
    const given = Object.entries(all.values) as [string, string][]
    const settings = new Map(given.filter(([name]) => parameters.has(name)))
    // The compiler forgets the types of our own options behind those of the parameters.
    const values = all.values as ReturnType<typeof parseArgs<{ options: typeof options }>>['values']
    return { values, positionals: all.positionals, settings }
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('. ')[0]}. Try porpoise --help.`)
  }
}
