// What a cloud CLI may do with files where they cannot be hidden from it.

export interface CommandGrants {
  /** Files, and directories with all that is below; may be run, too. */
  readonly readable: readonly string[];
  /** Directories. */
  readonly writable: readonly string[];
  readonly devices: readonly string[];
}
