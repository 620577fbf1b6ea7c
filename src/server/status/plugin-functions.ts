import { asking } from '../../engine/bridge/bridge.ts'
import { text } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { files } from '../../runtime/files.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { STRING, TIMESTAMP } from '../../values/data-type.ts'
import { string } from '../../values/forms/scalar.ts'
import { noneOf } from './streaming-functions.ts'

// DolphinDB's plugins are libraries made for its own server. Pages about them find none, and who wants one is told why.

const ask = asking('status')

export const getLoadedPlugins = define({
  name: 'getLoadedPlugins',
  signature: 'getLoadedPlugins()',
  kind: 'system',
  doc: 'A table of the plugins that the node has loaded. DolphinDB’s plugins are made for its own server: it is empty.',
  examples: [['columnNames(getLoadedPlugins())', '["plugin","version","user","time"]']],
  run: () =>
    noneOf([
      ['plugin', STRING],
      ['version', STRING],
      ['user', STRING],
      ['time', TIMESTAMP],
    ]),
})

export const getPluginDir = define({
  name: 'getPluginDir',
  signature: 'getPluginDir()',
  kind: 'system',
  doc: 'The folder where plugins would be looked for (pluginDir).',
  examples: [],
  run: context => {
    const configured = ask<string | null>(context, 'config', 'pluginDir')
    if (configured !== null) return string(configured)
    // Pages look into it.
    const folder = `${ask<string>(context, 'home')}/plugins`
    const there = context.service(files)
    if (!there.describe(folder)) there.makeFolder(folder)
    return string(folder)
  },
})

const refusing = (name: string, signature: string, doc: string) =>
  define({
    name,
    signature,
    kind: 'system',
    doc: `${doc} Says why that can't be.`,
    examples: [],
    run: (_, plugin) => {
      const asked = plugin === undefined ? '' : ` ${text(plugin, signature, 'the plugin').slice(0, 200)}`
      throw new ScriptError(
        `${name}${asked}: DolphinDB's plugins are made for its own server, and can't be used by this one.`,
      )
    },
  })

export const loadPlugin = refusing('loadPlugin', 'loadPlugin(metaFile)', 'Loads a plugin.')

export const installPlugin = refusing(
  'installPlugin',
  'installPlugin(pluginName, [pluginVersion], [pluginServerAddr])',
  'Fetches a plugin.',
)

export const listRemotePlugins = refusing(
  'listRemotePlugins',
  'listRemotePlugins([pluginName], [pluginServerAddr])',
  'Lists plugins that can be fetched.',
)
