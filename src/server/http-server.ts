import type { Socket } from 'node:net'
import fastifyWebsocket from '@fastify/websocket'
import fastify from 'fastify'
import type { ConnectionServices } from './connection.ts'
import { notebookFiles } from './notebook-files.ts'
import { remoteOf } from './tcp-client.ts'
import { refusalOf, serveWebSocketClient, type WebSocketLike } from './websocket-client.ts'

export interface HttpOptions {
  /** The folder of the built notebook, if there is to be one. */
  readonly notebook: string | undefined
  readonly notebookIsBuilt: () => Promise<boolean>
}

/** HTTP on sockets that somebody else accepted. */
export interface HttpServer {
  accept(socket: Socket): void
  close(): Promise<void>
}

// A client sends a table in one message, of up to 2 GiB.
const LARGEST_MESSAGE = 2 ** 31

/** What a node offers over HTTP: the notebook's files, and DolphinDB's protocol over WebSocket on any path. */
export async function httpServer(services: ConnectionServices, options: HttpOptions): Promise<HttpServer> {
  const app = fastify({ forceCloseConnections: true })
  await app.register(fastifyWebsocket, {
    options: {
      maxPayload: LARGEST_MESSAGE,
      perMessageDeflate: false,
      // A client that names a sub-protocol wants it confirmed.
      handleProtocols: (protocols: Set<string>) => protocols.values().next().value ?? false,
    },
  })
  app.addHook('onRequest', async (request, reply) => {
    const refusal = request.ws ? refusalOf(request.headers['sec-websocket-protocol'] ?? '') : null
    if (refusal !== null) await reply.code(400).type('text/plain').send(refusal)
  })
  app.route({
    method: 'GET',
    url: '/*',
    handler: await notebookFiles(app, options.notebook, options.notebookIsBuilt),
    wsHandler: (socket: unknown, request) =>
      serveWebSocketClient(socket as WebSocketLike, remoteOf(request.socket), services),
  })
  await app.ready()
  return {
    accept: socket => void app.server.emit('connection', socket),
    close: () => app.close(),
  }
}
