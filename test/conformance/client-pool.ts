import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DDB, type DdbObj, DdbType, DdbVoidType } from 'dolphindb'
import { ByteQueue } from '../../src/base/byte-queue.ts'
import { realHost } from '../../src/host/real/host.ts'
import { type Serving, startSingle } from '../../src/server/serve.ts'
import { display } from '../../src/values/format/format.ts'
import { ObjectDecoder } from '../../src/wire/decode-object.ts'
import type { Ran } from '../check.ts'
import type { Page } from './pages.ts'

const PAGE_MILLISECONDS = 10_000

// Pages use the same names of databases and of shared tables.
const afresh = `
for (name in getClusterDFSDatabases()) { dropDatabase(name) }
for (name in exec name from objs(true) where shared) { undef(name, SHARED) }`

/**
 * Runs pages through DolphinDB's published JavaScript client, over WebSocket, each in a session of its own. What the client
 * made of an answer it encodes again, and that is what is printed: so it shows what the client has understood.
 */
export async function runPagesThroughClient(pages: readonly Page[]): Promise<(Ran | undefined)[][]> {
  const results: (Ran | undefined)[][] = pages.map(page => new Array(page.verdicts.length))
  let next = 0
  const lane = async () => {
    const home = mkdtempSync(join(tmpdir(), 'porpoise-conformance-'))
    const node = await startSingle(realHost(), {
      home,
      localSite: '127.0.0.1:0:n',
      workingFolder: home,
      workers: 1,
    })
    while (next < pages.length) {
      const index = next++
      await runPage(node, pages[index], results[index])
    }
    await node.close()
    rmSync(home, { recursive: true, force: true })
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, lane))
  return results
}

// What a page before it wouldn't stop is ended with its worker, and takes along who came there meanwhile.
async function freshClient(node: Serving): Promise<DDB> {
  for (let attempt = 1; ; attempt++) {
    const client = new DDB(`ws://127.0.0.1:${node.listener.port}`, { verbose: false })
    client.print_message = false
    try {
      await client.eval(afresh)
      return client
    } catch (error) {
      client.disconnect()
      if (attempt === 3) throw error
    }
  }
}

async function runPage(node: Serving, { verdicts }: Page, results: (Ran | undefined)[]): Promise<void> {
  const client = await freshClient(node)
  const late = new Promise<Ran>(resolve => {
    const error = `crash: not done after ${PAGE_MILLISECONDS / 1000} s`
    setTimeout(() => resolve({ printed: '', error }), PAGE_MILLISECONDS).unref()
  })
  for (const [step, { runs, step: script }] of verdicts.entries()) {
    if (runs) results[step] = await Promise.race([ranThrough(client, script.source), late])
  }
  client.disconnect()
}

async function ranThrough(client: DDB, script: string): Promise<Ran> {
  const printed: string[] = []
  try {
    const object = await client.eval(script, {
      listener: message => {
        if (message.type === 'print') printed.push(message.data)
      },
    })
    const last = shown(object)
    if (last !== '') printed.push(last)
    return { printed: printed.join('\n') }
  } catch (error) {
    return { printed: printed.join('\n'), error: (error as Error).message }
  }
}

function shown(object: DdbObj): string {
  // What the client makes of an answer without an object.
  if (object.type === DdbType.void && Number(object.value) === DdbVoidType.undefined) return ''
  const queue = new ByteQueue()
  queue.push(object.pack())
  const step = new ObjectDecoder(queue, { vectorBytes: 2 ** 30, depth: 64 }).read().next()
  if (!step.done) throw new Error('The client’s bytes end early.')
  return display(step.value)
}
