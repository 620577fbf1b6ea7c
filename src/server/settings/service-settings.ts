import { createSecureContext } from 'node:tls'
import type { Host } from '../../host/host.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Certificate } from '../port/listen.ts'

/** How a node serves its clients, by DolphinDB's names where it has them. */
export interface ServiceSettings {
  readonly maxConnections: number
  /** Sockets that may be open at once, those counted that haven't said yet what they are. */
  readonly mostSockets: number
  /** Bytes of one vector that a client sends. */
  readonly vectorBytes: number
  /** Bytes of the value of a job. */
  readonly resultBytes: number
  /** Bytes of incomplete requests, over all connections. */
  readonly readingBytes: number
  /** Milliseconds that a connection may stand still in the middle of a request or an answer. */
  readonly stallPatience: number
  readonly tls: Certificate | null
}

const MOST_CONNECTIONS = 16_384
// Files and sockets of its own that a node may need, as far as there are so many.
const OWN_FILES = 512
const LARGEST_VECTOR = 8 * 2 ** 30
const PATIENCE = 60

/** `memory`: bytes of the machine. @throws ScriptError for settings that make no sense. */
export async function serviceSettings(
  host: Host,
  home: string,
  config: ReadonlyMap<string, string>,
  memory: number,
): Promise<ServiceSettings> {
  const readingBytes = Math.floor(2 ** 20 * positive(config, 'maxReadingMemory', memory / 4 / 2 ** 20))
  const { maxConnections, mostSockets } = connectionBounds(
    host,
    positive(config, 'maxConnections', MOST_CONNECTIONS),
  )
  return {
    maxConnections,
    mostSockets,
    vectorBytes: Math.min(LARGEST_VECTOR, readingBytes),
    resultBytes: 2 ** 30 * positive(config, 'memLimitOfQueryResult', Number.POSITIVE_INFINITY),
    readingBytes,
    stallPatience: 1000 * positive(config, 'stalledConnectionTimeout', PATIENCE),
    tls: config.get('enableHTTPS') === 'true' ? await certificate(host, home, config) : null,
  }
}

// Clients may not take the files away from those within: a node that can open none anymore can't read its tables either.
function connectionBounds(host: Host, wanted: number): { maxConnections: number; mostSockets: number } {
  const files = host.machine.openFiles()
  const mostSockets = files - Math.min(OWN_FILES, Math.ceil(files / 2))
  const maxConnections = Math.min(wanted, Math.floor(0.9 * mostSockets))
  if (maxConnections < wanted)
    host.log.write(
      'warning',
      `This process may open ${files} files (ulimit -n): ${maxConnections} clients are served at a time, not ${wanted} (maxConnections).`,
    )
  return { maxConnections, mostSockets }
}

function positive(config: ReadonlyMap<string, string>, name: string, otherwise: number): number {
  const text = config.get(name)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (!(value > 0)) throw new ScriptError(`${name}=${text}: a positive number is expected.`)
  return value
}

// As in DolphinDB, the certificate lies in the folder `keys` unless the configuration says where.
async function certificate(
  host: Host,
  home: string,
  config: ReadonlyMap<string, string>,
): Promise<Certificate> {
  const read = async (name: string, file: string) => {
    const path = config.get(name) ?? `${home}/keys/${file}`
    const size = await host.disk.size(path)
    if (size === undefined) throw new ScriptError(`enableHTTPS=true: there is no ${path} (${name}).`)
    const bytes = new Uint8Array(size)
    const opened = await host.disk.open(path)
    await opened.read([bytes], 0)
    await opened.close()
    return new TextDecoder().decode(bytes)
  }
  const pair = {
    certificate: await read('httpsCertificate', 'serverCert.crt'),
    key: await read('httpsPrivateKey', 'serverPrivate.key'),
  }
  try {
    createSecureContext({ cert: pair.certificate, key: pair.key })
  } catch (error) {
    throw new ScriptError(`enableHTTPS=true: certificate and key can't be used: ${(error as Error).message}`)
  }
  return pair
}
