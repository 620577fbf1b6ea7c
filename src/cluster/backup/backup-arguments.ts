import { given, text } from '../../functions/argument.ts'
import type { Context } from '../../runtime/context.ts'
import { files } from '../../runtime/files.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Value } from '../../values/value.ts'
import { BackupFolder, type TableBackup } from './backup-folder.ts'

// What the functions of backups are told: where, of which table, and that it is not encrypted.

export function backupFolder(context: Context, dir: Value | undefined, usage: string): BackupFolder {
  return new BackupFolder(context.service(files), text(dir, usage, 'backupDir'))
}

/** The backup of a table in a folder. @throws ScriptError where there is none */
export function tableBackup(
  folder: BackupFolder,
  path: Value | undefined,
  name: Value | undefined,
  usage: string,
): TableBackup {
  return folder.get(text(path, usage, 'dbPath'), text(name, usage, 'tableName'))
}

/** Encrypted backups can't be made, nor read. @throws ScriptError where a key is named */
export function refuseKey(keyPath: Value | undefined, name: string): void {
  if (given(keyPath) === undefined || text(keyPath, name, 'keyPath') === '') return
  throw new ScriptError(`${name}: encrypted backups are not supported; leave keyPath out.`)
}
