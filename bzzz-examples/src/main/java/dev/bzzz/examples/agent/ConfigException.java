package dev.bzzz.examples.agent;

import dev.bzzz.core.PermanentException;

/**
 * The agent's configuration cannot be used; the message names the line or variable and the cure.
 */
public final class ConfigException extends PermanentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the error.
   *
   * @param where file with line and column, or environment variable
   * @param problem what is wrong and what to do
   */
  ConfigException(String where, String problem) {
    super("cannot use " + where + ": " + problem);
  }
}
