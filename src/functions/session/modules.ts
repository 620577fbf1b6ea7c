import { parse } from '../../../grammar/parser.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { scriptFiles } from '../../runtime/script-files.ts'
import { NOTHING, string } from '../../values/forms/scalar.ts'
import { text, texts, truth } from '../argument.ts'
import { define } from '../define.ts'

// Modules: files of functions, known by `module::name`.

export const loadModule = define({
  name: 'loadModule',
  signature: 'loadModule(name)',
  kind: 'system',
  doc: 'Loads a module of the node, and those that it uses: its functions are then called as module::name in this session.',
  examples: [
    [
      'mkdir("modules"); saveTextFile("module loaded\\ndef twice(x) { return 2 * x }", "modules/loaded.dos"); loadModule("loaded"); go; loaded::twice(4)',
      '8',
    ],
  ],
  run: (context, name) => {
    context.evaluator.loadModule(text(name, 'loadModule(name)', 'name').split('::'))
    return NOTHING
  },
})

export const loadModuleFromScript = define({
  name: 'loadModuleFromScript',
  signature: 'loadModuleFromScript(moduleNamespace, moduleScript, [reload=false])',
  kind: 'system',
  doc: 'Loads modules from their texts, which may use each other in any order. One that is loaded already stays as it is, unless reload is true.',
  examples: [
    [
      'loadModuleFromScript("arith", "module arith\\ndef twice(x) { return 2 * x }"); go; arith::twice(4)',
      '8',
    ],
  ],
  run: (context, namespaces, scripts, reload) => {
    const usage = 'loadModuleFromScript(moduleNamespace, moduleScript, [reload=false])'
    const names = texts(namespaces, usage, 'moduleNamespace')
    const sources = texts(scripts, usage, 'moduleScript')
    if (names.length !== sources.length) {
      throw new ScriptError(`Usage: ${usage}. There should be as many scripts as namespaces.`)
    }
    const given = new Map(names.map((name, i) => [name, sources[i]!]))
    context.evaluator.defineModules(given, truth(reload, usage, 'reload', false))
    return NOTHING
  },
})

export const saveModule = define({
  name: 'saveModule',
  signature: 'saveModule(name, [moduleDir], [overwrite=false])',
  kind: 'system',
  doc: 'Writes a module as a file of bytes with the ending dom, which is read instead of its text from then on.',
  examples: [
    [
      'mkdir("modules/hidden"); saveTextFile("module hidden::m\\ndef half(x) { return x / 2 }", "modules/hidden/m.dos"); saveModule("hidden::m"); rm("modules/hidden/m.dos"); loadModule("hidden::m"); go; hidden::m::half(4)',
      '2',
    ],
  ],
  run: (context, name, moduleDir, overwrite) => {
    const usage = 'saveModule(name, [moduleDir], [overwrite=false])'
    const path = text(name, usage, 'name').split('::')
    const folder = moduleDir === undefined ? null : text(moduleDir, usage, 'moduleDir')
    context.service(scriptFiles).saveModule(path, folder, truth(overwrite, usage, 'overwrite', false))
    return NOTHING
  },
})

export const uploadModule = define({
  name: 'uploadModule',
  signature: 'uploadModule(moduleScript, [overwrite=false], [encrypt=false])',
  kind: 'system',
  doc: 'Writes the text of a module to where modules are, under the name that it declares; with encrypt=true as a file of bytes. Gives the file’s path.',
  examples: [
    [
      'p = uploadModule("module sent::m\\ndef third(x) { return x / 3 }", true); loadModule("sent::m"); go; (p.endsWith("modules/sent/m.dos"), sent::m::third(9))',
      '(true,3)',
    ],
  ],
  run: (context, script, overwrite, encrypt) => {
    const usage = 'uploadModule(moduleScript, [overwrite=false], [encrypt=false])'
    const source = text(script, usage, 'moduleScript')
    const [first] = parse(source).script.statements
    if (first?.kind !== 'module') {
      throw new ScriptError(`Usage: ${usage}. moduleScript begins with the module's name: module a::b`)
    }
    const [replaces, packs] = [
      truth(overwrite, usage, 'overwrite', false),
      truth(encrypt, usage, 'encrypt', false),
    ]
    const path = context.service(scriptFiles).writeModule(first.path, source, replaces, packs)
    return string(path)
  },
})
