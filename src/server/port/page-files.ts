import { extname } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Porpoise</title>
<h1>This node runs, but its notebook isn't built.</h1>
<p><code>npm start</code> builds it; clients and <code>npx porpoise host:port</code> connect all the same.</p>
</html>
`

/**
 * Serves the files of the built notebook: what has an extension as it lies in `folder`, every other path as
 * index.html, since the notebook finds its way itself. Without a build, a page that says so.
 */
export async function notebookFiles(
  app: FastifyInstance,
  folder: string | undefined,
  isBuilt: () => Promise<boolean>,
): Promise<(request: FastifyRequest, reply: FastifyReply) => Promise<unknown>> {
  if (folder !== undefined && (await isBuilt())) {
    await app.register(fastifyStatic, { root: folder, serve: false, index: false })
    return async (request, reply) => {
      const path = decodeURIComponent(new URL(request.url, 'http://node').pathname)
      if (extname(path) === '') return reply.sendFile('index.html', { maxAge: 0 })
      // Names of built files change with their contents.
      return reply.sendFile(
        path.slice(1),
        path.startsWith('/assets/') ? { maxAge: '30d', immutable: true } : {},
      )
    }
  }
  return async (request, reply) => {
    const path = new URL(request.url, 'http://node').pathname
    if (extname(path) !== '') return reply.code(404).send({ error: 'The notebook is not built.' })
    return reply.type('text/html; charset=utf-8').send(NOT_BUILT)
  }
}
