import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Command, readCommandLine, UsageError } from './repl/command-line.ts'

// Parsed and compiled sources are kept between runs: half of the time to the first answer.
enableCompileCache()

/** Runs the command; gives the exit code. Each command's code is loaded only when it is asked for. */
async function main(argv: readonly string[]): Promise<number> {
  const command = readCommandLine(argv)
  switch (command.is) {
    case 'help':
      process.stdout.write((await import('./repl/help.ts')).HELP)
      return 0
    case 'version': {
      const { default: manifest } = await import('../package.json', { with: { type: 'json' } })
      process.stdout.write(`porpoise ${manifest.version}\n`)
      return 0
    }
    case 'serve':
      return serve(command)
    case 'connect':
      return (await import('./repl/remote.ts')).runRemote(command, explain)
    case 'local':
      return runLocal(command)
  }
}

/** Help on a built-in; their declarations are loaded when somebody first asks. */
async function explain(name: string): Promise<string> {
  const { explanation } = await import('./engine/explanation.ts')
  const { builtins } = await import('./functions/builtins.ts')
  return explanation(builtins(), name)
}

/** The terminal, or a script, on an engine in this process. */
async function runLocal(command: Extract<Command, { is: 'local' }>): Promise<number> {
  const { openNode } = await import('./server/node.ts')
  const { realHost } = await import('./host/real/host.ts')
  const node = openNode(realHost(), { home: command.flags.home, workers: 1, workingFolder: process.cwd() })
  try {
    const { runTerminal } = await import('./repl/terminal.ts')
    return await runTerminal(node.engine, command, explain)
  } finally {
    await node.close()
  }
}

/** A node, until it is told to end. */
async function serve(command: Extract<Command, { is: 'serve' }>): Promise<number> {
  if (command.mode !== 'single')
    throw new UsageError(`-mode ${command.mode}: this version runs single nodes only.`)
  const { StartError, startSingle } = await import('./server/serve.ts')
  const { realHost } = await import('./host/real/host.ts')
  const { consoleLog, fileLog } = await import('./host/real/log.ts')
  const { logFile } = command.flags
  const host = { ...realHost(), log: logFile === null ? consoleLog('info') : fileLog(logFile) }
  try {
    const node = await startSingle(host, {
      home: command.flags.home,
      localSite: command.flags.localSite ?? 'localhost:8848:local8848',
      workingFolder: process.cwd(),
      workers: 2,
      notebook: fileURLToPath(new URL('../notebook/dist', import.meta.url)),
      adminPassword: process.env.PORPOISE_ADMIN_PASSWORD ?? null,
    })
    await new Promise(resolve => {
      process.once('SIGINT', resolve)
      process.once('SIGTERM', resolve)
    })
    await node.close()
    return 0
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    process.stderr.write(`porpoise: ${error.message}\n`)
    return 1
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`porpoise: ${error.message}\n`)
  process.exitCode = 2
}
