import { fileURLToPath } from 'node:url'
import type { NodeRole } from './cluster/config/nodes-file.ts'
import type { Settings } from './cluster/config/settings.ts'
import type { Host } from './host/host.ts'
import { type Command, readCommandLine, UsageError } from './repl/command-line.ts'

/** Runs the command; gives the exit code. Each command's code is loaded only when it is asked for. */
async function main(argv: readonly string[]): Promise<number> {
  // The catalogue of parameters costs time that a script need not wait for.
  const mayHaveSettings = argv.some(text => /^--?(mode|localSite)\b/.test(text))
  const parameters = mayHaveSettings ? (await import('./cluster/config/parameters.ts')).parameters.keys() : []
  const command = readCommandLine(argv, parameters)
  switch (command.is) {
    case 'help':
      process.stdout.write((await import('./repl/output/help.ts')).HELP)
      return 0
    case 'version': {
      const { default: manifest } = await import('../package.json', { with: { type: 'json' } })
      process.stdout.write(`porpoise ${manifest.version}\n`)
      return 0
    }
    case 'serve':
      return serve(command)
    case 'cluster':
      return cluster(command)
    case 'connect':
      return (await import('./repl/remote.ts')).runRemote(command, explain)
    case 'local':
      return runLocal(command)
  }
}

/** Help on a built-in; their declarations are loaded when somebody first asks. */
async function explain(name: string): Promise<string> {
  const { explanation } = await import('./engine/session/explanation.ts')
  const { sessionBuiltins } = await import('./server/scripts/session-builtins.ts')
  return explanation(sessionBuiltins(), name)
}

/** The terminal, or a script, on an engine in this process. */
async function runLocal(command: Extract<Command, { is: 'local' }>): Promise<number> {
  const { scriptSource } = await import('./repl/input/script-source.ts')
  const script = command.source === null && process.stdin.isTTY ? null : await scriptSource(command)
  const { scriptThread } = await import('./server/scripts/script-thread.ts')
  // It loads its modules while this thread loads its own, and reads the script.
  const thread = scriptThread({ scriptIsRead: script !== null })
  const read = script && (await import('./engine/jobs/read-ahead.ts')).readAhead(script.text)
  const { openLocalNode } = await import('./server/local-node.ts')
  const { realHost } = await import('./host/real/host.ts')
  const started = [thread]
  const node = openLocalNode(realHost(), {
    home: command.flags.home,
    workers: 1,
    workingFolder: process.cwd(),
    thread: () => started.pop() ?? scriptThread(),
  })
  try {
    const { runTerminal } = await import('./repl/terminal.ts')
    return await runTerminal(node.engine, command, script && { ...script, read }, explain)
  } finally {
    await node.close()
  }
}

/** A whole cluster on this machine. */
async function cluster(command: Extract<Command, { is: 'cluster' }>): Promise<number> {
  try {
    const { runCluster } = await import('./repl/cluster/cluster-command.ts')
    return await runCluster(command, fileURLToPath(import.meta.url))
  } catch (error) {
    if (error instanceof UsageError) throw error
    process.stderr.write(`porpoise: ${(error as Error).message}\n`)
    return 1
  }
}

/** A node, until it is told to end. */
async function serve(command: Extract<Command, { is: 'serve' }>): Promise<number> {
  const { readSettings, logOf } = await import('./server/roles/read-settings.ts')
  const { StartError } = await import('./server/serve.ts')
  const { ConfigError } = await import('./cluster/config/config-error.ts')
  const { KeptLog } = await import('./server/status/kept-log.ts')
  const { DiskError } = await import('./host/disk.ts')
  const { realHost } = await import('./host/real/host.ts')
  const { consoleLog, fileLog } = await import('./host/real/log.ts')
  const { flags, mode } = command
  // What a node waits for may hold no process: this does.
  const alive = setInterval(() => {}, 2 ** 30)
  try {
    const settings = await readSettings(realHost().disk, mode, flags.config, command.settings)
    const log = logOf(settings, flags.logFile, { consoleLog, fileLog })
    const { clock, ...real } = realHost()
    const host = { ...real, clock, log: KeptLog.of({ log, clock }) }
    const node = await startNode(host, command, settings)
    const reason = await Promise.race([
      node.ended,
      new Promise<null>(resolve => {
        process.once('SIGINT', () => resolve(null))
        process.once('SIGTERM', () => resolve(null))
      }),
    ])
    if (reason !== null) log.write('error', reason)
    await node.close()
    return reason === null ? 0 : 1
  } catch (error) {
    const forPeople = [StartError, ConfigError, DiskError].some(kind => error instanceof kind)
    if (!forPeople) throw error
    const { message } = error as Error
    process.stderr.write(`porpoise: ${message}\n`)
    // What failed may be the log itself.
    if (flags.logFile !== null && !(error instanceof DiskError))
      fileLog(flags.logFile).write('error', message)
    return 1
  } finally {
    clearInterval(alive)
  }
}

/** Starts what -mode says. */
async function startNode(host: Host, { mode, flags }: Extract<Command, { is: 'serve' }>, settings: Settings) {
  const notebook = fileURLToPath(new URL('../notebook/dist', import.meta.url))
  if (mode === 'single') {
    const { startSingle } = await import('./server/serve.ts')
    for (const warning of settings.warnings) host.log.write('warning', warning)
    const node = await startSingle(host, {
      home: flags.home,
      localSite: settings.text('localSite')!,
      workingFolder: process.cwd(),
      workers: settings.number('workerNum') ?? 2,
      notebook,
      config: settings.all(),
      adminPassword: process.env.PORPOISE_ADMIN_PASSWORD ?? null,
    })
    return { ended: new Promise<null>(() => {}), close: () => node.close() }
  }
  const { realProcesses } = await import('./host/real/processes.ts')
  const options = {
    role: mode as NodeRole,
    settings,
    home: flags.home,
    workingFolder: process.cwd(),
    nodesFile: flags.nodesFile ?? 'config/cluster.nodes',
    clusterConfig: flags.clusterConfig ?? 'config/cluster.cfg',
    configFile: flags.config ?? 'config/controller.cfg',
    environment: process.env,
    processes: realProcesses,
    program: fileURLToPath(import.meta.url),
    notebook,
  }
  if (mode === 'controller')
    return (await import('./server/roles/controller.ts')).startController(host, options)
  return (await import('./server/roles/member.ts')).startMember(host, options)
}

// Who reads along, `head` for one, may have read enough.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  process.exit()
})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`porpoise: ${error.message}\n`)
  process.exitCode = 2
}
