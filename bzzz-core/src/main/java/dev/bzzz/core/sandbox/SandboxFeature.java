package dev.bzzz.core.sandbox;

/** What a sandbox keeps a command from. */
public enum SandboxFeature {
  /** No network, not even loopback of the host. */
  NO_NETWORK,
  /** Only the workspace and private temporary folders can be written. */
  CONFINED_WRITES,
  /** The agent's home, keys and environment cannot be read. */
  PRIVATE_HOME,
  /** Children cannot outlive the command. */
  KILLED_AS_GROUP,
  /** The number of processes is limited. */
  LIMITED_PROCESSES
}
