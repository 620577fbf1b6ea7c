import type { Socket } from 'node:net'
import fastifyWebsocket from '@fastify/websocket'
import fastify, { type FastifyRequest } from 'fastify'
import type { ConnectionServices } from './connection.ts'
import { type Credentials, type Running, sqlRoute } from './http-sql.ts'
import { metricsText } from './metrics.ts'
import { notebookFiles } from './page-files.ts'
import type { StallGuard } from './stall-guard.ts'
import { refusalOf, serveWebSocketClient, streamingOf, type WebSocketLike } from './websocket-client.ts'

export interface HttpOptions {
  /** The folder of the built notebook, if there is to be one. */
  readonly notebook: string | undefined
  readonly notebookIsBuilt: () => Promise<boolean>
  readonly authenticateByTicket: Credentials['authenticateByTicket']
  readonly guard: StallGuard
  /** Whether the node takes work. */
  readonly ready: () => boolean
}

/** HTTP on sockets that somebody else accepted. */
export interface HttpServer {
  accept(socket: Socket): void
  close(): Promise<void>
}

// A client sends a table in one message, of up to 2 GiB.
const LARGEST_MESSAGE = 2 ** 31
const LARGEST_SCRIPT = 2 ** 28

/**
 * What a node offers over HTTP: scripts at /api/sql, its state at /health, /ready and /metrics, the notebook's files, and
 * DolphinDB's protocol over WebSocket on any path.
 */
export async function httpServer(services: ConnectionServices, options: HttpOptions): Promise<HttpServer> {
  const app = fastify({
    forceCloseConnections: true,
    bodyLimit: LARGEST_SCRIPT,
  })
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: LARGEST_MESSAGE,
      perMessageDeflate: false,
      // A client that names a sub-protocol wants it confirmed.
      handleProtocols: (protocols: Set<string>) => protocols.values().next().value ?? false,
    },
  })
  app.addHook('onRequest', async (request, reply) => {
    const refusal = request.ws ? refusalOf(protocolsOf(request)) : null
    if (refusal !== null) await reply.code(400).type('text/plain').send(refusal)
  })
  const running: Running = new WeakSet()
  sqlRoute(app, services, { ...services, authenticateByTicket: options.authenticateByTicket }, running)
  app.get('/health', async () => ({ status: 'ok' }))
  app.get('/ready', async (_request, reply) =>
    options.ready() ? { status: 'ready' } : reply.code(503).send({ status: 'starting' }),
  )
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4').send(metricsText(services)),
  )
  app.setNotFoundHandler((request, reply) => reply.code(404).send({ error: nothingAt(request) }))
  const files = await notebookFiles(app, options.notebook, options.notebookIsBuilt)
  app.route({
    method: 'GET',
    url: '/*',
    handler: (request, reply) =>
      request.url.startsWith('/api/')
        ? reply
            .code(405)
            .header('allow', 'POST')
            .send({ error: nothingAt(request) })
        : files(request, reply),
    wsHandler: (socket: unknown, request: FastifyRequest) => {
      // From here on it is watched as a client's.
      running.add(request.raw.socket)
      const streaming = streamingOf(protocolsOf(request), request.url)
      serveWebSocketClient(socket as WebSocketLike, request.raw.socket, services, options.guard, streaming)
    },
  })
  await app.ready()
  return {
    accept(socket) {
      const guarded = {
        progress: () => socket.bytesRead + socket.bytesWritten - socket.writableLength,
        waiting: () => !running.has(socket),
        drop: () => socket.destroy(),
      }
      options.guard.watch(guarded)
      socket.on('close', () => options.guard.forget(guarded))
      app.server.emit('connection', socket)
    },
    close: () => app.close(),
  }
}

const nothingAt = ({ method, url }: FastifyRequest) =>
  `There is no ${method} ${url.split('?')[0]} here. Scripts come by POST /api/sql, as text or {"script": "…"}.`

const protocolsOf = ({ headers }: FastifyRequest) => headers['sec-websocket-protocol'] ?? ''
