import type { Directory } from './directory.ts'
import type { DirectoryCommand } from './directory-command.ts'

/** Where the users are: this node's own, or its copy of the cluster's. */
export interface DirectoryStore {
  readonly directory: Directory
  /** What signs tickets; beside the users, so that they hold wherever the users do. */
  readonly secret: Uint8Array
  /** Whether users have ever been heard of: a node that has just come to a cluster has to wait for that. */
  readonly isKnown: boolean
  /** Makes the command's changes; durable when it resolves. @throws ScriptError when the command makes no sense. */
  propose(command: DirectoryCommand): Promise<void>
  /** Brings changes that haven't reached this node yet, if that can be done soon: `directory` is another one then. */
  refresh(): Promise<void>
}
